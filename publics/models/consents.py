"""What somebody agreed to, what she asks of us, and what she lets us show: each with its proof."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets
from mediation.courier.enums import Channel

from ..enums import (
    AuthorisationKind,
    AuthorisationMedium,
    NameShown,
    Purpose,
    RightsKind,
    RightsOutcome,
    SaidHow,
)

ANSWERED_WITHIN = relativedelta(months=1)  # article 12.3 of the GDPR
ENDS_SOON = timedelta(days=30)
TAKEN_DOWN_WITHIN = timedelta(days=90)  # how long an ended or withdrawn authorisation stays in the list to follow


class ConsentQuerySet(SpaceQuerySet):
    def newest_first(self):
        return self.order_by("-at", "-pk")

    def last_words(self):
        """The last answer for each person, purpose, channel and address: what holds today."""
        keys = ["person", "purpose", "channel", "address"]
        return self.order_by(*keys, "-at", "-pk").distinct(*keys)


class Consent(SpaceOwned):
    """One answer, as it was given: the database lets nobody alter it nor take it away (`keep_consent`).

    It holds for the number or the address it was given for; a new one needs its own. A service message needs none:
    a refusal with that purpose stops them by this channel, whatever the address.
    """

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="consents", verbose_name="personne")
    purpose = models.CharField("pour", max_length=14, choices=Purpose)
    channel = models.CharField("par", max_length=8, choices=Channel)
    is_given = models.BooleanField("dit oui")
    address = models.CharField("numéro ou adresse", max_length=254, blank=True)
    text_version = models.CharField("version du texte", max_length=20)
    text = models.CharField("texte montré", max_length=400)
    how = models.CharField("comment elle l'a dit", max_length=8, choices=SaidHow, default=SaidHow.DESK)
    guardian_name = models.CharField("avec l'accord de", max_length=80, blank=True)
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )
    at = models.DateTimeField("le")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "accord"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="consent_keeps_the_words_shown",
                violation_error_message="Gardez le texte qui a été montré.",
            )
        ]
        indexes = [models.Index("space", "person", "purpose", "channel", F("at").desc(), name="consent_of_a_person")]

    def __str__(self):
        return f"{self.get_purpose_display()}, {self.get_channel_display()}"


class AuthorisationQuerySet(SpaceQuerySet):
    def in_force(self, *, on: date):
        return self.filter(withdrawn_on=None, signed_on__lte=on, ends_on__gte=on)

    def testimonies(self):
        return self.filter(kind=AuthorisationKind.TESTIMONY)

    def to_follow(self, *, on: date):
        """Those withdrawn or ended lately, whose pictures come down; then those that end within thirty days."""
        current = self.filter(person__anonymised_at=None).select_related("person")
        lately = Q(withdrawn_on__gte=on - TAKEN_DOWN_WITHIN)
        ending = Q(withdrawn_on=None, ends_on__range=(on - TAKEN_DOWN_WITHIN, on + ENDS_SOON))
        return current.filter(lately | ending).order_by(F("withdrawn_on").desc(nulls_last=True), "ends_on", "pk")

    def newest_first(self):
        return self.order_by("-signed_on", "-pk")


class Authorisation(SpaceOwned):
    """She lets us show her image or her words: one medium, for something said, until a day said."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="authorisations", verbose_name="personne")
    kind = models.CharField("pour", max_length=10, choices=AuthorisationKind)
    medium = models.CharField("où", max_length=10, choices=AuthorisationMedium)
    scope = models.CharField("de quoi il s'agit", max_length=200, validators=[refuse_secrets])
    name_shown = models.CharField("comment la nommer", max_length=10, choices=NameShown, default=NameShown.FIRST_NAME)
    signed_on = models.DateField("signée le")
    ends_on = models.DateField("jusqu'au")
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    guardian_name = models.CharField("avec l'accord de", max_length=80, blank=True)
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = "autorisation"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("signed_on")),
                name="authorisation_ends_after_it_is_signed",
                violation_error_message="La date de fin vient après la signature.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("signed_on")),
                name="authorisation_is_withdrawn_after_it_is_signed",
                violation_error_message="On ne retire une autorisation qu’après l’avoir signée.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person", "ends_on"], name="authorisation_of_a_person")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.get_medium_display()}"

    def is_in_force(self, *, on: date) -> bool:
        return self.withdrawn_on is None and self.signed_on <= on <= self.ends_on


class RightsRequestQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def in_turn(self):
        """Those that wait first, the most overdue on top; then those answered last."""
        return self.select_related("person").order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")


class RightsRequest(SpaceOwned):
    """What somebody asks about what we hold of her; answered within a month. She may be known by no record of ours."""

    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="rights_requests",
        verbose_name="personne",
    )  # fmt: skip
    name = models.CharField("nom donné", max_length=120, blank=True, validators=[refuse_secrets])
    contact = models.CharField("où lui répondre", max_length=254, blank=True, validators=[refuse_secrets])
    kind = models.CharField("demande", max_length=14, choices=RightsKind)
    words = models.CharField("avec ses mots", max_length=400, blank=True, validators=[refuse_secrets])
    received_on = models.DateField("reçue le")
    due_on = models.DateField("à répondre avant le")
    outcome = models.CharField("réponse", max_length=10, choices=RightsOutcome, blank=True)
    answer = models.CharField("ce qui a été répondu", max_length=400, blank=True, validators=[refuse_secrets])
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="répondu par"
    )
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de droits"
        verbose_name_plural = "demandes de droits"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")),
                name="rights_request_is_due_after_it_is_received",
                violation_error_message="La réponse vient après la demande.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="rights_request_closed_says_its_outcome",
                violation_error_message="Dites quelle réponse a été donnée.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=RightsOutcome.REFUSED) | ~Q(answer=""),
                name="rights_request_refused_gives_its_reason",
                violation_error_message="Un refus se dit avec sa raison.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="", contact="")
                | Q(person=None) & ~Q(name="") & (~Q(contact="") | Q(closed_at__isnull=False)),
                name="rights_request_says_who_asks",
                violation_error_message="Dites qui demande, et où lui répondre.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "due_on"], condition=Q(closed_at=None), name="rights_request_to_answer")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, reçue le {self.received_on:%d/%m/%Y}"

    @property
    def who(self) -> str:
        return str(self.person) if self.person_id else self.name

    def is_late(self, *, on: date) -> bool:
        return self.closed_at is None and self.due_on < on
