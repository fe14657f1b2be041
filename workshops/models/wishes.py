from django.db import models
from django.db.models import Count, Max, Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets

from ..enums import Answer, WishChannel, WishState


class WishQuerySet(SpaceQuerySet):
    def to_sort(self):
        return self.filter(state=WishState.NEW)

    def about(self, interest):
        return self.filter(state=WishState.SORTED, interest=interest)

    def in_turn(self):
        """As they came: the first one waits the longest."""
        return self.select_related("person", "interest__parent").order_by("received_at", "pk")

    def clusters(self):
        """By envie, the most wished first: how many wishes, and the last one."""
        counted = (
            self.filter(state=WishState.SORTED)
            .values("interest")
            .annotate(wishes_count=Count("pk"), last_at=Max("received_at"))
        )
        return counted.order_by("-wishes_count", "interest")


class Wish(SpaceOwned, Coded):
    """« Et si on faisait… »: what somebody would like to find here, with her words. Nobody has to say who she is."""

    words = models.CharField("avec ses mots", max_length=400, validators=[refuse_secrets])
    channel = models.CharField("par où", max_length=8, choices=WishChannel)
    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="wishes", verbose_name="personne"
    )
    name = models.CharField("prénom donné", max_length=60, blank=True, validators=[refuse_secrets])
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    wants_to_shape = models.BooleanField("veut bien le préparer avec nous", default=False)
    received_at = models.DateTimeField("reçu le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )
    state = models.CharField("état", max_length=8, choices=WishState, default=WishState.NEW)
    interest = models.ForeignKey(
        "publics.Interest", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="envie",
        limit_choices_to={"parent__isnull": False},
    )  # fmt: skip
    sorted_at = models.DateTimeField("rangé le", null=True, blank=True)
    sorted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rangé par"
    )

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = "souhait"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_wish_a_code"),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="wish_says_something",
                violation_error_message="Écrivez ce qui plairait.",
            ),
            models.CheckConstraint(
                condition=Q(state=WishState.SORTED, interest__isnull=False)
                | ~Q(state=WishState.SORTED) & Q(interest=None),
                name="wish_sorted_says_its_envie",
                violation_error_message="Choisissez l’envie où ranger ce souhait.",
            ),
            models.CheckConstraint(
                condition=Q(state=WishState.NEW, sorted_at=None) | ~Q(state=WishState.NEW) & Q(sorted_at__isnull=False),
                name="wish_sorted_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(wants_to_shape=False) | ~Q(phone="") | ~Q(email="") | Q(person__isnull=False),
                name="wish_to_shape_can_be_reached",
                violation_error_message="Pour être invitée à le préparer, donnez un téléphone ou une adresse e-mail.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "received_at"], condition=Q(state=WishState.NEW), name="wish_to_sort"),
            models.Index(fields=["space", "interest"], condition=Q(state=WishState.SORTED), name="wish_of_an_envie"),
        ]

    def __str__(self):
        return f"{self.who}\u00a0: {self.words[:60]}"

    @property
    def who(self) -> str:
        return str(self.person) if self.person_id else self.name or "sans nom"


class Invitation(SpaceOwned):
    """Somebody asked to shape the workshop that her envie opens, and what she answered."""

    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, related_name="invitations", verbose_name="atelier"
    )
    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="personne"
    )
    wish = models.ForeignKey(
        Wish, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="souhait"
    )
    answer = models.CharField("réponse", max_length=5, choices=Answer, blank=True)
    invited_at = models.DateTimeField("invitée le")
    invited_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="invitée par"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation à préparer"
        verbose_name_plural = "invitations à préparer"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "workshop", "person"],
                condition=Q(person__isnull=False),
                name="one_invitation_a_person",
                violation_error_message="Elle est déjà invitée à préparer cet atelier.",
            ),
            models.UniqueConstraint(
                fields=["space", "workshop", "wish"],
                condition=Q(wish__isnull=False),
                name="one_invitation_a_wish",
                violation_error_message="Elle est déjà invitée à préparer cet atelier.",
            ),
            models.CheckConstraint(
                condition=Q(person=None, wish__isnull=False) | Q(person__isnull=False, wish=None),
                name="invitation_is_of_somebody",
                violation_error_message="Dites qui est invité.",
            ),
        ]

    def __str__(self):
        return f"{self.person or self.wish}, {self.workshop}"

    @property
    def first_name(self) -> str:
        """As she is spoken to; empty when she gave none."""
        person = self.person or self.wish.person
        return person.first_name if person else self.wish.name
