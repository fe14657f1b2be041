"""What many rows name alike: a place, a workshop, one of us. Read once each, where a join would make one a row."""

from collections.abc import Collection, Sequence

from django.db.models import Model, QuerySet


def share(rows: Sequence[Model], **named: Collection[str]) -> None:
    """`share(sessions, venue=["name"])`: each with its venue, of which the name alone is read.

    One statement a name, none when no row names one that it does not hold already.
    """
    for name, columns in named.items() if rows else ():
        link = type(rows[0])._meta.get_field(name)
        of_each = [(row, key) for row in rows if (key := getattr(row, link.attname)) and not link.is_cached(row)]
        known = only(link.related_model._base_manager.all(), columns).in_bulk({key for _, key in of_each})
        for row, key in of_each:
            setattr(row, name, known[key])


def only(rows: QuerySet, columns: Collection[str]) -> QuerySet:
    further = {column.rpartition("__")[0] for column in columns} - {""}
    return rows.only(*columns).select_related(*further) if further else rows.only(*columns)
