"""What a merge does to rows, written down as it is done: undoing reads it backwards."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from mediation.accounts.owned import Versioned

MOVED, CHANGED, REMOVED = "moved", "changed", "removed"


@dataclass
class Trace:
    """Kept as JSON. `told` is for now, `lasting` for who undoes: what no computer takes back, in sentences."""

    steps: list[dict] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    lasting: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)

    def move(self, rows: models.QuerySet, column: str, *, was, to) -> None:
        """These rows named one person and name the other. A row that the database refuses stays where it is."""
        keys = list(rows.values_list("pk", flat=True))
        moved = changed_rows(rows.model, keys, column, was=was, to=to)
        if moved:
            names = {"step": MOVED, "model": rows.model._meta.label, "column": column, "was": was, "became": to}
            self.steps.append(names | {"keys": [str(key) for key in moved]})

    def change(self, row: models.Model, **values) -> None:
        was = texts(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        save(row, list(values))
        names = {"step": CHANGED, "model": row._meta.label, "key": str(row.pk)}
        self.steps.append(names | {"was": was, "became": texts(row, values)})

    def remove(self, row: models.Model) -> None:
        """Its double says as much."""
        columns = [column.name for column in row._meta.concrete_fields if not column.generated]
        self.steps.append({"step": REMOVED, "model": row._meta.label, "values": texts(row, columns)})
        row.delete()


def changed_rows(model: type[models.Model], keys: list, column: str, *, was, to) -> list:
    """Those of `keys` that could change, all at once or else one by one."""
    rows = model._base_manager.filter(**{column: was})
    try:
        with transaction.atomic():
            rows.filter(pk__in=keys).update(**{column: to})
    except IntegrityError:
        return [key for key in keys if len(keys) > 1 and changed_rows(model, [key], column, was=was, to=to)]
    return keys


def texts(row: models.Model, names) -> dict[str, str | None]:
    columns = [row._meta.get_field(name) for name in names]
    return {
        column.name: None if column.value_from_object(row) is None else column.value_to_string(row)
        for column in columns
    }


def values_of(model: type[models.Model], said: dict[str, str | None]) -> dict:
    """What `texts` wrote, by the names that a row is made of."""
    columns = {name: model._meta.get_field(name) for name in said}
    return {
        columns[name].attname: None if text is None else columns[name].to_python(text) for name, text in said.items()
    }


def save(row: models.Model, names: list[str]) -> None:
    """A form opened before is told that somebody else wrote."""
    if isinstance(row, Versioned):
        row.version = F("version") + 1
        names = [*names, "version"]
    row.save(update_fields=names)
    row.refresh_from_db(fields=names)


def put_back(before: dict) -> list[str]:
    """The last step first, each row that is still as the merge left it; what could not, in sentences."""
    told = [sentence for step in reversed(before["steps"]) for sentence in BACK[step["step"]](step)]
    return [*told, *before["lasting"]]


def change_back(each: dict) -> Iterator[str]:
    model = apps.get_model(each["model"])
    row = model._base_manager.select_for_update(no_key=True).filter(pk=each["key"]).first()
    if row is None:
        return
    now = texts(row, each["was"])
    unchanged = [name for name in each["was"] if now[name] == each["became"][name]]
    for name, value in values_of(model, {name: each["was"][name] for name in unchanged}).items():
        setattr(row, name, value)
    if unchanged and not is_saved(row, unchanged):
        unchanged = []
    later = [str(model._meta.get_field(name).verbose_name) for name in now if name not in unchanged]
    if later:
        yield f"Modifié depuis, et laissé comme c’est\u00a0: {', '.join(later)} ({row})."


def is_saved(row: models.Model, names: list[str]) -> bool:
    try:
        with transaction.atomic():
            save(row, names)
    except IntegrityError:
        return False
    return True


def move_back(each: dict) -> Iterator[str]:
    model = apps.get_model(each["model"])
    still = model._base_manager.filter(pk__in=each["keys"], **{each["column"]: each["became"]})
    keys = list(still.values_list("pk", flat=True))
    back = changed_rows(model, keys, each["column"], was=each["became"], to=each["was"])
    left = len(each["keys"]) - len(back)
    if left:
        yield f"Changé depuis, et laissé où c’est\u00a0: {model._meta.verbose_name} ({left})."


def make_again(each: dict) -> Iterator[str]:
    model = apps.get_model(each["model"])
    try:
        with transaction.atomic():
            model(**values_of(model, each["values"])).save(force_insert=True)
    except IntegrityError:
        yield f"N’a pas pu être remis\u00a0: {model._meta.verbose_name}."


BACK = {MOVED: move_back, CHANGED: change_back, REMOVED: make_again}
