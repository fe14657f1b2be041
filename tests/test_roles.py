"""What each trade finds, and what is kept from it, as it reads."""

import re

import pytest

from mediation.accounts.enums import Role

from .addresses import address
from .factories import OrganisationFactory, ReferralFactory
from .reading import read
from .world import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]

REFUSED = "Votre rôle dans cet espace n’y donne pas accès."
MENUS = {
    Role.RECEPTION: "Aujourd’hui Personnes Rendez-vous Ateliers Partenaires Communication",
    Role.MEDIATOR: "Aujourd’hui Personnes Rendez-vous Ateliers Partenaires Communication Bilan",
    Role.COORDINATOR: "Aujourd’hui Personnes Rendez-vous Ateliers Partenaires Communication Bilan",
    Role.COLLEAGUE: "Aujourd’hui Ateliers Communication",
    Role.PRESCRIBER: "Aujourd’hui",
    Role.NETWORK: "Aujourd’hui Bilan",
}


@pytest.fixture
def made():
    return world()


@pytest.fixture
def reads(client, made):
    """`reads(role, name)`: the words of the page of that name, for that role."""

    def page(role: Role, name: str) -> str:
        client.force_login(made.users[role])
        return read(client.get(address(name, made), follow=True))

    return page


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_holds_what_the_role_may_open(client, made, role):
    client.force_login(made.users[role])
    body = client.get("/", follow=True).content.decode()
    links = re.search(r'<ul class="rail-links">(.*?)</ul>', body, re.DOTALL).group(1)
    assert " ".join(re.sub(r"<[^>]+>", " ", links).split()) == MENUS[role]


@pytest.mark.requirement("R126")
def test_reception_mediation_coordination_and_partners_have_their_own_rights(made, reads):
    hers, others = (
        made.of.referral,
        ReferralFactory(space=made.space, organisation=OrganisationFactory(space=made.space)),
    )

    # Reception welcomes and registers; it sets no programme and takes no list away.
    session = reads(Role.RECEPTION, "workshops:session")
    assert str(made.of.people[1]) in session
    assert "Inscrire" in session
    assert "Modifier" not in session
    assert "Emporter cette liste" not in reads(Role.RECEPTION, "publics:people")
    assert REFUSED in reads(Role.RECEPTION, "workshops:new_workshop")
    assert REFUSED in reads(Role.RECEPTION, "publics:export_people")

    # Mediation does the daily work; files in and out are the coordination's.
    assert "Nouvel atelier" in reads(Role.MEDIATOR, "workshops:new_workshop")
    assert "Modifier" in reads(Role.MEDIATOR, "workshops:session")
    assert REFUSED in reads(Role.MEDIATOR, "partners:import_file")
    assert "Importer des partenaires" in reads(Role.COORDINATOR, "partners:import_file")
    assert "Emporter cette liste" in reads(Role.COORDINATOR, "publics:people")

    # A structure with an account follows its own slips and sees nobody else.
    slips = reads(Role.PRESCRIBER, "partners:referrals")
    assert hers.last_name in slips
    assert others.last_name not in slips
    assert REFUSED in reads(Role.PRESCRIBER, "publics:people")


def test_neither_a_colleague_nor_the_network_reads_a_name(made, reads):
    names = [person.last_name for person in [*made.of.people, made.of.provisional]]
    for role, pages in {
        Role.COLLEAGUE: ["desk:today", "workshops:sessions", "workshops:session", "communications:media"],
        Role.NETWORK: ["reports:figures"],
    }.items():
        for name in pages:
            words = reads(role, name)
            assert [last_name for last_name in names if last_name in words] == [], f"{role} {name}"
