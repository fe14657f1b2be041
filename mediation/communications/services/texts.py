"""The space writes a message in its own words, or goes back to those of the product."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from mediation.courier.models import Wording
from mediation.courier.scripts import Text

from ..texts import Said, refuse

REWRITTEN = "Quelqu’un a enregistré ce texte entre-temps\u00a0: comparez, puis enregistrez de nouveau."


@speaks
@transaction.atomic
def write_text(*, said: Said, subject: str, text: str, version: int, at: datetime, by: User | None) -> Wording | None:
    """A new version, said from now on; None when these are its words already. Refused when somebody wrote one since
    `version`."""
    if version != said.version:
        raise ValidationError(REWRITTEN, code="changed")
    if (subject, text) == (said.today.subject, said.today.text):
        return None
    refuse(said, Text(text, subject))
    return added(said, subject=subject, text=text, at=at, by=by)


@speaks
@transaction.atomic
def restore_text(*, said: Said, at: datetime, by: User | None) -> Wording | None:
    """Back to the words of the product, which is a version too; None when they are said already."""
    return added(said, subject="", text="", at=at, by=by) if said.is_own else None


def added(said: Said, **written) -> Wording:
    row = Wording(
        space=said.space, kind=said.kind.name, form=said.form, version=said.version + 1,
        subject=written["subject"], text=written["text"], written_at=written["at"], written_by=written["by"],
    )  # fmt: skip
    row.full_clean(exclude=["space"])
    row.save()
    return row
