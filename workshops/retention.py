"""What becomes of what people told workshops, once they are forgotten or its months have passed."""

from django.db.models import Q

from publics.retention import Expired, Forgotten, erased, of_person

from .models import Loan, Pathway, Review, Session, Step, Wish

CONDITIONS = ("condition_out", "condition_back")
HERS = {"name": "", "phone": "", "email": "", "words": erased("words"), "wants_to_shape": False}


def of_wishes() -> Forgotten:
    """What was wished stays counted among the envies."""
    return Forgotten(Wish, of_person(Wish), HERS)


def old_homes() -> Expired:
    """Where somebody lives served those who came there that day; the commune stays."""
    return Expired(Session, lambda since: Q(ends_at__lt=since), {"home_address": ""})


def old_wishes() -> Expired:
    return Expired(Wish, lambda since: Q(received_at__lt=since), HERS)


def of_pathways() -> list[Forgotten]:
    """What she wanted, and what was said of it; that there was a pathway, and its steps, stays counted."""
    return [
        Forgotten(Review, of_person(Review, "pathway__person"), {"words": erased("words")}),
        Forgotten(Step, of_person(Step, "pathway__person"), {"title": erased("title"), "is_shared": False}),
        Forgotten(Pathway, of_person(Pathway), {"objective": erased("objective"), "motivation": erased("motivation")}),
    ]


def of_loans() -> Forgotten:
    """That the item was out, and until when, stays."""
    return Forgotten(Loan, of_person(Loan), {name: erased(name) for name in CONDITIONS})


def old_loans() -> Expired:
    """Counted from its return: what is still out is still somebody's."""
    return Expired(Loan, lambda since: Q(returned_at__lt=since), {"person": None} | dict.fromkeys(CONDITIONS, ""))
