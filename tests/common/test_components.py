from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Engine


def rendered(source: str, **context) -> str:
    template = Engine.get_default().from_string("{% load components %}" + source)
    return template.render(Context(context)).replace("\u00a0", " ")


class Passage(forms.Form):
    what = forms.CharField(label="Qu’est-ce qui vous amène ?", error_messages={"required": "Dites-le en deux mots."})
    how = forms.ChoiceField(label="Comment ?", widget=forms.RadioSelect, choices=[("a", "Ensemble"), ("b", "Seule")])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("capacity=8 taken=5", "5 places prises sur 8"),
        ("capacity=8 taken=1 held=1", "1 place prise sur 8 · 1 place gardée"),
        ("capacity=8 taken=8 waiting=2", "8 places prises sur 8 · 2 personnes en attente"),
    ],
)
def test_seats_say_what_they_draw(options, sentence):
    assert f'aria-label="{sentence}"' in rendered("{% seats " + options + " %}")


def test_seats_draw_one_mark_a_seat_and_a_person_waiting():
    html = rendered("{% seats capacity=8 taken=5 held=1 waiting=2 %}")

    kinds = ["seat", "seat seat-held", "seat seat-free", "seat seat-waiting"]
    assert [html.count(f'class="{kind}"') for kind in kinds] == [5, 1, 2, 2]


def test_large_rooms_are_told_and_not_drawn():
    html = rendered("{% seats capacity=120 taken=30 %}")

    assert "30 places prises sur 120" in html
    assert "seats-drawn" not in html


def test_tag_says_its_word_beside_its_colour():
    assert 'class="tag envie"' in rendered('{% pill "envie" "vendre ses gâteaux" %}')
    assert "vendre ses gâteaux" in rendered('{% pill "envie" "vendre ses gâteaux" %}')


def test_pages_keep_filters():
    request = SimpleNamespace(GET=QueryDict("commune=Vernelune&page=2"))
    html = rendered("{% pagination page %}", request=request, page=Paginator(range(50), 20).page(2))

    assert 'href="?commune=Vernelune&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_errors_lead_to_their_fields():
    html = rendered("{% form_errors form %}", form=Passage({}))

    assert 'href="#id_what"' in html
    assert 'href="#id_how_0"' in html
    assert "Dites-le en deux mots." in html


def test_form_without_error_shows_no_summary():
    assert rendered("{% form_errors form %}", form=Passage({"what": "un papier", "how": "a"})).strip() == ""


def test_stale_form_shows_both_values():
    html = rendered("{% stale rows %}", rows=[("Commune", "Vernelune", "")])

    assert [word in html for word in ("Commune", "Vernelune", "rien")] == [True, True, True]


def test_private_work_hides_its_name_and_note_on_a_shared_screen():
    html = rendered('{% todo title="Amina B." note="à rappeler" private=True %}')

    assert 'data-private="name">Amina B.' in html
    assert 'data-private="note">à rappeler' in html


def test_a_list_to_choose_in_says_what_is_chosen_and_escapes_what_was_typed():
    class Choice(forms.Form):
        envie = forms.ChoiceField(choices=[("", "Toutes"), ("Cuisine", [("b", "Pain & <miel>")])])

    html = str(Choice({"envie": "b"})["envie"])

    assert '<option value="">Toutes</option>' in html
    assert '<optgroup label="Cuisine">' in html
    assert '<option value="b" selected>Pain &amp; &lt;miel&gt;</option>' in html
