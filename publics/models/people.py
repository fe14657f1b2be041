from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Concat, Lower

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.addresses import address_of
from mediation.common.identifiers import validate_insee_code, validate_postal_code
from mediation.common.phones import PhoneField, may_receive_sms
from mediation.common.privacy import refuse_secrets
from mediation.common.search import find, parts_of, search
from mediation.common.text import FrKey
from mediation.courier.enums import SENT_BY_MACHINE, Channel

from ..enums import ContactChannel, Gender, HeardFrom, Origin, Purpose, SocialStatus
from .consents import Consent
from .interests import PersonInterest

# What each channel writes to or calls: an agreement holds for it alone.
ADDRESSES = {Channel.SMS: "phone", Channel.PHONE: "phone", Channel.EMAIL: "email", Channel.LETTER: "address"}
OF_A_LINE = ("code", "first_name", "last_name", "is_provisional", "city", "preferred_channel", "phone", "email")
ADULT_AT = 18
COMES_OF_AGE_AT = 15  # article 45 of the law of 6 January 1978


def last_word(purpose: Purpose, channel: Channel) -> Subquery:
    """What somebody answered last, for the number or the address she has today; null when nobody asked."""
    said = Consent.objects.filter(
        space=OuterRef("space"), person=OuterRef("pk"), purpose=purpose, channel=channel,
        address=OuterRef(ADDRESSES[channel]),
    )  # fmt: skip
    return Subquery(said.newest_first().values("is_given")[:1])


class PersonQuerySet(SpaceQuerySet):
    def current(self):
        """Without those that were found to be somebody already known, nor those we forgot."""
        return self.filter(reconciled_with=None, anonymised_at=None)

    def provisional(self):
        """Registered by themselves or by a partner; the desk has not said yet who they are."""
        return self.current().filter(is_provisional=True)

    def by_name(self):
        return self.order_by("sort_key", "pk")

    def reached_at(self, number: str):
        """Everybody this number is noted for, theirs or their helper's: a family may share one."""
        return self.filter(Q(phone=number) | Q(helper_phone=number)).by_name()

    def written_to_at(self, channel: Channel, address: str):
        """Everybody whom this channel reaches there."""
        return self.filter(**{ADDRESSES[channel]: address}).by_name()

    def consenting_to(self, purpose: Purpose, channel: Channel):
        """Who said yes last, for the number or the address she has today. Nobody of whom nothing was asked."""
        told = self.current().exclude(**{ADDRESSES[channel]: ""})
        return told.annotate(last_word=last_word(purpose, channel)).filter(last_word=True)

    def with_interests(self):
        """With the envies they said, the last first."""
        said = PersonInterest.objects.select_related("interest").order_by("-said_at", "pk")
        return self.prefetch_related(Prefetch("interests", said))

    def in_lines(self):
        """What a line of a list tells, `envies` among it: the names of those she said, the last first."""
        said = PersonInterest.objects.filter(space=OuterRef("space"), person=OuterRef("pk")).order_by("-said_at", "pk")
        return self.only(*OF_A_LINE).annotate(envies=ArraySubquery(said.values("interest__name")))

    def search(self, words: str, *, space, at_most: int = 20) -> list["Person"]:
        """People of the space this could be, as `closest_keys` finds them."""
        ids = self.closest_keys(words, space=space, at_most=at_most)
        found = self.of(space).current().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found][:at_most]

    @staticmethod
    def closest_keys(words: str, *, space, at_most: int) -> list[int]:
        """Those who hold all that was typed, then those whose name resembles it; some may no longer be current.

        Any part of the name, of a telephone or an e-mail, and of the commune.
        """
        words = words.replace("\x00", "").strip()
        holding = find("publics_person", space=space, parts=parts_of(words), at_most=at_most)
        close = search("publics_person", space=space, words=words, at_most=at_most)
        return list(dict.fromkeys([*holding, *close]))

    def in_order_of(self, ids: list[int]):
        """These people alone, in this order."""
        ranks = Value(ids, output_field=ArrayField(models.BigIntegerField()))
        return self.filter(pk__in=ids).order_by(Func(ranks, "pk", function="array_position"))


class Person(SpaceOwned, Coded, Versioned):
    """Somebody the space welcomes. Only what helps to welcome and reach her; no label, no situation, no guess."""

    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        "année de naissance",
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    address = models.CharField("adresse", max_length=160, blank=True)
    postal_code = models.CharField("code postal", max_length=5, validators=[validate_postal_code], blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code], blank=True)
    preferred_channel = models.CharField(
        "comment la prévenir", max_length=10, choices=ContactChannel, default=ContactChannel.PHONE
    )
    stopped_channels = ArrayField(
        models.CharField(max_length=8, choices=Channel), verbose_name="ne veut plus de messages par", default=list,
        db_default=[], blank=True, editable=False,
    )  # fmt: skip
    dead_addresses = ArrayField(
        models.CharField(max_length=254), verbose_name="adresses où rien n’arrive", default=list, db_default=[],
        blank=True, editable=False,
    )  # fmt: skip
    helper_name = models.CharField("qui appeler à sa place", max_length=80, blank=True)
    helper_phone = PhoneField("téléphone de cette personne", blank=True)
    best_time = models.CharField("quand l’appeler", max_length=80, blank=True, validators=[refuse_secrets])
    languages = models.CharField("langues", max_length=80, blank=True, validators=[refuse_secrets])
    heard_from = models.CharField("comment elle nous a connus", max_length=12, choices=HeardFrom, blank=True)
    gender = models.CharField("genre", max_length=16, choices=Gender, blank=True)
    status = models.CharField("statut", max_length=16, choices=SocialStatus, blank=True)
    origin = models.CharField("arrivée", max_length=10, choices=Origin, default=Origin.DESK, editable=False)
    is_provisional = models.BooleanField("à reconnaître", default=False, editable=False)
    reconciled_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="also_known_as", editable=False,
        verbose_name="est en fait",
    )  # fmt: skip
    returned_at = models.DateTimeField("revenue le", null=True, blank=True, editable=False)
    anonymised_at = models.DateTimeField("anonymisée le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("noté le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name="noté par",
    )  # fmt: skip
    search_key = models.GeneratedField(
        expression=FrKey(Concat("first_name", Value(" "), "last_name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_key = models.GeneratedField(
        expression=FrKey(Concat("last_name", Value(" "), "first_name")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_person_a_code"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="person_email_is_lower_case",
                violation_error_message="Écrivez l'adresse e-mail en minuscules.",
            ),
            models.CheckConstraint(
                condition=Q(reconciled_with=None) | ~Q(reconciled_with=F("pk")),
                name="person_is_not_reconciled_with_herself",
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1900, 2100)),
                name="person_birth_year_is_plausible",
                violation_error_message="Cette année de naissance n'est pas possible.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None)
                | Q(
                    last_name="",
                    birth_year=None,
                    phone="",
                    email="",
                    address="",
                    postal_code="",
                    helper_name="",
                    helper_phone="",
                    preferred_channel=ContactChannel.NONE,
                ),
                name="person_anonymised_tells_nothing",
                violation_error_message="Cette personne a été anonymisée : on n'y note plus rien.",
            ),
        ]
        indexes = [
            # Listed page by page: those before it are skipped in this alone.
            models.Index(
                fields=["space", "sort_key", "id"],
                condition=Q(reconciled_with=None, anonymised_at=None),
                name="person_by_name",
            ),
            models.Index(fields=["space", "phone"], name="person_by_phone"),
            models.Index(fields=["space", "email"], name="person_by_email"),
            models.Index(fields=["space", "created_at"], condition=Q(is_provisional=True), name="person_to_recognise"),
            # Counting a space and listing its communes read this alone.
            models.Index(
                fields=["space", "city"], condition=Q(reconciled_with=None, anonymised_at=None), name="person_by_city"
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_absolute_url(self):
        return address_of("desk:person", self.code)

    @property
    def discreet_name(self) -> str:
        """First name and initial, for a screen that several people see."""
        return f"{self.first_name} {self.last_name[:1]}.".removesuffix(" .")

    @property
    def told_apart(self) -> str:
        """What tells her from somebody of the same name: « Saint-Aubrelin · naissance en 1948 · finit par 01 »."""
        born = f"naissance en {self.birth_year}" if self.birth_year else ""
        number = f"numéro finissant par {self.phone[-2:]}" if self.phone else ""
        return " · ".join(filter(None, [self.city, born, number])) or "ni commune ni numéro notés"

    def address_for(self, channel: Channel) -> str:
        """What this channel would write to or call, today."""
        return getattr(self, ADDRESSES[channel])

    @property
    def dead_channels(self) -> list[Channel]:
        """Those by which what a machine sends her comes back; a number where no SMS arrives may still ring."""
        return [channel for channel in SENT_BY_MACHINE if self.address_for(channel) in self.dead_addresses]

    def may_be_told_news_by(self, channel: Channel) -> bool:
        """She said yes for what she has there today, did not stop it since, and it arrives."""
        is_open = channel not in self.stopped_channels and channel not in self.dead_channels
        return is_open and self.has_consent(Purpose.ANNOUNCEMENTS, channel)

    def may_be_under_15(self, *, on: date) -> bool:
        """Only the year is known: in doubt, a parent agrees with her."""
        return self.birth_year is not None and on.year - self.birth_year <= COMES_OF_AGE_AT

    def may_be_minor(self, *, on: date) -> bool:
        """Her image is also her parents' to give, until she is of age."""
        return self.birth_year is not None and on.year - self.birth_year <= ADULT_AT

    def has_consent(self, purpose: Purpose, channel: Channel) -> bool:
        """`PersonQuerySet.consenting_to` says the rule."""
        return Person.objects.of(self.space_id).consenting_to(purpose, channel).filter(pk=self.pk).exists()

    @property
    def has_mobile(self) -> bool:
        return may_receive_sms(self.phone)

    @property
    def call_number(self) -> str:
        """Whom to call to speak to her: her own telephone, or the one of who helps her when she asked for it."""
        if self.preferred_channel == ContactChannel.SOMEONE and self.helper_phone:
            return self.helper_phone
        return self.phone or self.helper_phone
