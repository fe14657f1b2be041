"""States, counters and seats are written by services and the database: they are read here; actions call services."""

from . import appointments, catalogue, items, pathways, reminders, seats, sessions  # noqa: F401 - each registers its own
