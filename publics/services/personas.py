"""Whom one imagines when writing. Nothing here knows of anybody."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from mediation.accounts.models import Space, User

from ..models import Persona

PROPOSED = Path(__file__).parent.parent / "data" / "personas.toml"


@cache
def proposed() -> list[dict]:
    return tomllib.loads(PROPOSED.read_text(encoding="utf-8"))["personas"]


@transaction.atomic
def propose_personas(*, space: Space, at: datetime, by: User | None) -> int:
    """Those of the six that the space does not have; how many. What it wrote itself is never touched."""
    known = set(Persona.objects.of(space).values_list("key", flat=True))
    rows = [
        Persona(space=space, position=place, is_ours=row["ours"], **{name: row[name] for name in row.keys() - {"ours"}})
        for place, row in enumerate(proposed(), 1)
        if row["key"] not in known
    ]
    return len(Persona.objects.bulk_create(rows, ignore_conflicts=True))
