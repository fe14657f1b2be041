from datetime import timedelta

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from mediation.accounts.enums import Access
from mediation.accounts.models.spaces import validate_time_zone
from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.lists import chosen_among, of_the_list
from mediation.common.privacy import refuse_secrets

from ..enums import Level, OfferState, SessionState, Setting
from .attendance import Attendance
from .clock import OnTheClock, local_day
from .co_organisers import CoOrganiser
from .experiments import Experiment
from .places import AT_HOME, REMOTELY, Placed, one_place

LONGEST = timedelta(hours=24)
# What its line shows, in a list, in the calendar or in the programme; `share` reads what it names.
OF_A_LINE = (
    "code", "state", "starts_at", "ends_at", "time_zone", "local_date", "capacity", "seats_taken", "waiting_count",
    "closed_at", "workshop", "host", "setting", "home_city", "venue", "room", "stop", "organisation",
)  # fmt: skip
TAKES_PLACE = [SessionState.PUBLISHED, SessionState.DONE]  # its room and its host: `Occupancy`


def seats_of(model: str, **which) -> Subquery:
    rows = apps.get_model(model).objects.filter(session=OuterRef("pk"), **which).order_by()
    return Subquery(rows.values("session").annotate(sum=Sum("seats")).values("sum"))


def made_with() -> Prefetch:
    """The structures that make sessions with us, read once for all of them."""
    return Prefetch("co_organisers", CoOrganiser.objects.select_related("organisation").order_by("pk"))


class SessionQuerySet(SpaceQuerySet):
    def public(self):
        """What anybody may see."""
        return self.filter(state=SessionState.PUBLISHED)

    def announced(self):
        """Those that calendars were told of, called off since or not."""
        return self.filter(Q(state__in=TAKES_PLACE) | Q(state=SessionState.CANCELLED, sequence__gt=0))

    def to_join(self, *, at):
        """Those one may still come to from their beginning: what an enrolment in a cycle takes."""
        return self.public().filter(starts_at__gt=at)

    def not_over(self, *, at):
        """None is longer than a day: the index by their beginnings finds them."""
        return self.filter(ends_at__gt=at, starts_at__gt=at - LONGEST)

    def upcoming(self, *, at):
        return self.not_over(at=at).exclude(state=SessionState.CANCELLED)

    def taking(self, *, at):
        """Those to which somebody may still be added."""
        return self.public().upcoming(at=at).filter(closed_at=None)

    def with_room(self):
        return self.filter(seats_taken__lt=F("capacity"))

    def locked(self, pk):
        """The session, its seats held until the transaction ends: they are given one at a time."""
        return self.with_details().select_for_update(of=("self",), no_key=True).get(pk=pk)

    def by_date(self):
        return self.order_by("starts_at", "pk")

    def newest_first(self):
        return self.order_by("-starts_at", "pk")

    def over(self, *, at):
        return self.filter(ends_at__lte=at, starts_at__lt=at)

    def beside(self, session):
        """The dates opened for the same people: whoever is seated at one no longer waits at the others."""
        first = session.opened_for_id or session.pk
        return self.filter(Q(pk=first) | Q(opened_for=first)).exclude(pk=session.pk)

    def needing_another(self, *, at):
        """Those where many wait, while no other date opened for the same people has a seat: `has_a_long_list`."""
        first = Coalesce(OuterRef("opened_for"), OuterRef("pk"))
        dates = self.model.objects.filter(Q(pk=first) | Q(opened_for=first)).exclude(pk=OuterRef("pk"))
        enough = Cast("capacity", models.IntegerField()) * F("space__long_list_percent")
        waited = self.public().upcoming(at=at).filter(waiting_count__gt=0).alias(waited=F("waiting_count") * 100)
        return waited.filter(~Exists(dates.upcoming(at=at).with_room()), waited__gte=enough)

    def held(self, *, since, at):
        """Those that took place between these two instants."""
        return self.over(at=at).filter(state__in=TAKES_PLACE, starts_at__gte=since)

    def changeable(self, *, at):
        """Those that follow a change of their series: to come, not changed apart, nobody noted there yet."""
        noted = Attendance.objects.filter(session=OuterRef("pk"))
        to_come = self.filter(starts_at__gt=at, state__in=[SessionState.DRAFT, SessionState.PUBLISHED])
        return to_come.filter(~Exists(noted), is_detached=False, anonymous_count=0)

    def with_trials(self):
        """`is_tried`: its workshop is an experiment still to be decided."""
        return self.annotate(is_tried=Exists(Experiment.objects.open().filter(workshop=OuterRef("workshop"))))

    def for_lists(self, *, at):
        """With all that its page shows, `is_over` and `has_begun` among it."""
        return self.with_details().with_held_seats().on_the_clock(at=at)

    def on_the_clock(self, *, at):
        return self.annotate(is_over=Q(ends_at__lte=at), has_begun=Q(starts_at__lte=at))

    def in_lines(self):
        """What its line shows, and no more: dozens are read at once."""
        return self.only(*OF_A_LINE)

    def in_short(self):
        """Of a month: what, and when."""
        return self.only("code", "workshop", "state", "starts_at", "ends_at", "time_zone", "local_date")

    def with_held_seats(self):
        """`held_count`: the seats taken that nobody has yet, offered to who waits or kept for a group."""
        offered = seats_of("workshops.SeatOffer", state=OfferState.OPEN)
        kept = seats_of("workshops.SeatHold", released_at=None)
        return self.annotate(held_count=Coalesce(offered, 0) + Coalesce(kept, 0))

    def with_place_keys(self):
        """`place_key`: what the programme calls where it takes place."""
        named = Coalesce("venue__name", "organisation__name", Value(AT_HOME))
        return self.alias(place_key=Case(When(setting=Setting.REMOTE, then=Value(REMOTELY)), default=named))

    def offering(self, access):
        """Whether its place, its workshop or itself offers it."""
        wanted = [access]
        its_own = Q(accesses__contains=wanted)
        return self.filter(its_own | Q(workshop__accesses__contains=wanted) | Q(venue__accesses__contains=wanted))

    def with_details(self):
        """All that its heading, its answers and its messages read."""
        return self.select_related("space", "workshop__branch", "series", "cycle", "venue", "room", "stop",
                                   "organisation", "host")  # fmt: skip

    def with_co_organisers(self):
        return self.prefetch_related(made_with())

    def for_calendars(self):
        """What calendars of elsewhere are told, and no more: hundreds are read each time one of them asks."""
        return self.only(*OF_A_LINE, "sequence", "changed_at", "created_at")


class Session(SpaceOwned, Coded, Versioned, OnTheClock, Placed):
    """One occurrence of a workshop: a date, a place, seats.

    `seats_taken` (confirmed parties, open offers and holds) and `waiting_count` are kept by the database itself,
    on every change of a registration, an offer or a hold; more seats than the capacity are refused there. So is the
    room and who welcomes, from when it is published: `Occupancy`.

    `sequence` and `changed_at` too: once it was published, whenever its hour, its place, who welcomes or its being
    called off changes. Calendars of elsewhere know by them which is the newer.

    Closed (`closed_at`) is not a state: nobody registers any more, all that a published session does goes on.
    Opened for those who wait at a full one (`opened_for`, always the first of them), it invites them once published.
    """

    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="sessions", verbose_name="atelier")
    host = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui accueille"
    )
    series = models.ForeignKey(
        "workshops.Series", models.PROTECT, null=True, related_name="sessions", editable=False, verbose_name="série"
    )
    series_rank = models.PositiveSmallIntegerField("rang dans la série", null=True, editable=False)
    cycle = models.ForeignKey(
        "workshops.Cycle", models.PROTECT, null=True, related_name="sessions", editable=False, verbose_name="cycle"
    )
    opened_for = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reliefs", editable=False,
        verbose_name="ouverte pour qui attendait à",
    )  # fmt: skip
    is_detached = models.BooleanField("changée à part de sa série", default=False, editable=False)
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    time_zone = models.CharField("fuseau horaire", max_length=40, validators=[validate_time_zone])
    local_date = local_day()
    capacity = models.PositiveSmallIntegerField("places", validators=[MinValueValidator(1), MaxValueValidator(500)])
    seats_taken = models.IntegerField("places prises", default=0, editable=False)
    waiting_count = models.IntegerField("en attente", default=0, editable=False)
    state = models.CharField("état", max_length=10, choices=SessionState, default=SessionState.DRAFT, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, editable=False)
    closed_at = models.DateTimeField("inscriptions closes le", null=True, editable=False)
    pace = models.CharField("rythme de cette séance", max_length=160, blank=True)
    level = models.CharField("niveau de cette séance", max_length=12, choices=Level, blank=True)
    equipment = models.CharField("matériel de cette séance", max_length=200, blank=True)
    items = models.ManyToManyField(
        "workshops.Item", through="workshops.ItemUse", related_name="sessions", verbose_name="matériel réservé"
    )
    accesses = chosen_among(Access, "ce qui aide à venir, cette fois")
    supplies = models.TextField("qui apporte quoi", max_length=1000, blank=True, validators=[refuse_secrets])
    anonymous_count = models.PositiveSmallIntegerField("venus sans donner de nom", default=0, editable=False)
    created_at = models.DateTimeField("créée le", editable=False)
    sequence = models.PositiveIntegerField("changements depuis sa publication", default=0, db_default=0, editable=False)
    changed_at = models.DateTimeField("changée le", null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_session_a_code"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                name="session_ends_after_it_starts",
                violation_error_message="La séance finit après avoir commencé, et le même jour.",
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__gte=0, seats_taken__lte=F("capacity")),
                name="session_is_not_overbooked",
                violation_error_message="Il n'y a pas assez de places.",
            ),
            one_place(),
            of_the_list("accesses", Access, of="session"),
            models.CheckConstraint(condition=Q(waiting_count__gte=0), name="session_waiting_count_is_a_count"),
            models.CheckConstraint(
                condition=Q(state=SessionState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=SessionState.CANCELLED) & Q(cancelled_at=None)),
                name="session_cancelled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(state=SessionState.DRAFT),
                name="session_closed_was_published",
                violation_error_message="Un brouillon n’a pas encore d’inscriptions à clore.",
            ),
            models.CheckConstraint(
                condition=Q(series=None, series_rank=None, is_detached=False)
                | Q(series__isnull=False, series_rank__gte=1),
                name="session_of_a_series_has_its_rank",
            ),
            models.UniqueConstraint(fields=["space", "series", "series_rank"], name="one_session_a_series_and_rank"),
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], include=["ends_at", "state"], name="session_by_date"),
            models.Index(fields=["space", "local_date"], name="session_of_a_day"),
            models.Index(fields=["space", "workshop", "starts_at"], name="session_of_a_workshop"),
        ]

    def __str__(self):
        return f"{self.workshop}, {self.starts_at.astimezone(self.zone):%d/%m/%Y %H:%M}"

    @property
    def level_shown(self) -> str:
        """That of its workshop, unless this one was adapted."""
        return self.get_level_display() if self.level else self.workshop.get_level_display()

    @property
    def equipment_shown(self) -> str:
        return self.equipment or self.workshop.equipment

    @property
    def inherited_accesses(self) -> list[Access]:
        """What its place and its workshop already offer."""
        offered = {*self.workshop.accesses, *(self.venue.accesses if self.venue else [])}
        return [access for access in Access if access in offered]

    @property
    def access_names(self) -> list[str]:
        """With its own, in the order of the list."""
        offered = {*self.inherited_accesses, *self.accesses}
        return [access.label for access in Access if access in offered]

    def supply_lines(self) -> list[str]:
        return [line.strip() for line in self.supplies.splitlines() if line.strip()]

    @property
    def is_adapted(self) -> bool:
        return bool(self.pace or self.level or self.equipment or self.accesses)

    @property
    def follows_its_series(self) -> bool:
        return self.series_id is not None and not self.is_detached

    @property
    def free_seats(self) -> int:
        return self.capacity - self.seats_taken

    @property
    def takes_registrations(self) -> bool:
        """As far as its state says: a draft has no list yet, a closed one no longer grows."""
        return self.state == SessionState.PUBLISHED and self.closed_at is None

    @property
    def is_full(self) -> bool:
        return self.free_seats <= 0

    @property
    def has_a_long_list(self) -> bool:
        """Enough people wait for another date to be worth it, as the space decided."""
        return self.waiting_count * 100 >= self.capacity * self.space.long_list_percent

    @property
    def given_seats(self) -> int:
        """Those that somebody has; of a session read `with_held_seats`."""
        return self.seats_taken - self.held_count
