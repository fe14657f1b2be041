from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets
from mediation.common.text import FrKey
from publics.models import Organisation

from ..enums import PartnerState


class PartnerQuerySet(SpaceQuerySet):
    def by_name(self):
        return self.select_related("organisation").order_by("organisation__search_key", "pk")

    def published(self):
        """Those whose name anybody may read: from a public file, or active with us."""
        return self.filter(~Q(external_id="") | Q(state=PartnerState.ACTIVE))

    def resembling(self, name: str, *, space, at_most: int = 5):
        """Those whose name is close to what somebody typed, the closest first."""
        found = {row.pk: place for place, row in enumerate(Organisation.objects.search(name, space=space))}
        partners = self.filter(organisation__in=found).select_related("organisation")
        return sorted(partners, key=lambda partner: found[partner.organisation_id])[:at_most]

    def named(self, name: str):
        """Whatever the capitals and the accents."""
        return self.filter(organisation__search_key=FrKey(Value(name)))


class Partner(SpaceOwned):
    """What makes an organisation a partner of the space. A row read from a file keeps its key there: a second
    reading finds it again, and never by SIRET alone (several places of one town share theirs)."""

    organisation = models.OneToOneField(
        "publics.Organisation", models.PROTECT, related_name="partner", verbose_name="structure"
    )
    state = models.CharField("état", max_length=12, choices=PartnerState, default=PartnerState.IDENTIFIED)
    types = ArrayField(models.CharField(max_length=40), verbose_name="typologie", default=list, blank=True)
    services = ArrayField(models.CharField(max_length=120), verbose_name="services", default=list, blank=True)
    publics = ArrayField(models.CharField(max_length=80), verbose_name="publics", default=list, blank=True)
    note = models.TextField("note pratique", max_length=400, blank=True, validators=[refuse_secrets])
    source = models.CharField("vient de", max_length=80, blank=True, editable=False)
    external_id = models.CharField("clé dans ce fichier", max_length=200, blank=True, editable=False)
    updated_on = models.DateField("mise à jour du fichier", null=True, blank=True, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "source", "external_id"],
                condition=~Q(external_id=""),
                name="one_partner_a_row_of_a_file",
                violation_error_message="Cette ligne du fichier a déjà été importée.",
            )
        ]
        indexes = [models.Index(fields=["space", "state"], name="partner_by_state")]

    def __str__(self):
        return str(self.organisation)

    def get_absolute_url(self):
        return reverse("partners:partner", args=[self.organisation.code])


class Contact(SpaceOwned):
    """Somebody at a partner's."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contacts", verbose_name="partenaire")
    name = models.CharField("nom", max_length=80)
    role = models.CharField("fonction", max_length=80, blank=True)
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    user = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte"
    )

    class Meta:
        verbose_name = "correspondant"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "partner", "name"],
                name="one_contact_a_partner_and_name",
                violation_error_message="Ce correspondant est déjà noté.",
            )
        ]

    def __str__(self):
        return self.name
