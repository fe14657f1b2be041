"""An hour asked for on the telephone by somebody who has no other: from her call to the figures of the month.

Each page on the way is read by axe.
"""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.common.days_off import public_holidays
from mediation.courier import tasks
from tests.browser import PHONE, violations
from tests.factories import AppointmentHoursFactory, DemarcheFactory, PersonFactory, VenueFactory
from workshops.tasks import remind

from .steps import press, sms, words

pytestmark = [pytest.mark.usefixtures("morning"), pytest.mark.parametrize("desk", [True], indirect=True)]


@pytest.fixture
def lucien(space):
    return PersonFactory(space=space, first_name="Lucien", last_name="Genêt", landline=True)


@pytest.fixture
def day(space, team):
    """In five days, or the next that is no holiday, Hélène keeps her morning for appointments; and the week after."""
    DemarcheFactory(name="Carte grise")
    day = timezone.localdate(timezone=space.zone) + timedelta(days=5)
    while day in public_holidays(day.year):
        day += timedelta(days=1)
    AppointmentHoursFactory(
        space=space, host=team[Role.COORDINATOR], venue=VenueFactory(space=space, name="Salle du Lavoir"),
        weekday=day.weekday(), starts=time(9), ends=time(12), valid_from=day,
    )  # fmt: skip
    return day


def read(page, path: str) -> str:
    """What the page says, once axe has read it too."""
    page.goto(path)
    assert violations(page) == []
    return words(page)


def at(space, day, hour: int, minute: int = 0):
    return timezone.datetime.combine(day, time(hour, minute), tzinfo=space.zone)


def test_from_a_call_to_the_figures(space, desk, day, lucien, mailbox):
    reception = desk(Role.RECEPTION, bypass_csp=True)

    # He rings. His number says who he is; three answers keep an hour, and he is told of it there and then.
    assert "Lucien Genêt" in read(reception, "/chercher/?q=05 36 49 20 01")
    read(reception, f"/ateliers/rendez-vous/nouveau/?personne={lucien.code}")
    reception.fill("#visit-form input[name=what]", "Carte grise")
    reception.check("#visit-form input[name=slot] >> nth=0")
    press(reception, "Garder cette heure")
    kept = words(reception)
    assert "C’est noté" in kept
    assert "9 heures" in kept
    assert "Dit de vive voix : rien ne lui est écrit." in kept
    appointment = reception.url

    # Two days before, he is in the list of those to call. That hour no longer suits him: a later one is free.
    with time_machine.travel(at(space, day - timedelta(days=2), 18, 5)):
        remind()
        tasks.drain()
        reception = desk(Role.RECEPTION, bypass_csp=True)
        assert "Lucien Genêt" in read(reception, "/a-appeler/")
        reception.locator("main a[href*='/a-appeler/']").first.click()
        reception.wait_for_load_state()
        assert violations(reception) == []
        assert "Lui rappeler son rendez-vous" in words(reception)
        read(reception, appointment)
        reception.get_by_role("link", name="Déplacer").click()
        reception.wait_for_load_state()
        assert violations(reception) == []
        reception.check("input[name=slot] >> nth=1")
        reception.uncheck("input[name=is_to_tell]")
        press(reception, "Déplacer")
        assert "de 9 h 45 à 10 h 30" in words(reception)
        moved = reception.url

    # The day comes, on Hélène's telephone: he is there, and the quick entry is filled in already.
    with time_machine.travel(at(space, day, 9, 40)):
        phone = desk(Role.COORDINATOR, bypass_csp=True, **PHONE)
        assert "Lucien Genêt" in read(phone, "/")
        read(phone, moved)
        there = phone.get_by_role("link", name="Elle est là").first.get_attribute("href")
        read(phone, there)
        assert phone.input_value("#visit-form input[name=what]") == "Carte grise"
        phone.check("input[name=how_done][value=together]")
        press(phone, "Enregistrer")
        assert "C’est noté." in words(phone)
        assert "Voir le passage noté" in read(phone, moved)
        assert "Accompagnements 1 " in read(phone, "/bilan/chiffres/")

    assert sms(mailbox) == []
