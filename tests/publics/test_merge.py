"""Two records that are one person: compared, merged with all that was hers, and separated again."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from publics import pairs, services
from publics.enums import ContactChannel, RightsKind
from publics.models import DistinctPair, Merge, Person
from publics.services.merges import links_to_people, rows_of
from publics.tasks import count_pairs, forget_merges
from tests import factories
from tests.factories import (
    NOW,
    AttendanceFactory,
    ConsentFactory,
    DistinctPairFactory,
    EnquiryFactory,
    FacetFactory,
    InterestFactory,
    OrganisationFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SeatOfferFactory,
    SessionFactory,
    UserFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.enums import OfferState, Presence, RegistrationState
from workshops.models import Registration
from workshops.services import register, remind_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(space):
    return PersonFactory(space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001", landline=True)


@pytest.fixture
def merged(space):
    return PersonFactory(
        space=space, first_name="Jozette", last_name="Obépine", phone="+33639981005", email="josette@example.org",
        city="Vernelune",
    )  # fmt: skip


def merge(kept, merged, taken=(), at=NOW):
    told = services.merge(kept=kept, merged=merged, taken=taken, at=at, by=UserFactory())
    kept.refresh_from_db()
    merged.refresh_from_db()
    return told


def undo(at=NOW + timedelta(days=3)):
    return services.undo_merge(merge=Merge.objects.get(), at=at, by=UserFactory())


def facts(*people):
    """All that the database says of them."""
    return [Person.objects.filter(pk=person.pk).values().get() | {"version": None} for person in people]


# --- what follows --------------------------------------------------------------------------------------------------


def test_every_row_that_names_her_follows_whatever_its_app(space, kept, merged):
    """By reflection: an app that adds a link to a person has nothing to declare."""
    made = {factory._meta.model: factory for factory in vars(factories).values() if hasattr(factory, "_meta")}
    links = [link for link in links_to_people() if link.model in made and link.model is not Person]
    for link in links:
        made[link.model](space=space, **{link.name: merged})

    merge(kept, merged)

    assert {link.model.__name__ for link in links} >= {"Attendance", "PersonInterest", "Registration", "Visit"}
    assert [str(link) for link in links if rows_of(merged, link).exists()] == []
    assert [str(link) for link in links if not rows_of(kept, link).exists()] == []


def test_what_was_chosen_is_kept_and_the_rest_stays(kept, merged):
    merge(kept, merged, taken=["last_name", "phone", "preferred_channel"])

    assert (kept.first_name, kept.last_name, kept.phone) == ("Josette", "Obépine", "+33639981005")
    assert (kept.email, kept.version) == ("", 2)
    assert (merged.reconciled_with, merged.last_name) == (kept, "Obépine")


def test_who_had_joined_her_before_is_the_kept_one_too(space, kept, merged):
    earlier = PersonFactory(space=space, reconciled_with=merged)

    merge(kept, merged)

    earlier.refresh_from_db()
    assert earlier.reconciled_with == kept


def test_who_asked_not_to_be_told_is_not_told(space, kept, merged):
    Person.objects.filter(pk=merged.pk).update(preferred_channel=ContactChannel.NONE)
    register(session=SessionFactory(space=space, published=True), person=kept, at=NOW)

    merge(kept, merged)

    assert kept.preferred_channel == ContactChannel.NONE
    waiting = Message.objects.filter(recipient_ref=f"person:{kept.pk}", state=MessageState.QUEUED)
    assert not waiting.exists()


def test_a_refusal_wins_over_a_later_yes(space, kept, merged):
    for person, is_given, when in ((kept, False, 2), (merged, True, 1)):
        ConsentFactory(
            space=space,
            person=person,
            channel="sms",
            address="+33639981005",
            is_given=is_given,
            at=NOW - timedelta(days=when),
        )
    Person.objects.filter(pk=merged.pk).update(stopped_channels=["email"])

    merge(kept, merged)

    [last] = kept.consents.last_words()
    assert (last.is_given, kept.consents.count()) == (False, 3)
    assert kept.stopped_channels == ["email"]


def test_what_is_still_to_be_said_goes_to_the_number_that_is_kept(space, kept, merged):
    session = SessionFactory(space=space, published=True)
    register(session=session, person=kept, at=NOW)
    remind_due(at=session.starts_at)

    merge(kept, merged, taken=["phone"])

    assert set(Message.objects.values_list("address", flat=True)) == {"+33639981005"}


def test_who_is_known_under_one_record_is_known(kept, merged):
    Person.objects.filter(pk=kept.pk).update(is_provisional=True)

    merge(kept, merged)

    assert not kept.is_provisional


@pytest.mark.parametrize("is_later_kept", [True, False])
def test_open_offer_and_first_rank_are_both_kept(space, kept, merged, is_later_kept):
    session = SessionFactory(space=space, published=True, capacity=1)
    waiting = {"space": space, "session": session, "state": RegistrationState.WAITING}
    early, late = (merged, kept) if is_later_kept else (kept, merged)
    RegistrationFactory(**waiting, person=early, queued_at=NOW - timedelta(days=2))
    offered = RegistrationFactory(**waiting, person=late, queued_at=NOW)
    offer = SeatOfferFactory(space=space, registration=offered)

    merge(kept, merged)

    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN
    live = Registration.objects.live().get(session=session)
    assert (live.pk, live.person, live.queued_at) == (offered.pk, kept, NOW - timedelta(days=2))


# --- refusals ------------------------------------------------------------------------------------------------------


def test_nobody_is_merged_twice_nor_with_herself(space, kept, merged):
    merge(kept, merged)

    for one, other in ((kept, merged), (merged, kept), (PersonFactory(space=space), merged)):
        with pytest.raises(ValidationError, match="entre-temps"):
            merge(one, other)
    with pytest.raises(ValidationError, match="la même fiche"):
        merge(kept, kept)


# --- undone --------------------------------------------------------------------------------------------------------


def test_undone_each_has_again_what_was_hers(space, kept, merged):
    shared = PersonInterestFactory(space=space, person=kept).interest
    PersonInterestFactory(space=space, person=merged, interest=shared)
    PersonInterestFactory(space=space, person=merged, interest=InterestFactory(leaf=True))
    visit = VisitFactory(space=space, person=merged)
    absent = AttendanceFactory(space=space, person=kept, presence=Presence.ABSENT)
    AttendanceFactory(space=space, person=merged, session=absent.session, is_first_time=True)
    registration = register(session=SessionFactory(space=space, published=True), person=merged, at=NOW)
    before = facts(kept, merged)

    merge(kept, merged, taken=["phone", "email", "city"])
    told = undo()

    assert told == []
    assert facts(kept, merged) == before
    visit.refresh_from_db()
    registration.refresh_from_db()
    assert (visit.person, registration.person, merged.interests.count()) == (merged, merged, 2)
    presences = absent.session.attendances.order_by("person").values_list("person", "presence", "is_first_time")
    assert list(presences) == [(kept.pk, "absent", False), (merged.pk, "came", True)]
    assert Message.objects.filter(recipient_ref=f"person:{merged.pk}").exists()


def test_what_changed_since_stays_and_is_told(space, kept, merged):
    visit = VisitFactory(space=space, person=merged)
    merge(kept, merged, taken=["email", "phone"])
    Person.objects.filter(pk=kept.pk).update(email="nouvelle@example.org")
    visit.person = PersonFactory(space=space)
    visit.save()

    told = undo()

    kept.refresh_from_db()
    assert (kept.email, kept.phone) == ("nouvelle@example.org", "+33536492001")
    assert told == [
        "Modifié depuis, et laissé comme c’est\u00a0: adresse e-mail (Josette Aubépine).",
        "Changé depuis, et laissé où c’est\u00a0: passage (1).",
    ]


def test_a_seat_given_back_is_not_taken_again(space, kept, merged):
    session = SessionFactory(space=space, published=True)
    for person in (kept, merged):
        register(session=session, person=person, at=NOW)

    merge(kept, merged)
    told = undo()

    assert told[-1].startswith(f"La place rendue à «\u00a0{session.workshop}\u00a0» ne se reprend pas")
    assert [one.person for one in session.registrations.live()] == [kept]


def test_undoing_is_for_thirty_days_once_and_the_last_first(space, kept, merged):
    merge(kept, merged)
    with pytest.raises(ValidationError, match="Trente jours"):
        undo(at=NOW + timedelta(days=31))
    first = Merge.objects.get()
    third = PersonFactory(space=space)
    merge(third, kept)
    with pytest.raises(ValidationError, match="défaites d’abord"):
        services.undo_merge(merge=first, at=NOW, by=None)

    services.undo_merge(merge=Merge.objects.get(kept=third), at=NOW, by=None)
    services.undo_merge(merge=first, at=NOW, by=None)

    with pytest.raises(ValidationError, match="déjà défait"):
        services.undo_merge(merge=first, at=NOW, by=None)
    merged.refresh_from_db()
    assert merged.reconciled_with is None


def test_what_was_there_is_forgotten_once_it_cannot_be_undone(kept, merged):
    merge(kept, merged, at=NOW - timedelta(days=400))

    forget_merges()

    assert Merge.objects.get().before == {}


def test_who_was_told_apart_stays_so_under_the_kept_record(space, kept, merged):
    other = PersonFactory(space=space)
    for person in (kept, other):
        first, second = sorted([person, merged], key=lambda each: each.pk)
        DistinctPairFactory(space=space, first=first, second=second)

    merge(kept, merged)
    assert [{pair.first, pair.second} for pair in DistinctPair.objects.all()] == [{kept, other}]

    undo()
    assert DistinctPair.objects.count() == 2


# --- pages ---------------------------------------------------------------------------------------------------------


def page_of(kept, merged):
    return reverse("publics:merge", args=[kept.code, merged.code])


def choices(kept, merged, **chosen):
    return {"seen": f"{kept.version}.{merged.version}", **chosen}


EVERYTHING_OF_THE_KEPT = dict.fromkeys(
    ["first_name", "last_name", "phone", "email", "home", "preferred_channel"], "kept"
)


@pytest.fixture
def twins(space, signed_in):
    """Noted twice under one number."""
    signed_in(space, Role.RECEPTION)
    return [
        PersonFactory(space=space, first_name=name, last_name="Aubépine", phone="+33536492001", landline=True)
        for name in ("Josette", "Jozette")
    ]


def test_page_compares_and_says_what_follows(client, space, signed_in, kept, merged):
    signed_in(space)
    VisitFactory.create_batch(2, space=space, person=merged)

    page = read(client.get(page_of(kept, merged)))

    assert "05 36 49 20 01" in page
    assert "06 39 98 10 05" in page
    assert "rien de noté josette@example.org" in page
    assert "La suivent : 2 passages." in page


@pytest.mark.requirement("R114")
def test_one_record_gathers_every_channel_and_only_who_welcomes_sees_it(client, space, signed_in, kept, merged):
    VisitFactory(space=space, person=kept, purpose="déclarer ses revenus", at=NOW)
    session = SessionFactory(space=space, published=True, workshop__title="Coudre ensemble")
    register(session=session, person=merged, at=NOW, origin="web")
    signed_in(space, Role.RECEPTION)

    chosen = EVERYTHING_OF_THE_KEPT | {"email": "merged"}
    page = read(client.post(page_of(kept, merged), choices(kept, merged, **chosen), follow=True))

    assert "Les deux fiches de Josette Aubépine n’en font plus qu’une." in page
    assert "Déclarer ses revenus" in page
    assert "Coudre ensemble" in page
    assert "josette@example.org" in page
    assert client.get(merged.get_absolute_url()).url == kept.get_absolute_url()
    for role in (Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK):
        signed_in(space, role)
        assert client.get(kept.get_absolute_url()).status_code == 403


@pytest.mark.requirement("R001")
def test_somebody_noted_by_one_is_found_and_opened_by_all_the_team(client, space, signed_in):
    author = signed_in(space, Role.MEDIATOR)
    noted = PersonFactory(space=space, first_name="Odile", last_name="d’Aubigny", created_by=author)

    for role in (Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR):
        signed_in(space, role)
        assert "Odile d’Aubigny" in read(client.get(reverse("publics:people"), {"q": "daubigny"}))
        assert "Odile d’Aubigny" in read(client.get(noted.get_absolute_url()))


def test_page_shown_before_somebody_wrote_merges_nothing(client, space, signed_in, kept, merged):
    signed_in(space)
    stale = choices(kept, merged, **EVERYTHING_OF_THE_KEPT)
    Person.objects.filter(pk=kept.pk).update(city="Montorvelle", version=2)

    response = client.post(page_of(kept, merged), stale)

    assert (response.status_code, Merge.objects.count()) == (422, 0)
    assert "L’une des deux fiches a changé entre-temps" in read(response)


def test_channel_without_its_number_is_refused(client, space, signed_in, kept, merged):
    signed_in(space)
    Person.objects.filter(pk=merged.pk).update(preferred_channel="email")
    chosen = EVERYTHING_OF_THE_KEPT | {"preferred_channel": "merged"}

    response = client.post(page_of(kept, merged), choices(kept, merged, **chosen))

    assert response.status_code == 422
    assert "Donnez l’adresse e-mail" in read(response)


@pytest.mark.parametrize("bad", [{}, {"first_name": "x" * 10_000}, {"phone": "\x00"}, {"seen": "x" * 10_000}])
def test_what_is_no_choice_merges_nothing(client, twins, bad):
    response = client.post(page_of(*twins), {**choices(*twins), **bad})

    assert (response.status_code, Merge.objects.count()) == (422, 0)


def test_sent_twice_it_leads_to_the_one_record(client, twins):
    kept, double = twins
    sent = choices(kept, double, first_name="kept")

    answers = [client.post(page_of(kept, double), sent) for _ in range(2)]

    assert [answer.url for answer in answers] == [kept.get_absolute_url()] * 2
    assert Merge.objects.count() == 1


def test_nobody_of_another_space_is_compared(client, twins):
    stranger = PersonFactory()

    for one, other in ((twins[0], stranger), (stranger, twins[0])):
        assert client.get(page_of(one, other)).status_code == 404
        assert client.post(reverse("publics:tell_apart", args=[one.code, other.code])).status_code == 404
    assert client.get(reverse("publics:undo_merge", args=[factories.MergeFactory().pk])).status_code == 404


def test_pair_is_proposed_until_somebody_says_they_are_two(client, twins):
    duplicates = reverse("publics:duplicates")
    assert "Josette Aubépine et Jozette Aubépine" in read(client.get(duplicates))
    assert "même téléphone" in read(client.get(duplicates))

    answer = reverse("publics:tell_apart", args=[twins[1].code, twins[0].code])
    for _ in range(2):
        page = read(client.post(answer, follow=True))

    assert "Jozette Aubépine et Josette Aubépine sont deux personnes." in page
    assert "Aucun doublon en vue" in page


def test_merged_by_mistake_they_are_separated_from_the_list(client, twins):
    kept, double = twins
    client.post(page_of(kept, double), choices(kept, double, first_name="kept"))
    assert "Réunies ces trente derniers jours" in read(client.get(reverse("publics:duplicates")))

    address = reverse("publics:undo_merge", args=[Merge.objects.get().pk])
    assert "Ce qui l’avait suivie revient" in read(client.get(address))
    page = read(client.post(address, follow=True))

    assert "Jozette Aubépine a de nouveau sa fiche." in page
    assert "C’est déjà défait." in read(client.post(address, follow=True))


def test_her_other_record_is_looked_for(client, twins):
    address = reverse("publics:merge_with", args=[twins[0].code])

    assert page_of(*twins) in client.get(address).content.decode()
    assert page_of(*twins) in client.get(address, {"q": "20 01"}).content.decode()
    assert "Personne ne lui ressemble" not in read(client.get(address, {"q": "zzz"}))


def test_pairs_are_kept_until_somebody_searches_again(client, space, twins):
    """Opening the page compares nobody: who was noted since waits for the hour, or for the button."""
    page, told_apart = reverse("publics:duplicates"), [person.code for person in twins]
    assert "1 paire à regarder" in read(client.get(page))
    PersonFactory(space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001", landline=True)

    assert "1 paire à regarder" in read(client.get(page))
    assert "comparées : 3 paires à regarder" in read(client.post(reverse("publics:compare"), follow=True))

    client.post(reverse("publics:tell_apart", args=told_apart))
    assert "2 paires à regarder" in read(client.get(page))


def test_pairs_kept_by_another_version_are_compared_again(client, space, twins, monkeypatch):
    page, people = reverse("publics:duplicates"), reverse("publics:people")
    cache.set(pairs.key(space), {"likely": [[pk, "same_phone"] for pk in range(3)]})  # what an older one wrote
    monkeypatch.setattr(pairs, "SHAPE", pairs.SHAPE + 1)

    assert "Doublons possibles (" not in read(client.get(people))
    assert "1 paire à regarder" in read(client.get(page))
    assert "Doublons possibles (1)" in read(client.get(people))


def test_who_was_merged_elsewhere_is_no_longer_proposed(client, space, twins):
    page = reverse("publics:duplicates")
    assert "1 paire à regarder" in read(client.get(page))

    merge(*twins)
    assert "Aucun doublon en vue" in read(client.get(page))


def test_who_gets_a_record_back_is_proposed_again(client, space, twins):
    merge(*twins, at=timezone.now())
    page = reverse("publics:duplicates")
    assert "Aucun doublon en vue" in read(client.get(page))

    client.post(reverse("publics:undo_merge", args=[Merge.objects.get().pk]))
    assert "1 paire à regarder" in read(client.get(page))


def test_link_says_how_many_pairs_wait_once_they_were_counted(client, space, twins):
    """Comparing everybody takes long: once an hour, and when somebody asks."""
    people, today = reverse("publics:people"), reverse("desk:today")
    Person.objects.filter(pk=twins[1].pk).update(is_provisional=True)
    assert "Doublons possibles (" not in read(client.get(people))

    count_pairs()

    assert "Doublons possibles (1)" in read(client.get(people))
    assert "1 personne à reconnaître ressemble à quelqu’un" in read(client.get(today))

    client.post(page_of(*twins), choices(*twins, first_name="kept"))
    assert "Doublons possibles (" not in read(client.get(people))
    assert "ressemble à quelqu’un" not in read(client.get(today))


def test_what_is_noted_on_a_page_opened_before_the_merge_is_hers(space, kept, merged):
    opened, of_now = Person.objects.get(pk=merged.pk), {"at": NOW, "by": None}
    merge(kept, merged)
    day = NOW.date()

    services.note_interest(person=opened, interest=InterestFactory(parent=InterestFactory()), **of_now)
    services.note_facets(person=opened, said=[FacetFactory()], **of_now)
    services.join(person=opened, organisation=OrganisationFactory(space=space), **of_now)
    services.note_rights_request(person=opened, kind=RightsKind.ACCESS, received_on=day, **of_now)
    services.name_enquirer(enquiry=EnquiryFactory(space=space), person=opened, **of_now)
    services.note_mandate(
        person=opened, signed_on=day, ends_on=day + timedelta(days=31), families=["social_sante"],
        formalities="Ma carte", **of_now,
    )  # fmt: skip
    services.authorise(
        person=opened, kind="image", media=["walls"], scope="La photo du loto", signed_on=day,
        ends_on=day + timedelta(days=31), **of_now,
    )  # fmt: skip

    names = ("interests", "facets", "belongings", "rights_requests", "enquiries", "mandates", "authorisations")
    assert {name: getattr(kept, name).count() for name in names} == dict.fromkeys(names, 1)
