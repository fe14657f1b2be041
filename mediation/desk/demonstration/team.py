"""What the team of the demonstration says to itself: its log, its tasks, its notes."""

from mediation.team.models import HouseNote, LogEntry, Task

from .loading import Loading, read


def write_team(loading: Loading) -> None:
    said = read("team")
    write_log(loading, said["log"])
    write_tasks(loading, said["tasks"])
    written = loading.owned(updated_at=loading.at, updated_by=loading.users["helene"])
    HouseNote.objects.bulk_create(HouseNote(**written, **row) for row in said["notes"])


def write_log(loading: Loading, rows: list[dict]) -> None:
    days = loading.days
    entries = [
        LogEntry(
            **loading.owned(at=days.at(days.from_launch(row["days"]), row["hour"]), by=loading.users[row["by"]]),
            words=row["words"],
            is_pinned=row.get("is_pinned", False),
        )
        for row in rows
    ]
    LogEntry.objects.bulk_create(entries)


def write_tasks(loading: Loading, rows: list[dict]) -> None:
    tasks = [
        Task(
            **loading.owned(created_at=loading.at, created_by=loading.users[row["by"]]),
            title=row["title"],
            due_on=loading.days.from_launch(row["days"]),
            assigned_to=loading.users.get(row.get("for")),
        )
        for row in rows
    ]
    Task.objects.bulk_create(tasks)
