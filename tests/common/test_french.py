from datetime import UTC, date, datetime

import pytest

from mediation.common.templatetags import french

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
EVENING = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
END = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace(french.NBSP, " ")


def test_date_is_said_in_full():
    assert plain(french.date_fr(date(2026, 12, 3))) == "jeudi 3 décembre 2026"


def test_first_of_the_month_is_premier():
    assert plain(french.date_fr(date(2027, 1, 1))) == "vendredi 1er janvier 2027"


def test_day_leaves_the_year_out():
    assert plain(french.day_fr(date(2026, 8, 15))) == "samedi 15 août"


def test_short_date_is_for_tables():
    assert plain(french.date_short(date(2026, 12, 3))) == "3 déc. 2026"


def test_signs_stay_on_the_line_of_their_word():
    assert french.tied("« Vrai ou faux ? » : enquête") == "«\u00a0Vrai ou faux\u00a0?\u00a0»\u00a0: enquête"


def test_an_hour_and_a_distance_stay_on_the_line_of_their_number():
    assert french.tied("jeudi 18 h 30, à 600 km") == "jeudi 18\u00a0h\u00a030, à 600\u00a0km"
    assert french.tied("de 9 heures à 18 heures 30") == "de 9\u00a0heures à 18\u00a0heures\u00a030"


def test_a_telephone_stays_on_one_line():
    assert (
        french.tied("Appelez le 05 36 49 10 10, ou passez")
        == "Appelez le 05\u00a036\u00a049\u00a010\u00a010, ou passez"
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("Vous repartez avec une affiche", "Vous repartez avec une affiche."), ("Déjà fini ?", "Déjà fini ?"), ("", "")],
)
def test_sentence_has_its_full_stop(said, sentence):
    assert french.sentence(said) == sentence


@pytest.mark.parametrize(
    ("filter_name", "expected"),
    [("date_fr", ""), ("day_fr", ""), ("date_short", ""), ("hour_fr", ""), ("hour_spoken", ""), ("duration_fr", "")],
)
def test_nothing_to_say_says_nothing(filter_name, expected):
    assert getattr(french, filter_name)(None) == expected


@pytest.mark.parametrize(("zone", "hour", "day"), [(PARIS, "18 h", 3), (REUNION, "21 h", 3)])
def test_instant_is_read_on_the_clocks_of_the_place(zone, hour, day):
    local = french.in_zone(EVENING, zone)

    assert (plain(french.hour_fr(local)), local.day) == (hour, day)


@pytest.mark.parametrize(
    ("hour", "minute", "short", "spoken"),
    [
        (14, 0, "14 h", "14 heures"),
        (14, 30, "14 h 30", "14 heures 30"),
        (9, 5, "9 h 05", "9 heures 05"),
        (1, 0, "1 h", "1 heure"),
    ],
)
def test_hours_written_and_said(hour, minute, short, spoken):
    moment = datetime(2026, 12, 3, hour, minute, tzinfo=UTC)

    assert (plain(french.hour_fr(moment)), plain(french.hour_spoken(moment))) == (short, spoken)


def test_range_puts_the_end_on_the_clocks_of_the_start():
    start = french.in_zone(EVENING, REUNION)

    assert plain(french.time_range(start, END)) == "de 21 h à 23 h 30"
    assert plain(french.time_range_spoken(start, END)) == "de 21 heures à 23 heures 30"


@pytest.mark.parametrize(("minutes", "expected"), [(45, "45 min"), (120, "2 h"), (90, "1 h 30"), (0, "0 min")])
def test_duration(minutes, expected):
    assert plain(french.duration_fr(minutes)) == expected


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+33536491010", "05 36 49 10 10"),
        ("0639981010", "06 39 98 10 10"),
        ("+262692123456", "06 92 12 34 56"),
        ("+352621123456", "+352 621 123 456"),
        ("voir au dos", "voir au dos"),
        ("", ""),
        (None, ""),
    ],
)
def test_phone_is_written_in_pairs_or_left_as_typed(typed, shown):
    assert plain(french.phone_fr(typed)) == shown


def test_shown_phone_can_be_pasted_in_a_field():
    assert french.phone_fr(french.phone_fr("+33536491010")) == french.phone_fr("+33536491010")


@pytest.mark.parametrize(
    ("name", "particle", "said"),
    [("Amina", "de", "d’Amina"), ("Nadia", "de", "de Nadia"), ("Élodie", "que", "qu’Élodie"), ("", "de", "")],
)
def test_particle_is_elided_before_a_vowel(name, particle, said):
    assert french.preceded_by(name, particle) == said


def test_ordinals():
    assert [french.ordinal_text(1), french.ordinal_text(1, "m"), french.ordinal_text(3)] == ["1re", "1er", "3e"]
    assert french.ordinal_fr(3) == "3<sup>e</sup>"


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 place"), (1, "1 place"), (2, "2 places"), (1240, "1 240 places")]
)
def test_counts_agree(count, expected):
    assert plain(french.plural_fr(count, "place,places")) == expected
