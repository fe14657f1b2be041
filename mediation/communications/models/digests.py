from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets

from ..enums import Rhythm

WEEKDAYS = list(enumerate(["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"]))
FIRST_HOUR, LAST_HOUR = 7, 19
TELLS_OF = {Rhythm.WEEKLY: timedelta(days=21), Rhythm.MONTHLY: timedelta(days=45)}
A_WEEK = 7
UNSET = 0  # the version of a letter that nobody set


class DigestQuerySet(SpaceQuerySet):
    def that_of(self, space, *, at: datetime):
        """That of the space; not written yet when nobody set it: it does not leave by itself."""
        written = self.filter(space=space).select_related("space").first()
        return written or self.model(space=space, since=at, version=UNSET)

    def kept(self, space, *, at: datetime):
        """The same, written and held."""
        self.get_or_create(space=space, defaults={"since": at, "version": UNSET})
        return self.select_related("space").select_for_update(of=("self",), no_key=True).get(space=space)

    def active(self):
        return self.filter(is_active=True).select_related("space")


class Digest(SpaceOwned, Versioned):
    """The letter that tells partners and colleagues what is to come: written by itself from the agenda, at its hour.

    One a space. `since` is when its times were last set, or when its last moment passed with nothing to tell or nobody
    to read it: it never leaves for a moment before.
    """

    is_active = models.BooleanField("elle part toute seule", default=False)
    rhythm = models.CharField("quand", max_length=8, choices=Rhythm, default=Rhythm.MONTHLY)
    weekday = models.PositiveSmallIntegerField("le", choices=WEEKDAYS, default=0)
    hour = models.PositiveSmallIntegerField(
        "à quelle heure", default=9, validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)]
    )
    opening = models.TextField("ce que vous leur dites", max_length=1000, blank=True, validators=[refuse_secrets])
    to_partners = models.BooleanField("aux partenaires", default=True)
    to_colleagues = models.BooleanField("aux collègues", default=True)
    since = models.DateTimeField("réglée le", editable=False)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre d'information"
        verbose_name_plural = "lettres d'information"
        constraints = [
            models.UniqueConstraint(
                fields=["space"],
                name="one_digest_a_space",
                violation_error_message="Cet espace a déjà sa lettre.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=4) & Q(hour__range=(FIRST_HOUR, LAST_HOUR)),
                name="digest_leaves_on_a_working_day",
                violation_error_message=f"Un jour de semaine, entre {FIRST_HOUR} et {LAST_HOUR} heures.",
            ),
            models.CheckConstraint(
                condition=Q(to_partners=True) | Q(to_colleagues=True),
                name="digest_is_for_somebody",
                violation_error_message="Dites à qui elle part.",
            ),
        ]

    def __str__(self):
        return f"Lettre d'information de {self.space}"

    def get_absolute_url(self):
        return reverse("communications:digest")

    @property
    def tells_of(self) -> timedelta:
        """How far ahead."""
        return TELLS_OF[Rhythm(self.rhythm)]

    def last_due(self, at: datetime) -> datetime:
        """The last moment at which it was to leave, in the hours of the space."""
        today = at.astimezone(self.space.zone).date()
        days = (today - timedelta(days=past) for past in range(6 * A_WEEK))
        return next(due for day in days if self.is_day(day) and (due := self.moment(day)) <= at)

    def next_due(self, at: datetime) -> datetime:
        today = at.astimezone(self.space.zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(6 * A_WEEK))
        return next(due for day in days if self.is_day(day) and (due := self.moment(day)) > at)

    def is_day(self, day: date) -> bool:
        """Its day of the week; the first of the month when it is monthly."""
        return day.weekday() == self.weekday and (self.rhythm == Rhythm.WEEKLY or day.day <= A_WEEK)

    def moment(self, day: date) -> datetime:
        return datetime.combine(day, time(self.hour), self.space.zone)


class DigestIssueQuerySet(SpaceQuerySet):
    def last_first(self):
        return self.order_by("-local_date")


class DigestIssue(SpaceOwned):
    """One letter that left, in the words it had that day; at most one a day."""

    local_date = models.DateField("du")
    heading = models.CharField("objet", max_length=160)
    text = models.TextField("texte")
    sent_at = models.DateTimeField("partie le")
    sent_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="envoyée par"
    )
    told_count = models.PositiveIntegerField("à combien")

    objects = DigestIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre partie"
        verbose_name_plural = "lettres parties"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "local_date"],
                name="one_digest_a_day",
                violation_error_message="Une lettre est déjà partie aujourd’hui.",
            )
        ]

    def __str__(self):
        return self.heading


class DigestStop(SpaceOwned):
    """Somebody who asked not to receive it: `contact:9`, `user:3`, opaque here."""

    recipient_ref = models.CharField("qui", max_length=40)
    at = models.DateTimeField("depuis")

    class Meta:
        verbose_name = "refus de la lettre d'information"
        verbose_name_plural = "refus de la lettre d'information"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "recipient_ref"],
                name="one_digest_stop_a_reader",
                violation_error_message="Cette personne l’a déjà arrêtée.",
            )
        ]

    def __str__(self):
        return self.recipient_ref
