from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets

from ..enums import EnquiryChannel, EnquiryKind, EnquiryState

OPEN = [EnquiryState.NEW, EnquiryState.TAKEN]
TEN_MINUTES, A_WEEK = 10, 7 * 24 * 60
HALF_A_DAY = 4 * 60  # when nobody has said yet what it is about


class TopicQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(is_active=True).order_by("position", "name", "pk")


class Topic(models.Model):
    """What people ask about, and how soon they are answered. Shared by all spaces.

    Below a day, the target is staffed time; from a day on, days are those of the calendar.
    """

    key = models.SlugField("clé", max_length=40, unique=True)
    name = models.CharField("nom", max_length=80)
    is_ours = models.BooleanField("nous répondons nous-mêmes", default=True)
    redirect = models.CharField("vers qui orienter", max_length=200, blank=True)
    target_minutes = models.PositiveSmallIntegerField(
        "répondre en (minutes)",
        default=HALF_A_DAY,
        validators=[MinValueValidator(TEN_MINUTES), MaxValueValidator(A_WEEK)],
    )
    position = models.PositiveSmallIntegerField("place", default=0)
    is_active = models.BooleanField("proposé", default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "sujet"
        constraints = [
            models.CheckConstraint(
                condition=Q(target_minutes__range=(TEN_MINUTES, A_WEEK)),
                name="topic_target_is_ten_minutes_to_a_week",
                violation_error_message="On répond entre dix minutes et sept jours.",
            ),
            models.CheckConstraint(
                condition=Q(is_ours=True) | ~Q(redirect=""),
                name="topic_not_ours_says_where_to_go",
                violation_error_message="Dites vers qui orienter, quand nous ne répondons pas nous-mêmes.",
            ),
        ]

    def __str__(self):
        return self.name


class EnquiryQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def closed(self):
        return self.exclude(state__in=OPEN)

    def overdue(self, *, at: datetime):
        return self.open().filter(due_at__lt=at)

    def promised(self):
        """`minutes`: to answer in, by their topic; half a day while nobody has said yet what it is about."""
        minutes = Coalesce("topic__target_minutes", HALF_A_DAY)
        return self.exclude(kind=EnquiryKind.OTHER_DATE).annotate(minutes=minutes)

    def for_another_date(self):
        """Who wants to be told of another date, whatever of."""
        return self.open().filter(kind=EnquiryKind.OTHER_DATE)

    def waiting_for(self, subject_ref: str):
        """Who wants to be told of another date of it, the first who asked first."""
        return self.for_another_date().filter(subject_ref=subject_ref).order_by("received_at", "pk")

    def in_turn(self):
        """Open first, what is due the soonest on top; then those closed last."""
        turn = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.order_by(
            turn, F("handled_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "received_at", "pk"
        )

    def with_details(self):
        return self.select_related("topic", "person", "assigned_to", "space")


class Enquiry(SpaceOwned, Coded):
    """Something that came in, by whatever door, and what became of it."""

    channel = models.CharField("par où", max_length=10, choices=EnquiryChannel)
    kind = models.CharField("quoi", max_length=10, choices=EnquiryKind, default=EnquiryKind.QUESTION)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sujet")
    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name="personne"
    )
    name = models.CharField("nom donné", max_length=80, blank=True)
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    words = models.TextField("ses mots", max_length=1000, blank=True, validators=[refuse_secrets])
    told_by = models.CharField("laissé au guichet de", max_length=120, blank=True)
    has_agreed = models.BooleanField("elle est d'accord pour qu'on la rappelle", default=False)
    subject_ref = models.CharField("à propos de", max_length=40, blank=True)
    received_at = models.DateTimeField("reçu le")
    due_at = models.DateTimeField("répondre avant", null=True, blank=True)
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )
    assigned_to = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="pris par"
    )
    state = models.CharField("état", max_length=10, choices=EnquiryState, default=EnquiryState.NEW)
    answer = models.TextField("ce qui a été répondu", max_length=1000, blank=True, validators=[refuse_secrets])
    redirected_to = models.CharField("orienté vers", max_length=200, blank=True)
    was_avoidable = models.BooleanField("une information plus claire l'aurait évité", default=False)
    handled_at = models.DateTimeField("traité le", null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="traité par"
    )
    waited_minutes = models.PositiveIntegerField("attente, en minutes d'ouverture", null=True, blank=True)
    reopened_at = models.DateTimeField("rouvert le", null=True, blank=True, editable=False)
    reopened_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="rouvert par",
    )  # fmt: skip
    reopened_why = models.CharField("pourquoi", max_length=200, blank=True, validators=[refuse_secrets], editable=False)
    reopened_count = models.PositiveSmallIntegerField("fois rouvert", default=0, editable=False)
    waited_before = models.PositiveIntegerField("attente avant d'être rouvert, en minutes", default=0, editable=False)
    was_late = models.BooleanField("déjà répondu trop tard", default=False, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "message reçu"
        verbose_name_plural = "messages reçus"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_enquiry_a_code"),
            models.UniqueConstraint(
                fields=["space", "subject_ref", "phone", "email"],
                condition=Q(kind=EnquiryKind.OTHER_DATE, state__in=OPEN),
                name="one_open_wish_for_another_date",
                violation_error_message="Cette demande d’une autre date est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, handled_at=None, waited_minutes=None)
                | ~Q(state__in=OPEN) & Q(handled_at__isnull=False, waited_minutes__isnull=False),
                name="enquiry_handled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=EnquiryState.REDIRECTED) & ~Q(redirected_to="")
                | ~Q(state=EnquiryState.REDIRECTED) & Q(redirected_to=""),
                name="enquiry_redirected_says_where",
                violation_error_message="Dites vers qui cette personne a été orientée.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_count=0, reopened_why="", waited_before=0, was_late=False)
                | Q(reopened_at__isnull=False, reopened_count__gt=0) & ~Q(reopened_why=""),
                name="enquiry_reopened_says_why",
                violation_error_message="Dites pourquoi ce message revient.",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnquiryState.ANSWERED) | ~Q(answer=""),
                name="enquiry_answered_says_what",
                violation_error_message="Écrivez en quelques mots ce qui a été répondu.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EnquiryKind.WORD) | Q(has_agreed=True),
                name="word_left_has_her_agreement",
                violation_error_message="Sans son accord, ce mot ne peut pas être gardé.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EnquiryKind.WORD, EnquiryKind.OTHER_DATE])
                | ~Q(phone="")
                | ~Q(email="")
                | Q(person__isnull=False)
                | ~Q(state__in=OPEN),
                name="who_waits_for_us_can_be_reached",
                violation_error_message="Donnez un téléphone ou une adresse e-mail où répondre.",
            ),
            models.CheckConstraint(
                condition=Q(kind=EnquiryKind.OTHER_DATE) & ~Q(subject_ref="")
                | ~Q(kind=EnquiryKind.OTHER_DATE) & Q(subject_ref="", due_at__isnull=False) & ~Q(words=""),
                name="enquiry_says_what_and_until_when",
                violation_error_message="Écrivez de quoi il s’agit.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "due_at"], condition=Q(state__in=OPEN), name="enquiry_to_answer"),
            models.Index(fields=["space", "received_at"], name="enquiry_by_day"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.who}"

    def get_absolute_url(self):
        return reverse("publics:enquiry", args=[self.code])

    @property
    def who(self) -> str:
        return str(self.person) if self.person_id else self.name or "sans nom"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_overdue(self, *, at: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < at

    @property
    def was_answered_late(self) -> bool:
        return self.due_at is not None and self.handled_at is not None and self.handled_at > self.due_at

    @property
    def call_number(self) -> str:
        """The number she gave this time, else the one of her page."""
        return self.phone or (self.person.call_number if self.person_id else "")

    @property
    def waits_since(self) -> datetime:
        """Since when she waits for us: since it came or, reopened, since it came back."""
        return self.reopened_at or self.received_at

    @property
    def target_minutes(self) -> int:
        return self.topic.target_minutes if self.topic_id else HALF_A_DAY


class Disclosure(SpaceOwned):
    """What somebody was told about somebody else: who asked, for which structure, about whom, in which words."""

    caller_name = models.CharField("qui appelle", max_length=80)
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )
    structure_name = models.CharField("structure, comme elle est dite", max_length=160)
    about = models.CharField("à propos de qui", max_length=120, validators=[refuse_secrets])
    said = models.TextField("ce qui a été dit", max_length=400, validators=[refuse_secrets])
    at = models.DateTimeField("le")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="par")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "parole donnée sur quelqu'un"
        verbose_name_plural = "paroles données sur quelqu'un"
        constraints = [
            models.CheckConstraint(
                condition=~Q(caller_name="") & ~Q(structure_name="") & ~Q(about="") & ~Q(said=""),
                name="disclosure_says_who_and_what",
                violation_error_message="Dites qui appelle, de quelle structure, à propos de qui, et ce qui a été dit.",
            )
        ]
        indexes = [models.Index(fields=["space", "at"], name="disclosure_by_day")]

    def __str__(self):
        return f"{self.caller_name}, {self.structure_name}"
