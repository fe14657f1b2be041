"""Taxonomies shared by every space, written from our own files. Run again, it changes nothing."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction
from django.utils import timezone

from mediation.accounts.models import Space

from .models import BlockingPoint, Demarche, Facet, Interest, Topic
from .services import propose_personas

DATA = Path(__file__).parent / "data"


@dataclass
class Changes:
    created: int = 0
    updated: int = 0
    withdrawn: int = 0

    def __str__(self):
        return f"{self.created} ajoutées, {self.updated} mises à jour, {self.withdrawn} retirées de la liste"


@transaction.atomic
def write_reference_data(folder: Path = DATA) -> dict[str, Changes]:
    """What the files say, row by row by its key; a row they no longer name is not proposed any more, never deleted."""
    return {
        "Envies": write_interests(tomllib.loads((folder / "interests.toml").read_text(encoding="utf-8"))),
        "Démarches": write_demarches(tomllib.loads((folder / "demarches.toml").read_text(encoding="utf-8"))),
        "Sujets": write_topics(tomllib.loads((folder / "topics.toml").read_text(encoding="utf-8"))),
        "Points de blocage": write_blocking(tomllib.loads((folder / "blocking.toml").read_text(encoding="utf-8"))),
        "Facettes": write_facets(tomllib.loads((folder / "facets.toml").read_text(encoding="utf-8"))),
        "Personas": Changes(created=write_personas()),
    }


def write_interests(said: dict) -> Changes:
    branches = {
        branch["key"]: {"name": branch["name"], "position": place, "parent_id": None}
        for place, branch in enumerate(said["branches"], 1)
    }
    changes = write_rows(Interest, branches)
    parents = dict(Interest.objects.filter(key__in=branches).values_list("key", "pk"))
    envies = {
        envie["key"]: {
            "name": envie["name"],
            "thematiques": envie["codes"],
            "position": place,
            "parent_id": parents[branch["key"]],
        }
        for branch in said["branches"]
        for place, envie in enumerate(branch["envies"], 1)
    }
    return withdraw_others(Interest, branches | envies, write_rows(Interest, envies, changes))


def write_demarches(said: dict) -> Changes:
    demarches = {row["key"]: row for row in said["demarches"]}
    return withdraw_others(Demarche, demarches, write_rows(Demarche, demarches))


def write_topics(said: dict) -> Changes:
    usual = {"is_ours": True, "redirect": ""}
    topics = {row["key"]: usual | row | {"position": place} for place, row in enumerate(said["topics"], 1)}
    return withdraw_others(Topic, topics, write_rows(Topic, topics))


def write_blocking(said: dict) -> Changes:
    points = {row["key"]: {"letter": ""} | row | {"position": place} for place, row in enumerate(said["points"], 1)}
    return withdraw_others(BlockingPoint, points, write_rows(BlockingPoint, points))


def write_facets(said: dict) -> Changes:
    """Each in the order of its kind; what suits people is also said by groups."""
    facets = {
        facet["key"]: {"kind": each["kind"], "group": group["name"], "name": facet["name"], "position": place}
        for each in said["kinds"]
        for place, (group, facet) in enumerate(in_groups(each), 1)
    }
    return withdraw_others(Facet, facets, write_rows(Facet, facets))


def in_groups(kind: dict) -> list[tuple[dict, dict]]:
    groups = kind.get("groups") or [{"name": "", "facets": kind["facets"]}]
    return [(group, facet) for group in groups for facet in group["facets"]]


def write_personas() -> int:
    """To every space those of the six it has not, once: afterwards they are its own."""
    return sum(propose_personas(space=space, at=timezone.now(), by=None) for space in Space.objects.order_by("pk"))


def write_rows(model: type[models.Model], rows: dict[str, dict], changes: Changes | None = None) -> Changes:
    changes = changes or Changes()
    known = {row.key: row for row in model.objects.filter(key__in=rows)}
    for key, values in rows.items():
        row = known.get(key) or model(key=key)
        wanted = {**values, "is_active": True}
        if row.pk and all(getattr(row, field) == value for field, value in wanted.items()):
            continue
        changes.updated += bool(row.pk)
        changes.created += not row.pk
        for field, value in wanted.items():
            setattr(row, field, value)
        row.full_clean(exclude=["parent"])
        row.save()
    return changes


def withdraw_others(model: type[models.Model], rows: dict[str, dict], changes: Changes) -> Changes:
    changes.withdrawn = model.objects.filter(is_active=True).exclude(key__in=rows).update(is_active=False)
    return changes
