"""A picture as it leaves: light, upright, and saying nothing of where it was taken."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from mediation.common import pictures
from mediation.common.pictures import LARGEST, SIDE, TOO_HEAVY, UNREADABLE, lightened
from tests.pictures import GPS, ON_ITS_SIDE, ORIENTATION, photograph, read_back


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_it_is_made_light_and_keeps_its_proportions(form, mode):
    light = lightened(photograph(1600, 800, form=form, mode=mode))
    shown = read_back(light.read())
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (SIDE, 279))
    assert (light.name, light.content_type) == ("IMG_2041.jpg", "image/jpeg")


def test_it_says_neither_where_nor_when_it_was_taken():
    taken = photograph()
    assert read_back(taken.read()).getexif().get_ifd(GPS)
    assert not read_back(lightened(taken).read()).getexif()


def test_held_on_its_side_it_is_shown_upright():
    taken = photograph(1600, 800, orientation=ON_ITS_SIDE)
    assert read_back(taken.read()).getexif()[ORIENTATION] == ON_ITS_SIDE
    assert read_back(lightened(taken).read()).size == (279, SIDE)


def test_what_is_seen_through_is_on_white():
    shown = read_back(lightened(photograph(40, 30, form="PNG", mode="RGBA", colour=(0, 0, 0, 0))).read())
    assert (shown.size, shown.getpixel((1, 1))) == ((40, 30), (255, 255, 255))


@pytest.mark.parametrize(
    "content",
    [b"", b"bonjour", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError) as refusal:
        lightened(SimpleUploadedFile("x.jpg", content, "image/jpeg"))
    assert refusal.value.messages == [UNREADABLE]


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_cut_short_it_is_shown_as_far_as_it_goes(form):
    whole = photograph(form=form).read()
    cut = SimpleUploadedFile("x", whole[: len(whole) // 2], f"image/{form.lower()}")
    assert read_back(lightened(cut).read()).size == (SIDE, 419)


def test_too_heavy_or_made_to_fill_the_memory_it_is_refused(monkeypatch):
    with pytest.raises(ValidationError) as refusal:
        lightened(SimpleUploadedFile("x.jpg", b"0" * (LARGEST + 1), "image/jpeg"))
    assert refusal.value.messages == [TOO_HEAVY]
    monkeypatch.setattr(pictures, "drawn", lambda picture: pytest.fail("read whole"))
    with pytest.raises(ValidationError) as refusal:
        lightened(photograph(10_000, 5_001, form="PNG", mode="1"))
    assert refusal.value.messages == [TOO_HEAVY]
