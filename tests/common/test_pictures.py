"""A picture as it leaves: light, upright, and saying nothing of where it was taken."""

import random
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ImageOps

from mediation.common import pictures
from mediation.common.pictures import LARGEST, SIDE, TOO_HEAVY, TOO_LARGE, UNREADABLE, lightened
from tests.pictures import GPS, photograph, read_back


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_it_is_made_light_and_keeps_its_proportions(form, mode):
    light = lightened(photograph(1600, 800, form=form, mode=mode))
    shown = read_back(light.read())
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (SIDE, 279))
    assert (light.name, light.content_type) == ("image.jpg", "image/jpeg")


def test_it_says_neither_where_nor_when_it_was_taken():
    taken = photograph()
    assert read_back(taken.read()).getexif().get_ifd(GPS)
    assert not read_back(lightened(taken).read()).getexif()


def test_of_several_in_one_file_as_telephones_keep_them_the_first_is_shown():
    content, first = BytesIO(), read_back(photograph().read())
    first.save(content, "MPO", save_all=True, append_images=[read_back(photograph(40, 40).read())])
    assert read_back(content.getvalue()).format == "MPO"
    shown = read_back(lightened(SimpleUploadedFile("x.jpg", content.getvalue(), "image/jpeg")).read())
    assert (shown.format, shown.size) == ("JPEG", (SIDE, 419))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_camera_was_held_it_is_shown_upright(orientation):
    taken = photograph(160, 80, orientation=orientation)
    expected = ImageOps.exif_transpose(read_back(taken.read()))
    shown = read_back(lightened(taken).read())
    corners = [(at_x * (shown.width - 9) + 4, at_y * (shown.height - 9) + 4) for at_x in (0, 1) for at_y in (0, 1)]
    assert shown.size == expected.size
    assert [is_dark(shown, corner) for corner in corners] == [is_dark(expected, corner) for corner in corners]
    assert sum(is_dark(shown, corner) for corner in corners) == 1


def is_dark(picture, corner):
    return sum(picture.getpixel(corner)) < 300


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


@pytest.mark.filterwarnings("ignore:.*:UserWarning")  # Pillow says what it skips
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_broken_in_it_is_refused_in_words(form):
    """A byte here and there, what is said of the camera too."""
    draw, whole = random.Random(2041), photograph(32, 24, form=form).read()
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        with suppress(ValidationError):
            lightened(SimpleUploadedFile("x", bytes(broken), "image/jpeg"))


def test_too_heavy_it_is_refused():
    with pytest.raises(ValidationError) as refusal:
        lightened(SimpleUploadedFile("x.jpg", b"0" * (LARGEST + 1), "image/jpeg"))
    assert refusal.value.messages == [TOO_HEAVY]


def test_a_light_file_that_would_fill_the_memory_is_refused_unread(monkeypatch):
    monkeypatch.setattr(pictures, "drawn", lambda picture: pytest.fail("read whole"))
    with pytest.raises(ValidationError) as refusal:
        lightened(photograph(5_000, 3_201, form="PNG", mode="1", colour=1))
    assert refusal.value.messages == [TOO_LARGE]
