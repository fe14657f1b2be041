"""From a group to a waiting list that moves: a workshop announced by four channels, and what people answer.

Everything is done in a browser, answers included: they are written in the local mailbox, under the SMS received. Each
page on the way is read by axe. Played with and without JavaScript.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.common.days_off import public_holidays
from mediation.common.templatetags.french import phone_fr
from mediation.communications.tasks import run_campaigns
from mediation.courier import tasks
from mediation.courier.enums import Channel
from tests.browser import violations
from tests.communications.asking import agrees
from tests.factories import CommuneFactory, MembershipFactory, SessionFactory, UserFactory
from workshops.notifications import HELD

from .conftest import PASSWORD
from .steps import press, sms, to, words

pytestmark = pytest.mark.usefixtures("working_morning")

SUNDAY = 6
AMINA, SOFIA, LUCIEN, ODETTE = (f"+3363998100{number}" for number in range(1, 5))
BY_SMS = {"Amina": AMINA, "Sofia": SOFIA, "Lucien": LUCIEN, "Odette": ODETTE}
BY_LETTER = 48  # with the others, more than may leave without being read by somebody else
SMS = "{prénom}, {quoi} : {quand}. Cela vous dit ? Répondez oui."
TEXT = "Bonjour {prénom},\n\n« {quoi} », {quand}, {où}. Pour venir : {téléphone}."


@pytest.fixture
def working_morning():
    """Ten o'clock, on the next day when announcements may leave."""
    day = timezone.now().astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=1)
    while day.weekday() == SUNDAY or day.date() in public_holidays(day.year):
        day += timedelta(days=1)
    with time_machine.travel(day.replace(hour=10, minute=0)):
        yield


@pytest.fixture
def team(team, space):
    """And somebody who reads again what the coordination writes."""
    reader = UserFactory(name="Samir Coudrier", email="samir@fil.example.org")
    reader.set_password(PASSWORD)
    reader.save()
    MembershipFactory(user=reader, space=space, role=Role.MEDIATOR)
    return team | {Role.MEDIATOR: reader}


@pytest.fixture
def rochebrisse(space):
    """Those of a commune whom we have never seen, each with one yes."""
    CommuneFactory(space=space, name="Rochebrisse", population=760)
    for name, phone in BY_SMS.items():
        agrees(space, Channel.SMS, city="Rochebrisse", first_name=name, phone=phone)
    agrees(space, Channel.EMAIL, city="Rochebrisse", by_email=True, first_name="Irène", email="irene@example.org")
    agrees(space, Channel.PHONE, city="Rochebrisse", landline=True, first_name="Josette")
    for _ in range(BY_LETTER):
        agrees(space, Channel.LETTER, by_letter=True)


@pytest.fixture
def read(desk):
    """What the page says, once axe has read it too where its script runs."""

    def said(page) -> str:
        page.wait_for_load_state()
        if desk.java_script:
            assert violations(page) == []
        return words(page)

    return said


def write_the_campaign(page) -> None:
    page.fill("input[name=title]", "Rochebrisse, une première fois")
    page.select_option("select[name=subject_ref]", index=1)
    for channel in Channel:
        page.check(f"input[name=channels][value={channel}]")
    page.fill("textarea[name=sms_text]", SMS)
    page.fill("input[name=heading]", "{quoi}, {quand}")
    page.fill("textarea[name=text]", TEXT)
    page.fill("input[name=wanted_count]", "3")
    press(page, "Voir ce que chacun recevra")


def leave() -> None:
    """What is due leaves, once nothing may be undone any more."""
    with time_machine.travel(timezone.now() + HELD):
        tasks.drain()


def answer(mailbox, phone: str, text: str) -> str:
    """Under the last SMS that this telephone received; what the mailbox says of it."""
    mailbox.goto("/boite-locale/")
    received = mailbox.locator("article", has_text=phone_fr(phone)).first
    received.locator("input[name=text]").fill(text)
    received.get_by_role("button", name="Envoyer").click()
    mailbox.wait_for_load_state()
    return words(mailbox)


@pytest.mark.usefixtures("rochebrisse")
def test_from_a_group_to_a_waiting_list_that_moves(space, desk, visitor, mailbox, read):
    session = SessionFactory(
        space=space, published=True, capacity=1, workshop__title="Vendre ses gâteaux", created_at=timezone.now(),
        starts_at=(timezone.now() + timedelta(days=20)).replace(minute=0, second=0, microsecond=0),
    )  # fmt: skip

    # 1. The coordination invites those of a commune who never came. One text, four channels, one each.
    coordinator = desk(Role.COORDINATOR, bypass_csp=True)
    coordinator.goto("/personnes/pas-encore/")
    assert "54 personnes nous connaissent" in read(coordinator)
    coordinator.get_by_role("link", name="Qui n’est pas encore venu").click()
    assert "54 personnes" in read(coordinator)
    press(coordinator, "Enregistrer le groupe")
    assert "Le groupe « Pas encore venues, Rochebrisse » est enregistré." in read(coordinator)
    coordinator.get_by_role("link", name="Leur annoncer une séance").click()
    assert "Ce que l’on entend à l’accueil" in read(coordinator)
    write_the_campaign(coordinator)
    written = read(coordinator)
    assert "Qui la reçoit : 54 SMS : 4 E-mail : 1 Téléphone : 1 Courrier : 48" in written
    assert "Amina, Vendre ses gateaux" in written
    press(coordinator, "L’envoyer à")
    assert "elle part quand quelqu’un d’autre l’aura relue" in read(coordinator)
    campaign = coordinator.url

    # 2. Somebody else reads it; it leaves, and the page that stayed open counts.
    reader = desk(Role.MEDIATOR, bypass_csp=True)
    reader.goto(campaign)
    assert "Plus de cinquante personnes la recevront" in read(reader)
    press(reader, "C’est relu, elle peut partir")
    run_campaigns()
    coordinator.goto(campaign)
    assert "0 sur 54 messages partis" in read(coordinator)
    tasks.drain()
    if not desk.java_script:
        coordinator.reload()
    coordinator.get_by_text("5 sur 54").wait_for()
    progress = read(coordinator)
    assert "Téléphone 0 1 par l’équipe" in progress
    assert "Courrier 0 48 par l’équipe" in progress

    # 3. From the mailbox: a yes takes the seat, the next one waits, a no and a stop are heard.
    telephone = visitor(bypass_csp=True)
    assert "compris comme un oui" in answer(telephone, AMINA, "Oui, avec plaisir")
    assert "compris comme un oui" in answer(telephone, SOFIA, "ok je viens")
    assert "compris comme un non" in answer(telephone, LUCIEN, "Non merci")
    assert "compris comme un stop" in answer(telephone, ODETTE, "STOP")
    assert "Répondre à ce SMS" in read(telephone)
    coordinator.goto(campaign)
    result = read(coordinator)
    assert "Réponses : 2 oui, 1 non, 1 stop." in result
    assert "2 personnes inscrites ou en attente · 2 nouvelles sur 3 espérées." in result
    coordinator.goto(f"/ateliers/seances/{session.code}/")
    taken = read(coordinator)
    assert "1 place prise sur 1" in taken
    assert "1 personne en attente" in taken

    # 4. On the telephone, Josette says yes too: she waits after Sofia.
    coordinator.goto("/a-appeler/")
    assert "Josette" in read(coordinator)
    coordinator.locator("main a[href*='/a-appeler/']").first.click()
    assert "Vendre ses gâteaux" in read(coordinator)
    press(coordinator, "Elle vient")
    coordinator.goto(f"/ateliers/seances/{session.code}/")
    assert "2 personnes en attente" in read(coordinator)

    # 5. Amina cannot come after all: her seat is offered to Sofia, who takes it; Josette moves up.
    leave()
    assert "compris comme un non" in answer(telephone, AMINA, "Désolée, je ne peux plus")
    leave()
    assert "une place se libère" in to(sms(mailbox), SOFIA)[-1]
    assert "compris comme un oui" in answer(telephone, SOFIA, "OUI")
    coordinator.goto(f"/ateliers/seances/{session.code}/")
    moved = read(coordinator)
    assert "1 place prise sur 1" in moved
    assert "1 personne en attente" in moved
    assert moved.index("Sofia") < moved.index("Josette")
