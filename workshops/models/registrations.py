import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet
from publics.enums import Origin
from publics.models import Visit

from ..enums import Comfort, OfferState, RegistrationState
from .attendance import Attendance
from .ways import ToldQuerySet

LARGEST_PARTY = 8
MOST_OFFERS = 3  # a registration; then somebody calls
BETWEEN_OFFERS = timedelta(days=1)  # meanwhile the others are asked


class RegistrationQuerySet(ToldQuerySet):
    def live(self):
        return self.exclude(state=RegistrationState.CANCELLED)

    def confirmed(self):
        return self.filter(state=RegistrationState.CONFIRMED)

    def waiting(self):
        """In the order in which they will be offered a seat."""
        return self.filter(state=RegistrationState.WAITING).order_by("queued_at", "pk")

    def ranked(self):
        """The waiting list with each one's rank, from 1. Derived from the order, never stored."""
        rank = Window(RowNumber(), partition_by=F("session"), order_by=[F("queued_at"), F("pk")])
        return self.waiting().annotate(rank=rank)

    def with_offers(self, *, at):
        """`offers_count`, three at most; `is_asked`: one is open, or was within a day.

        A day after it was closed, and after she was to be told of it: closed in the night, it was for the morning.
        """
        lately = at - BETWEEN_OFFERS
        recent = Q(state=OfferState.OPEN) | Q(closed_at__gt=lately) | Q(offered_at__gt=lately)
        asked = Exists(SeatOffer.objects.filter(recent, registration=OuterRef("pk")))
        return self.annotate(is_asked=asked, offers_count=Count("offers"))

    def aware(self):
        """Without those invited to another date that were not asked yet: they know nothing of it."""
        asked = SeatOffer.objects.filter(registration=OuterRef("pk"))
        return self.filter(~Q(state=RegistrationState.WAITING) | Q(invited_at=None) | Exists(asked))

    def with_people(self):
        """All that says how each is told."""
        return self.select_related("person__guardianship__adult")

    def booked_with(self, registration):
        """Those of her booking at her session, herself among them, as they were named."""
        booked = {"space": registration.space_id, "session": registration.session_id, "booking": registration.booking}
        return self.filter(**booked).order_by("pk")

    def by_name(self):
        return self.order_by("person__sort_key", "pk")

    def with_first_times(self):
        """`is_first_time`: neither another session nor the desk saw her before this session."""
        before = {"person": OuterRef("person"), "space": OuterRef("space")}
        came = Attendance.objects.came().filter(session__starts_at__lt=OuterRef("session__starts_at"), **before)
        passed = Visit.objects.filter(at__lt=OuterRef("session__starts_at"), **before)
        return self.annotate(is_first_time=~Exists(came) & ~Exists(passed))


class Registration(SpaceOwned, Coded):
    """Somebody's seat at a session, or her place on its waiting list."""

    session = models.ForeignKey(
        "workshops.Session", models.PROTECT, related_name="registrations", verbose_name="séance"
    )
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="registrations", verbose_name="personne")
    state = models.CharField("état", max_length=10, choices=RegistrationState)
    party_size = models.PositiveSmallIntegerField(
        "places demandées", default=1, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_PARTY)]
    )
    hold = models.ForeignKey(
        "workshops.SeatHold", models.PROTECT, null=True, blank=True, related_name="registrations",
        verbose_name="sur les places gardées",
    )  # fmt: skip
    enrolment = models.ForeignKey(
        "workshops.Enrolment", models.PROTECT, null=True, blank=True, related_name="registrations",
        verbose_name="inscription au cycle",
    )  # fmt: skip
    comfort = ArrayField(
        models.CharField(max_length=12, choices=Comfort), verbose_name="pour être à l’aise", default=list, blank=True
    )
    booking = models.UUIDField("réservation", default=uuid.uuid4)
    gave_feedback = models.BooleanField("a dit comment c'était", default=False, editable=False)
    origin = models.CharField("arrivée", max_length=10, choices=Origin, default=Origin.DESK)
    queued_at = models.DateTimeField("dans l'ordre depuis le")
    invited_at = models.DateTimeField("invitée à cette autre date le", null=True, blank=True)
    created_at = models.DateTimeField("inscrite le")
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="inscrite par"
    )
    seated_at = models.DateTimeField("a eu sa place, après avoir attendu, le", null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_registration_a_code"),
            models.UniqueConstraint(
                fields=["space", "session", "person"],
                condition=~Q(state=RegistrationState.CANCELLED),
                name="one_live_registration_a_person",
                violation_error_message="Cette personne est déjà inscrite à cette séance.",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None)),
                name="registration_cancelled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(party_size__range=(1, LARGEST_PARTY)),
                name="registration_party_is_of_a_family",
                violation_error_message=f"Une inscription prend de 1 à {LARGEST_PARTY} places.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["space", "session", "queued_at", "id"],
                condition=Q(state=RegistrationState.WAITING),
                name="registration_waiting",
            ),
            models.Index(fields=["space", "session", "state"], name="registration_of_a_session"),
            models.Index(fields=["space", "person", "created_at"], name="registration_of_a_person"),
            models.Index(fields=["space", "booking"], name="registration_of_a_booking"),
        ]

    def __str__(self):
        return f"{self.person}, {self.session}"

    @property
    def comfort_words(self) -> str:
        return ", ".join(Comfort(asked).label for asked in self.comfort)


class SeatOfferQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(state=OfferState.OPEN)

    def with_people(self):
        return self.select_related("registration__person__guardianship__adult").order_by("registration", "pk")


class SeatOffer(SpaceOwned):
    """A freed seat kept for somebody who waits, until she answers or the time is up."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="offers", verbose_name="inscription")
    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="offers", verbose_name="séance")
    seats = models.PositiveSmallIntegerField("places")
    state = models.CharField("état", max_length=10, choices=OfferState, default=OfferState.OPEN)
    offered_at = models.DateTimeField("proposée le")
    expires_at = models.DateTimeField("gardée jusqu'au")
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    objects = SeatOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "place proposée"
        verbose_name_plural = "places proposées"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "registration"],
                condition=Q(state=OfferState.OPEN),
                name="one_open_offer_a_registration",
                violation_error_message="Une place lui est déjà proposée.",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, closed_at=None)
                | (~Q(state=OfferState.OPEN) & Q(closed_at__isnull=False)),
                name="offer_closed_has_its_time",
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="offer_has_a_seat"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state=OfferState.OPEN), name="offer_open"),
            models.Index(fields=["space", "session", "state"], name="offer_of_a_session"),
        ]

    def __str__(self):
        return f"{self.registration}, {self.get_state_display()}"


class SeatHoldQuerySet(SpaceQuerySet):
    def in_force(self):
        return self.filter(released_at=None).select_related("organisation", "stop")

    def of_group(self, organisation: int | None, *, session: int):
        """Those of a structure's group at a session, that have no name yet; the first to be given back first."""
        kept = self.in_force().filter(organisation=organisation, session=session, seats__gt=0)
        return kept.order_by("until", "pk") if organisation else self.none()

    def with_named(self):
        """`named_count`: the seats that names already have."""
        live = ~Q(registrations__state=RegistrationState.CANCELLED)
        return self.annotate(named_count=Coalesce(Sum("registrations__party_size", filter=live), 0))


class SeatHold(SpaceOwned):
    """Seats kept for a structure's group, or for who comes to a stop of the bus, until names come.

    `seats` are those that have no name yet.
    """

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="holds", verbose_name="séance")
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )
    stop = models.ForeignKey(
        "accounts.Stop", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="arrêt du bus"
    )
    seats = models.PositiveSmallIntegerField("places")
    until = models.DateTimeField("gardées jusqu'au")
    created_at = models.DateTimeField("gardées le")
    released_at = models.DateTimeField("rendues le", null=True, blank=True)

    objects = SeatHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "places gardées"
        verbose_name_plural = "places gardées"
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=0),
                name="hold_gives_no_more_than_it_keeps",
                violation_error_message="Il ne reste pas assez de places gardées.",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, stop=None) | Q(organisation=None, stop__isnull=False),
                name="hold_is_for_a_structure_or_a_stop",
                violation_error_message="Ces places sont pour une structure, ou pour un arrêt du bus.",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(released_at=None), name="hold_in_force")]

    def __str__(self):
        return f"{self.seats} places pour {self.kept_for}"

    @property
    def kept_for(self) -> str:
        return str(self.organisation or self.stop)
