"""A day, an hour and a place that an address asks for: what a free hour of the calendar gives to the forms."""

from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST = 20  # characters of each
OF_A_SESSION = {"jour": "date", "heure": "start", "lieu": "venue", "salle": "room", "avec": "host"}
OF_AN_APPOINTMENT = {"jour": "on", "heure": "start", "lieu": "venue"}


@dataclass(frozen=True)
class Moment:
    """Shown in fields as it was said: the forms refuse what is none."""

    said: dict[str, str]

    @property
    def query(self) -> str:
        return urlencode(self.said)

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.said.get("jour", ""))
        except ValueError:
            return None

    @property
    def hour(self) -> time | None:
        try:
            return time.fromisoformat(self.said.get("heure", ""))
        except ValueError:
            return None

    def initial(self, fields: dict[str, str]) -> dict[str, str]:
        return {field: self.said[name] for name, field in fields.items() if name in self.said}


def moment_of(asked: QueryDict) -> Moment:
    return Moment({name: asked[name][:LONGEST] for name in OF_A_SESSION if asked.get(name)})
