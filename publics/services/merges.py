"""Two records that are one person: all that is under one follows to the other, and may go back for thirty days."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet

from mediation.accounts.models import User
from mediation.accounts.owned import SpaceOwned
from mediation.common.refusals import speaks
from mediation.common.templatetags.french import plural_fr

from .. import notifications, registry
from ..enums import ContactChannel
from ..models import DistinctPair, Merge, Person
from ..traces import Trace, put_back
from .consents import refuse_what_either_refused
from .people import refuse_forgotten

FOLLOWED_OTHERWISE = {Merge, DistinctPair}


@speaks
@transaction.atomic
def merge(*, kept: Person, merged: Person, taken: Iterable[str] = (), at: datetime, by: User | None) -> list[str]:
    """All that is `merged`'s becomes `kept`'s, with the columns `taken` from her. Returns what the desk is to be told.

    She stays readable under what she had given. Refused when one of them was merged meanwhile, or is the other.
    """
    kept, merged = hold_pair(kept, merged)
    if kept == merged:
        raise ValidationError("C’est la même fiche.", code="already")
    trace = Trace()
    refuse_what_either_refused(kept=kept, merged=merged, at=at)
    for link in links_to_people():
        trace.move(rows_of(merged, link), link.attname, was=merged.pk, to=kept.pk)
    follow_pairs(trace, kept, merged)
    for follow in registry.followers():
        follow(trace, kept=kept, merged=merged, at=at, by=by)
    complete(trace, kept, merged, taken, at=at)
    trace.change(merged, reconciled_with=kept, is_provisional=False)
    Merge.objects.create(space=kept.space, kept=kept, merged=merged, before=trace.as_json(), at=at, by=by)
    return trace.told


def locked_pair(one: Person, other: Person) -> tuple[Person, Person]:
    """Both, locked in the same order by everybody."""
    rows = Person.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk").select_for_update(no_key=True)
    found = {person.pk: person for person in rows}
    return found[one.pk], found[other.pk]


@transaction.atomic
def hold_pair(one: Person, other: Person) -> tuple[Person, Person]:
    """`hold_person`, for what is written of two."""
    pair = locked_pair(one, other)
    for person in pair:
        refuse_merged(person)
    return pair


@transaction.atomic
def hold_person(person: Person) -> Person:
    """Until the transaction ends nobody merges her: what is being written of her cannot stay under a lost record.

    Held before a session, as a merge does. Refused when she was merged, or forgotten, meanwhile.
    """
    person = Person.objects.locked(person.pk)
    refuse_merged(person)
    return person


def refuse_merged(person: Person) -> None:
    refuse_forgotten(person)
    if person.reconciled_with_id:
        raise ValidationError("Cette personne a été reconnue entre-temps : cherchez-la de nouveau.", code="already")


def links_to_people() -> list[ForeignKey]:
    """Every foreign key to a person, whatever the app: nothing that is hers is forgotten."""
    relations = Person._meta.get_fields(include_hidden=True)
    links = [each.field for each in relations if each.auto_created and (each.one_to_many or each.one_to_one)]
    return [link for link in links if link.model not in FOLLOWED_OTHERWISE]


def rows_of(person: Person, link: ForeignKey) -> QuerySet:
    rows = link.model._base_manager.filter(**{link.name: person})
    return rows.filter(space=person.space_id) if issubclass(link.model, SpaceOwned) else rows


def what_follows(person: Person) -> list[str]:
    """« 2 passages », « 1 inscription »: what a merge would move."""
    counts: Counter[type[Model]] = Counter()
    for link in links_to_people():
        if link.model is not Person:
            counts[link.model] += rows_of(person, link).count()
    names = {model: f"{model._meta.verbose_name},{model._meta.verbose_name_plural}" for model in counts}
    return [plural_fr(count, names[model]) for model, count in counts.items() if count]


def follow_pairs(trace: Trace, kept: Person, merged: Person) -> None:
    """Whom she was told apart from stays so; the two who merge were one after all."""
    known = {one for pair in pairs_of(kept) for one in (pair.first_id, pair.second_id)}
    for pair in pairs_of(merged):
        other = pair.second_id if pair.first_id == merged.pk else pair.first_id
        if other == kept.pk:
            trace.remove(pair)
        elif other not in known:
            first, second = sorted([kept.pk, other])
            trace.change(pair, first_id=first, second_id=second)


def pairs_of(person: Person) -> QuerySet[DistinctPair]:
    return DistinctPair.objects.of(person.space).filter(Q(first=person) | Q(second=person))


def complete(trace: Trace, kept: Person, merged: Person, taken: Iterable[str], *, at: datetime) -> None:
    """Her record gains what was chosen of the other. Who asked under either not to be told, or not so, is not."""
    values = {name: getattr(merged, name) for name in taken}
    if ContactChannel.NONE in (kept.preferred_channel, merged.preferred_channel):
        values["preferred_channel"] = ContactChannel.NONE
    for name in ("stopped_channels", "dead_addresses"):
        values[name] = sorted({*getattr(kept, name), *getattr(merged, name)})
    if kept.is_provisional and not merged.is_provisional:
        values["is_provisional"] = False
    values = {name: value for name, value in values.items() if getattr(kept, name) != value}
    if values:
        trace.change(kept, **values)
    if notifications.REACHED_BY & set(values):
        notifications.readdress(kept, at=at)
    notifications.follow_person(trace, kept=kept, merged=merged)
    if kept.preferred_channel == ContactChannel.NONE or kept.stopped_channels or kept.dead_addresses:
        notifications.readdress(kept, at=at)


@speaks
@transaction.atomic
def undo_merge(*, merge: Merge, at: datetime, by: User | None) -> list[str]:
    """Two people after all: what followed goes back where nobody touched it since. Returns what could not.

    Refused after thirty days, twice, or when who was kept was merged in turn or forgotten.
    """
    merge = Merge.objects.locked(merge.pk)
    if merge.undone_at:
        raise ValidationError("C’est déjà défait.", code="already")
    if at > merge.until:
        raise ValidationError("Trente jours ont passé : ces deux fiches ne se séparent plus.", code="too_late")
    kept, _ = locked_pair(merge.kept, merge.merged)
    refuse_forgotten(kept)
    if kept.reconciled_with_id:
        raise ValidationError("Cette fiche a été réunie depuis avec une autre : défaites d’abord l’autre réunion.")
    told = put_back(merge.before)
    notifications.readdress(Person.objects.get(pk=kept.pk), at=at)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    return told


@transaction.atomic
def tell_apart(*, one: Person, other: Person, at: datetime, by: User | None) -> DistinctPair:
    """They look alike and are two. Said twice, it is said once. Refused when one of them was merged meanwhile."""
    first, second = sorted(hold_pair(one, other), key=lambda person: person.pk)
    if first == second:
        raise ValidationError("C’est la même fiche.", code="already")
    pair, _ = DistinctPair.objects.get_or_create(
        space=first.space, first=first, second=second, defaults={"at": at, "by": by}
    )
    return pair
