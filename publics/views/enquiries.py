"""« Ce qui nous arrive » : everything that comes in, whoever takes it, and what was answered."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.exports import as_file
from mediation.common.forms import REFUSED, status_of
from mediation.common.phones import normalised

from .. import blocking, enquiry_figures, registry, services
from ..forms import (
    AnswerForm,
    AssignForm,
    CallBackForm,
    ClassifyForm,
    EnquiryFilterForm,
    InterestForm,
    NameForm,
    NewEnquiryForm,
    RedirectForm,
    ReopenForm,
)
from ..models import Enquiry, Person
from ..permissions import may_export_people, may_see_people
from ..replies import replies_to_read
from ..resources import EnquiryResource
from ..staffing import waiting

PAGE = 30


@require_safe
@allowed(may_see_people)
def enquiries(request):
    at, form = timezone.now(), EnquiryFilterForm(request.GET, user=request.user)
    page = Paginator(form.found(request.space, at=at), PAGE).get_page(request.GET.get("page"))
    waited = waiting(page, space=request.space, at=at)
    subjects = registry.named(enquiry.subject_ref for enquiry in page)
    replies = [reply for reply in replies_to_read(request.space) if form.shows_replies_by(reply.inbound.channel)]
    context = {
        "form": form,
        "page": page,
        "rows": [
            (enquiry, enquiry.is_overdue(at=at), subjects.get(enquiry.subject_ref), waited.get(enquiry.pk))
            for enquiry in page
        ],
        "replies": replies if page.number == 1 else [],
        "overdue_count": Enquiry.objects.of(request.space).overdue(at=at).count(),
        "may_export": may_export_people(request.membership),
    }
    return render(request, "publics/enquiries.html", context)


@require_safe
@allowed(may_export_people)
def export_enquiries(request, format_name):
    """The list as it is filtered, without names nor words."""
    found = EnquiryFilterForm(request.GET, user=request.user).found(request.space, at=timezone.now())
    return as_file(EnquiryResource().export(found), format_name=format_name, name="messages-recus")


@require_safe
@allowed(may_see_people)
def figures(request):
    days = enquiry_figures.chosen_days(request.GET.get("jours", ""))
    context = {
        "days": days,
        "lengths": enquiry_figures.LENGTHS,
        "figures": enquiry_figures.figures(space=request.space, days=days, at=timezone.now()),
    }
    return render(request, "publics/enquiry_figures.html", context)


# --- noting what comes by telephone, at the desk, in a comment, on paper -----------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_enquiry(request):
    """« Qui appelle ? » first: a number may be a whole family's, and all of them are shown."""
    number, found, refusal = called_from(request)
    form = NewEnquiryForm(request.POST or None, found=found, initial={"phone": number})
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(noted, request, form, at=at)):
        return done
    context = {"form": form, "number": request.GET.get("numero", ""), "found": found, "refusal": refusal}
    return render(request, "publics/new_enquiry.html", context, status=status_of(form))


def called_from(request) -> tuple[str, list[Person], str]:
    """The number of the address, who is reached there, and why it could not be read."""
    try:
        number = normalised(request.GET.get("numero", "").replace("\x00", ""))
    except ValidationError as error:
        return "", [], error.messages[0]
    people = Person.objects.of(request.space).current()
    return number, list(people.reached_at(number)) if number else [], ""


def noted(request, form: NewEnquiryForm, *, at) -> str:
    """Note it, then what happened at once: answered, or a call at an hour."""
    by, said = request.user, form.cleaned_data
    enquiry = services.note_enquiry(space=request.space, at=at, by=by, **form.noted)
    if said["then"] == form.ANSWERED:
        answer, was_avoidable = said["answer"], said["was_avoidable"]
        services.answer_enquiry(enquiry=enquiry, answer=answer, was_avoidable=was_avoidable, at=at, by=by)
    elif said["then"] == form.CALL:
        services.call_back(enquiry=enquiry, due_at=said["call_at"], at=at, by=by)
    messages.success(request, "C’est noté.")
    return enquiry.get_absolute_url()


# --- one of them -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def enquiry(request, code):
    """What she said, and what one may do about it: each act has its form, `act` names the one that is sent."""
    shown = get_object_or_404(Enquiry.objects.of(request.space).with_details(), code=code)
    act = request.POST.get("act", "")
    forms = forms_of(shown, act, request.POST, by=request.user)
    if request.method != "POST":
        return enquiry_page(request, shown, forms)
    if act not in forms:
        return enquiry_page(request, shown, with_typed(forms, request.POST), refusal=no_longer(request.POST))
    try:
        if forms[act].is_valid():
            messages.success(request, ACTS[act](shown, forms[act], at=timezone.now(), by=request.user))
            return redirect(shown)
    except ValidationError as refusal:
        shown = Enquiry.objects.with_details().get(pk=shown.pk)
        return enquiry_page(request, shown, forms, refusal=refusal.messages[0])
    return enquiry_page(request, shown, forms, refused=act)


def with_typed(forms: dict, data) -> dict:
    """None is sent, but what was typed stays where it was typed."""
    for form in forms.values():
        form.initial |= {name: data[name] for name in form.fields if name in data}
    return forms


def no_longer(data) -> str:
    typed = data.get("answer") or data.get("redirected_to") or data.get("why")
    said = f" Vous aviez écrit\u00a0: «\u00a0{typed}\u00a0»." if typed else ""
    return f"Cela ne va plus avec ce message\u00a0: regardez où il en est.{said}"


def forms_of(shown: Enquiry, act: str, data, *, by) -> dict:
    """What may be done about it now, by name."""
    offered = {"classify": partial(ClassifyForm, enquiry=shown)}
    if shown.is_open:
        where = shown.topic.redirect if shown.topic_id else ""
        offered |= {
            "assign": partial(AssignForm, enquiry=shown, by=by),
            "answer": AnswerForm,
            "redirect": partial(RedirectForm, initial={"redirected_to": where}),
            "close": Form,
        }
    elif shown.person is None or not shown.person.anonymised_at:
        offered["reopen"] = ReopenForm
    if shown.is_open and shown.call_number:
        offered["call"] = partial(CallBackForm, initial={"due_at": timezone.localtime()})
    if shown.person_id is None:
        offered["name"] = partial(NameForm, found=likely(shown))
    elif not shown.person.anonymised_at:
        offered["interest"] = partial(InterestForm, initial={"words": shown.words[:200]})
    return {name: form(data if name == act else None) for name, form in offered.items()}


def likely(shown: Enquiry) -> list[Person]:
    """All those who share her number, then those with her name."""
    people = Person.objects.of(shown.space).current()
    same = list(people.reached_at(shown.phone)) if shown.phone else []
    close = services.likely_matches(space=shown.space, first_name=shown.name, phone=shown.phone, email=shown.email)
    return list(dict.fromkeys([*same, *close]))


def answered(shown: Enquiry, form, *, at, by) -> str:
    services.answer_enquiry(enquiry=shown, is_sent=bool(shown.email), at=at, by=by, **form.cleaned_data)
    return "Répondu\u00a0: la réponse part par e-mail." if shown.email else "C’est noté\u00a0: elle a sa réponse."


def redirected(shown: Enquiry, form, *, at, by) -> str:
    services.redirect_enquiry(enquiry=shown, at=at, by=by, **form.cleaned_data)
    return "C’est noté\u00a0: elle sait vers qui aller."


def assigned(shown: Enquiry, form, *, at, by) -> str:
    services.assign_enquiry(enquiry=shown, at=at, by=by, **form.cleaned_data)
    return f"C’est confié à {form.cleaned_data['to']}."


def classified(shown: Enquiry, form, *, at, by) -> str:
    services.classify_enquiry(enquiry=shown, at=at, by=by, **form.cleaned_data)
    return "C’est rangé."


def called(shown: Enquiry, form, *, at, by) -> str:
    services.call_back(enquiry=shown, at=at, by=by, **form.cleaned_data)
    return "L’appel est dans la liste «\u00a0À appeler\u00a0»."


def closed(shown: Enquiry, form, *, at, by) -> str:
    services.close_enquiry(enquiry=shown, at=at, by=by)
    return "C’est clos."


def reopened(shown: Enquiry, form, *, at, by) -> str:
    services.reopen_enquiry(enquiry=shown, at=at, by=by, **form.cleaned_data)
    return "C’est rouvert\u00a0: vous vous en occupez."


def recognised(shown: Enquiry, form, *, at, by) -> str:
    services.name_enquirer(enquiry=shown, person=form.person, at=at, by=by)
    return "C’est noté sur sa page."


def wished(shown: Enquiry, form, *, at, by) -> str:
    interest, words = form.cleaned_data["interest"], form.cleaned_data["words"]
    services.note_interest(person=shown.person, interest=interest, words=words, at=at, by=by)
    return f"C’est rangé dans ses envies\u00a0: «\u00a0{interest}\u00a0»."


ACTS = {
    "answer": answered,
    "redirect": redirected,
    "assign": assigned,
    "classify": classified,
    "call": called,
    "close": closed,
    "name": recognised,
    "reopen": reopened,
    "interest": wished,
}


def enquiry_page(request, shown: Enquiry, forms: dict, *, refusal: str = "", refused: str = ""):
    """Folded acts open when theirs was refused."""
    at = timezone.now()
    context = {
        "enquiry": shown,
        "forms": forms,
        "is_overdue": shown.is_overdue(at=at),
        "waited": waiting([shown], space=shown.space, at=at).get(shown.pk),
        "subject": registry.named([shown.subject_ref]).get(shown.subject_ref),
        "refusal": refusal,
        "refused": refused,
        **blocking.taps(timezone.localdate(), space=shown.space),
    }
    return render(request, "publics/enquiry.html", context, status=REFUSED if refusal or refused else 200)
