"""When people are reminded of what they come to, as the team decided, and which reminders were already written."""

from datetime import UTC, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common import dates
from mediation.common.lists import chosen_among, of_the_list
from mediation.common.templatetags.french import plural_fr
from mediation.courier.enums import Channel

from .clock import OnTheClock

EARLIEST, LATEST = 8, 20  # o'clock
MOST_DAYS = 30
MOST_HOURS = 24
BY = {
    Channel.SMS: "par SMS",
    Channel.EMAIL: "par e-mail",
    Channel.PHONE: "par téléphone",
    Channel.LETTER: "par courrier",
}
ALREADY_WRITTEN = "Ce rappel est déjà écrit pour cette date."
AT_AN_HOUR = Q(days_before__isnull=False, hour__isnull=False, hours_before=None) & Q(
    days_before__range=(0, MOST_DAYS), hour__range=(EARLIEST, LATEST)
)
HOURS_BEFORE = Q(days_before=None, hour=None, hours_before__isnull=False, hours_before__range=(1, MOST_HOURS))


class ReminderRuleQuerySet(SpaceQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def general(self):
        """Those of the whole space: appointments follow them too."""
        return self.filter(workshop=None, cycle=None)

    def about(self, session):
        """Those its people follow: of the space, of its workshop and of its cycle."""
        of_hers = Q(workshop=None) | Q(workshop=session.workshop_id)
        return self.of(session.space_id).filter(of_hers, Q(cycle=None) | Q(cycle=session.cycle_id))

    def to_come(self, occasion):
        """Those not yet written for its date: changed since, one that was said is not said again."""
        of_it = {occasion._meta.model_name: occasion.pk, "local_date": occasion.local_date}
        written = ReminderOccurrence.objects.filter(space=OuterRef("space"), rule=OuterRef("pk"), **of_it)
        return self.active().exclude(Exists(written))

    def overlapping(self, rule):
        """The others that a same session may follow."""
        of_hers = Q(workshop=None) | Q(workshop=rule.workshop_id) if rule.workshop_id else Q()
        of_its_cycle = Q(cycle=None) | Q(cycle=rule.cycle_id) if rule.cycle_id else Q()
        return self.of(rule.space_id).filter(of_hers, of_its_cycle).exclude(pk=rule.pk)

    def telling_by(self, channels):
        """Those that some of these are told by; none named, all are."""
        return self.filter(Q(channels=[]) | Q(channels__overlap=channels)) if channels else self

    def with_narrowing(self):
        return self.select_related("workshop", "cycle")

    def in_order(self):
        """The furthest from the session first; those of the whole space before the others."""
        of_all = [models.F("workshop").asc(nulls_first=True), models.F("cycle").asc(nulls_first=True)]
        moment = [models.F("days_before").desc(nulls_last=True), "hour", models.F("hours_before").desc()]
        return self.order_by(*of_all, *moment, "pk")


class ReminderRule(SpaceOwned, Versioned):
    """« Deux jours avant, à 18 h »: at an hour of a day before, on the clocks of where it takes place, or some hours
    before. Those of a workshop or a cycle are added to those of the space.

    Without `channels` it is for everybody, each by her own way; else for those who are told by one of these. What
    fell due before `since` is not caught up; empty, it holds since the space was opened.
    """

    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="atelier"
    )
    cycle = models.ForeignKey(
        "workshops.Cycle", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cycle"
    )
    days_before = models.PositiveSmallIntegerField("jours avant", null=True, blank=True)
    hour = models.PositiveSmallIntegerField("à quelle heure", null=True, blank=True)
    hours_before = models.PositiveSmallIntegerField("heures avant", null=True, blank=True)
    channels = chosen_among(Channel, "pour qui est prévenu par")
    is_active = models.BooleanField("en service", default=True)
    since = models.DateTimeField("depuis", null=True, blank=True, editable=False)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "workshop", "cycle", "days_before", "hour", "hours_before"],
                name="one_reminder_rule_a_moment",
                nulls_distinct=False,
                violation_error_message="Un rappel existe déjà à ce moment-là\u00a0: changez plutôt celui-là.",
            ),
            models.CheckConstraint(
                condition=AT_AN_HOUR | HOURS_BEFORE,
                name="reminder_rule_has_one_moment",
                violation_error_message=(
                    f"Un rappel part une heure juste, de {EARLIEST} h à {LATEST} h, {MOST_DAYS} jours avant au plus"
                    f"\u00a0; ou de 1 à {MOST_HOURS} heures avant."
                ),
            ),
            models.CheckConstraint(
                condition=Q(workshop=None) | Q(cycle=None),
                name="reminder_rule_is_of_one",
                violation_error_message="Ce rappel est celui d’un atelier, ou celui d’un cycle.",
            ),
            of_the_list("channels", Channel, of="reminder_rule"),
        ]

    def __str__(self):
        return f"{self.before.capitalize()}, à {dates.hour(time(self.hour))}" if self.hour else self.before.capitalize()

    @property
    def is_general(self) -> bool:
        return self.workshop_id is None and self.cycle_id is None

    @property
    def before(self) -> str:
        """« deux jours avant », « la veille », « 3 heures avant »."""
        if self.hours_before:
            return f"{plural_fr(self.hours_before, 'heure,heures')} avant"
        return dates.days_before(self.days_before)

    @property
    def kept_for(self) -> str:
        """Of which sessions, as the team reads it."""
        if self.workshop:
            return f"l’atelier «\u00a0{self.workshop}\u00a0»"
        return f"le cycle «\u00a0{self.cycle}\u00a0»" if self.cycle else "toutes les séances et les rendez-vous"

    @property
    def told(self) -> str:
        """To whom, by how each is told."""
        return f"à qui est prévenu {self.ways}" if self.ways else "à tout le monde, chaque personne par son canal"

    @property
    def ways(self) -> str:
        """« par SMS ou par e-mail »; nothing when it is for everybody."""
        return " ou ".join(BY[Channel(channel)] for channel in self.channels)

    def tells_by(self, channel: Channel) -> bool:
        return not self.channels or channel in self.channels

    def moment_for(self, occasion: OnTheClock) -> datetime:
        """When it falls due for what starts at that hour. `services.reminders` says the same to the database."""
        if self.hours_before:
            return occasion.starts_at.astimezone(UTC) - timedelta(hours=self.hours_before)
        day = occasion.starts_at.astimezone(occasion.zone).date() - timedelta(days=self.days_before)
        return datetime.combine(day, time(self.hour), tzinfo=occasion.zone)


class ReminderOccurrence(SpaceOwned):
    """One reminder of one date of a session or of an appointment, written once: moved to another day, it is reminded
    of again."""

    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="occurrences", verbose_name="rappel")
    session = models.ForeignKey(
        "workshops.Session", models.PROTECT, null=True, related_name="reminder_occurrences", verbose_name="séance"
    )
    appointment = models.ForeignKey(
        "workshops.Appointment", models.PROTECT, null=True, related_name="reminder_occurrences",
        verbose_name="rendez-vous",
    )  # fmt: skip
    local_date = models.DateField("jour")
    due_at = models.DateTimeField("à dire le")

    class Meta:
        verbose_name = "rappel d’une date"
        verbose_name_plural = "rappels des dates"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "rule", "local_date"],
                name="one_occurrence_a_date",
                violation_error_message=ALREADY_WRITTEN,
            ),
            models.UniqueConstraint(
                fields=["space", "appointment", "rule", "local_date"],
                name="one_occurrence_a_date_of_an_appointment",
                violation_error_message=ALREADY_WRITTEN,
            ),
            models.CheckConstraint(
                condition=Q(session=None) ^ Q(appointment=None),
                name="occurrence_is_of_one",
                violation_error_message="Ce rappel est celui d’une séance, ou celui d’un rendez-vous.",
            ),
        ]

    def __str__(self):
        return f"{self.rule}, {self.local_date:%d/%m/%Y}"
