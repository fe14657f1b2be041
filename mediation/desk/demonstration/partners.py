"""Partners and their contacts, the media, and the slips that structures sent."""

from datetime import datetime, timedelta

from mediation.accounts.models import User
from mediation.common.phones import normalised
from mediation.communications.models import Medium, Publication
from mediation.courier.enums import CallOutcome
from mediation.courier.models import Message
from mediation.courier.services import record_call
from partners import services
from partners.enums import ReferralState, RefusalReason
from partners.models import Contact, Partner, Referral
from partners.notifications import CALL
from publics.models import Organisation
from workshops.enums import SessionState
from workshops.models import Session

from .loading import Loading, code_of, read
from .people import days_ago

TOLD_AHEAD = timedelta(days=4)


def write_partners(loading: Loading) -> None:
    accounts = {row["contact_of"]: loading.users[row["key"]] for row in read("space")["team"] if "contact_of" in row}
    for row in read("partners")["partners"]:
        write_partner(loading, row, accounts.get(row["key"]))


def write_partner(loading: Loading, row: dict, account: User | None) -> None:
    reach = {"phone": normalised(row.get("phone")), "email": row.get("email", "")}
    organisation = Organisation.objects.create(
        **loading.owned(code=code_of("organisation", row["key"])),
        name=row["name"],
        kind=row["kind"],
        address=row.get("address", ""),
        city=row["city"],
        insee_code=loading.communes[row["city"]].insee_code,
        **reach,
    )
    loading.organisations[row["key"]] = organisation
    partner = Partner.objects.create(
        **loading.owned(organisation=organisation, state=row["state"], types=row["types"], publics=row["publics"]),
        note=row.get("note", ""),
    )
    if "contact" in row:
        Contact.objects.create(**loading.owned(partner=partner, user=account), **row["contact"], **reach)


def write_media(loading: Loading) -> None:
    media = Medium.objects.bulk_create([Medium(**loading.owned(**row)) for row in read("partners")["media"]])
    left = read("programme")["still_to_tell"]
    Publication.objects.bulk_create(
        Publication(
            **loading.owned(medium=medium, subject_ref=f"session:{session.pk}", turn=turn),
            sent_at=days_ago(loading, 2, "11:00"),
            sent_by=loading.users["helene"],
        )
        for key, session in loading.sessions.items()
        for medium in media
        for turn in turns_told(loading, session, medium)
        if {"session": key, "medium": medium.name} not in left
    )


def turns_told(loading: Loading, session: Session, medium: Medium) -> list[int]:
    """The team sent what closes in the coming days, and has the rest before it."""
    turns = medium.turns(session.starts_at.astimezone(loading.zone).date())
    is_public, until = session.state == SessionState.PUBLISHED, loading.days.first + TOLD_AHEAD
    return [turn for turn, last_day in turns if is_public and last_day <= until]


def write_referrals(loading: Loading) -> None:
    for row in read("programme")["referrals"]:
        session = loading.sessions.get(row.get("session"))
        referral = Referral(**slip(loading, row), session=session)
        at = sent_at(loading, row)
        services.submit_referral(referral=referral, space=loading.space, at=at)
        follow(loading, row, referral, at=at + timedelta(hours=3))


def slip(loading: Loading, row: dict) -> dict:
    contact = Contact.objects.get(partner__organisation=loading.organisations[row["organisation"]])
    return {
        "code": code_of("referral", row["key"]),
        "structure_name": loading.organisations[row["organisation"]].name,
        "referrer_name": contact.name,
        "referrer_phone": contact.phone,
        "referrer_email": contact.email,
        **of_whom(loading, row),
        "reach_channel": row["reach_channel"],
        "words": row["words"],
        "has_agreed": True,
        "share_back": row["share_back"],
    }


def follow(loading: Loading, row: dict, referral: Referral, *, at: datetime) -> None:
    """What the team did with it since."""
    by = loading.users["ines"]
    match row.get("state"):
        case ReferralState.REGISTERED:
            services.accept_referral(referral=referral, person=loading.people[row["person"]], at=at, by=by)
        case ReferralState.TO_CALL:
            services.call_first(referral=referral, at=at, by=by)
            try_to_call(loading, row, referral)
        case ReferralState.DECLINED:
            closed_at = days_ago(loading, row["closed_days_ago"]) if "closed_days_ago" in row else at
            reason = RefusalReason(row["refusal_reason"])
            services.decline_referral(referral=referral, reason=reason, at=closed_at, by=by)


def try_to_call(loading: Loading, row: dict, referral: Referral) -> None:
    message = Message.objects.of(loading.space).get(kind=CALL, subject_id=referral.pk)
    for days in row["calls_without_answer"]:
        record_call(message=message, outcome=CallOutcome.NO_ANSWER, at=days_ago(loading, days, "14:30"))


def sent_at(loading: Loading, row: dict) -> datetime:
    if "hours" in row:
        return loading.at - timedelta(hours=row["hours"])
    if "days_before_session" in row:
        return loading.sessions[row["session"]].starts_at - timedelta(days=row["days_before_session"])
    return days_ago(loading, row["days"], "11:20")


def of_whom(loading: Loading, row: dict) -> dict:
    if "person" not in row:
        first_name, last_name = row["name"]
        return {"first_name": first_name, "last_name": last_name, "phone": normalised(row.get("phone"))}
    person = loading.people[row["person"]]
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": person.phone,
        "city": person.city,
        "birth_year": person.birth_year,
    }
