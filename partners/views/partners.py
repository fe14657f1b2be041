from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.exports import as_file
from mediation.common.forms import status_of
from publics.models import Organisation

from .. import services, typologies
from ..forms import ContactForm, EditPartnerForm, NewPartnerForm, PartnerFilterForm
from ..models import Contact, Partner, Referral
from ..permissions import may_edit_partners, may_see_partners, may_transfer_partners
from ..resources import PartnerResource

A_PAGE = 50
A_FEW = 10


@require_safe
@allowed(may_see_partners)
def partners(request):
    form = PartnerFilterForm(request.GET, space=request.space)
    page = Paginator(form.found(), A_PAGE).get_page(request.GET.get("page"))
    for partner in page:
        partner.type_labels = [typologies.label(code) for code in partner.types[:2]]
    context = {
        "form": form,
        "page": page,
        "open_count": Referral.objects.of(request.space).open().count(),
        "may_edit": may_edit_partners(request.membership),
        "may_transfer": may_transfer_partners(request.membership),
    }
    return render(request, "partners/partners.html", context)


@require_safe
@allowed(may_transfer_partners)
def export_partners(request, format_name):
    """The list as it is filtered, under the headings of the national standard."""
    found = list(PartnerFilterForm(request.GET, space=request.space).found())
    return as_file(PartnerResource(space=request.space).export(found), format_name=format_name, name="partenaires")


def partner_of(request, code: str) -> Partner:
    return get_object_or_404(Partner.objects.of(request.space).select_related("organisation"), organisation__code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_partners)
def partner(request, code):
    """What we know of a structure, who to speak to there, what it sent us; a new contact is added here."""
    partner = partner_of(request, code)
    may_edit = may_edit_partners(request.membership)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ContactForm(request.POST or None, instance=Contact(space=request.space, partner=partner))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: added_contact(request, partner, form, at=at)):
        return done
    return render(
        request, "partners/partner.html", shown(partner) | {"form": form, "may_edit": may_edit}, status=status_of(form)
    )


def added_contact(request, partner: Partner, form: ContactForm, *, at) -> str:
    services.add_contact(contact=form.instance, partner=partner, at=at, by=request.user)
    messages.success(request, f"{form.instance} est noté parmi les correspondants.")
    return partner.get_absolute_url()


def shown(partner: Partner) -> dict:
    slips = Referral.objects.of(partner.space).filter(organisation=partner.organisation)
    return {
        "partner": partner,
        "organisation": partner.organisation,
        "types": [typologies.label(code) for code in partner.types],
        "contacts": partner.contacts.order_by("name", "pk"),
        "referrals": slips.with_details().order_by("-created_at", "-pk")[:A_FEW],
        "sent_count": slips.count(),
        "came_count": slips.came().count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_edit_partners)
def new_partner(request):
    form = NewPartnerForm(request.POST or None, instance=Organisation(space=request.space))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: created(request, form, at=at)):
        return done
    return render(request, "partners/new_partner.html", {"form": form}, status=status_of(form))


def created(request, form: NewPartnerForm, *, at) -> str:
    partner = services.create_partner(
        organisation=form.instance, partner=form.partner(), space=request.space, at=at, by=request.user
    )
    messages.success(request, f"{partner} est dans vos partenaires.")
    return partner.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_edit_partners)
def edit_partner(request, code):
    partner = partner_of(request, code)
    form = EditPartnerForm(request.POST or None, instance=partner.organisation)
    if form.is_valid() and form.is_saved():
        messages.success(request, f"C’est enregistré pour {partner.organisation.name}.")
        return redirect(partner)
    shown_partner = partner_of(request, code)  # the form has written over the other, invalid or not
    return render(
        request, "partners/edit_partner.html", {"form": form, "partner": shown_partner}, status=status_of(form)
    )
