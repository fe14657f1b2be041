"""Partners and their contacts, the media, and the slips that structures sent."""

from datetime import datetime, timedelta

from mediation.accounts.models import User
from mediation.common.phones import normalised
from mediation.communications.models import Medium, Publication
from partners.enums import ReferralState
from partners.models import Contact, Partner, Referral
from publics.models import Organisation
from workshops.models import Registration

from .loading import Loading, code_of, read
from .people import days_ago

OPEN = (ReferralState.RECEIVED, ReferralState.TO_CALL)


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
    media = [Medium(**loading.owned(**row)) for row in read("partners")["media"]]
    by_name = {medium.name: medium for medium in Medium.objects.bulk_create(media)}
    publications = [
        Publication(
            **loading.owned(medium=by_name[name], subject_ref=f"session:{loading.sessions[row['session']].pk}"),
            sent_at=days_ago(loading, row["days"]),
            sent_by=loading.users["helene"],
        )
        for row in read("programme")["publications"]
        for name in row["media"]
    ]
    Publication.objects.bulk_create(publications)


def write_referrals(loading: Loading) -> None:
    for row in read("programme")["referrals"]:
        referral = Referral(**loading.owned(**slip(loading, row)))
        referral.full_clean(exclude=["space"])
        referral.save()


def slip(loading: Loading, row: dict) -> dict:
    contact = Contact.objects.get(partner__organisation=loading.organisations[row["organisation"]])
    created_at = sent_at(loading, row)
    state = row.get("state", ReferralState.RECEIVED)
    return {
        "code": code_of("referral", row["key"]),
        "organisation": loading.organisations[row["organisation"]],
        "structure_name": loading.organisations[row["organisation"]].name,
        "referrer_name": contact.name,
        "referrer_phone": contact.phone,
        "referrer_email": contact.email,
        **of_whom(loading, row),
        **towards(loading, row),
        "reach_channel": row["reach_channel"],
        "words": row["words"],
        "has_agreed": True,
        "share_back": row["share_back"],
        "state": state,
        "refusal_reason": row.get("refusal_reason", ""),
        "created_at": created_at,
        "opened_at": None if state == ReferralState.RECEIVED else created_at + timedelta(hours=3),
        "closed_at": None if state in OPEN else created_at + timedelta(days=1),
    }


def sent_at(loading: Loading, row: dict) -> datetime:
    if "hours" in row:
        return loading.at - timedelta(hours=row["hours"])
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


def towards(loading: Loading, row: dict) -> dict:
    """The session wanted; once she is registered, her registration, from which the outcome is read."""
    session = loading.sessions.get(row.get("session"))
    found = None
    if row.get("state") == ReferralState.REGISTERED:
        found = Registration.objects.of(loading.space).get(session=session, person=loading.people[row["person"]])
    return {"session": session, "registration": found}
