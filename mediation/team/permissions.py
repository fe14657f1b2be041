"""Who may do what with the team's day. The log and the tasks name people: who welcomes them reads and writes."""

from mediation.accounts.permissions import may_see_people

__all__ = ["may_see_people"]
