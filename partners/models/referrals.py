from datetime import timedelta

from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets
from mediation.common.text import FrKey
from workshops.enums import Presence
from workshops.models import Attendance

from ..enums import ReachChannel, ReferralState, RefusalReason, ShareBack

OPEN = [ReferralState.RECEIVED, ReferralState.TO_CALL]
ANSWERED_WITHIN = timedelta(days=3)
CAME = {Presence.CAME, Presence.WALKED_IN}


class ReferralQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def closed(self):
        return self.exclude(state__in=OPEN)

    def with_details(self):
        """All that its page and the sentence told to the structure read."""
        return self.select_related(
            "space", "organisation", "session__workshop", "session__venue", "session__room",
            "session__stop", "session__organisation",
            "registration__session__workshop", "registration__person",
        )  # fmt: skip

    def with_presence(self):
        """Whether she came, read where it is noted."""
        noted = Attendance.objects.filter(
            session=OuterRef("registration__session"), person=OuterRef("registration__person")
        )
        return self.annotate(presence=Subquery(noted.values("presence")[:1]))

    def came(self):
        """Those that brought somebody."""
        return self.with_presence().filter(presence__in=CAME)

    def in_turn(self):
        """Open first, the oldest on top; then those closed last."""
        turn = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.order_by(turn, F("closed_at").desc(nulls_first=True), "created_at", "pk")

    def sent_by(self, user):
        """Those of the structures where somebody with this account is a contact."""
        return self.filter(organisation__partner__contacts__user=user).distinct()


class Referral(SpaceOwned, Coded):
    """A slip: a structure speaks to us of somebody, with her agreement. Its outcome is the registration's."""

    organisation = models.ForeignKey(
        "publics.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="structure",
    )
    structure_name = models.CharField("nom de la structure", max_length=160)
    referrer_name = models.CharField("qui envoie la fiche", max_length=80)
    referrer_phone = PhoneField("son téléphone", blank=True)
    referrer_email = models.EmailField("son adresse e-mail", blank=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    reach_channel = models.CharField("comment la joindre", max_length=10, choices=ReachChannel)
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    words = models.TextField("avec ses mots", max_length=600, validators=[refuse_secrets])
    has_agreed = models.BooleanField("elle est d'accord")
    share_back = models.CharField("ce que la structure saura", max_length=14, choices=ShareBack)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    best_time = models.CharField("quand l'appeler", max_length=120, blank=True, validators=[refuse_secrets])
    comfort = models.CharField("pour être à l'aise", max_length=200, blank=True, validators=[refuse_secrets])
    session = models.ForeignKey(
        "workshops.Session", models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="séance"
    )
    registration = models.ForeignKey(
        "workshops.Registration", models.PROTECT, null=True, blank=True, related_name="referrals",
        verbose_name="inscription",
    )  # fmt: skip
    state = models.CharField("état", max_length=12, choices=ReferralState, default=ReferralState.RECEIVED)
    refusal_reason = models.CharField("motif", max_length=12, choices=RefusalReason, blank=True)
    created_at = models.DateTimeField("reçue le")
    opened_at = models.DateTimeField("lue le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    person_key = models.GeneratedField(
        expression=FrKey(Concat("first_name", Value(" "), "last_name")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche d'orientation"
        verbose_name_plural = "fiches d'orientation"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_referral_a_code"),
            models.UniqueConstraint(
                fields=["space", "session", "person_key", "phone", "email"],
                condition=Q(state__in=OPEN),
                nulls_distinct=False,
                name="one_open_referral_a_person_and_session",
                violation_error_message="Une fiche est déjà ouverte pour cette personne et cet atelier.",
            ),
            models.CheckConstraint(
                condition=Q(has_agreed=True),
                name="referral_has_her_agreement",
                violation_error_message="Sans son accord, la fiche ne peut pas être envoyée.",
            ),
            models.CheckConstraint(
                condition=~Q(referrer_phone="") | ~Q(referrer_email="") | ~Q(state__in=OPEN),
                name="referral_says_how_to_answer",
                violation_error_message="Donnez un téléphone ou une adresse e-mail où vous répondre.",
            ),
            models.CheckConstraint(
                condition=Q(reach_channel=ReachChannel.REFERRER)
                | Q(reach_channel=ReachChannel.EMAIL) & ~Q(email="")
                | Q(reach_channel__in=[ReachChannel.PHONE, ReachChannel.SMS]) & ~Q(phone=""),
                name="referral_says_how_to_reach_her",
                violation_error_message="Donnez le numéro ou l'adresse par lequel la joindre.",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.DECLINED) & ~Q(refusal_reason="")
                | ~Q(state=ReferralState.DECLINED) & Q(refusal_reason=""),
                name="referral_declined_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None) | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="referral_closed_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["space", "state", "created_at"], name="referral_by_state")]

    def __str__(self):
        return f"Fiche {self.number}"

    def get_absolute_url(self):
        return reverse("partners:referral", args=[self.code])

    @property
    def number(self) -> str:
        """As it is read aloud: « K7PX 2M4Q »."""
        return f"{self.code[:4]} {self.code[4:]}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def answer_by(self):
        return self.created_at + ANSWERED_WITHIN

    @property
    def call_number(self) -> str:
        """Whom to call to speak to her; the structure when she asked for it."""
        return self.referrer_phone if self.reach_channel == ReachChannel.REFERRER else self.phone
