"""« Et si on faisait… »: what was wished is sorted; what comes back becomes a workshop, with those who wished."""

from dataclasses import dataclass
from functools import partial

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.models import Space
from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from publics.models import Interest, Person, PersonInterest, Visit
from publics.views.people import person_of

from .. import documents, services
from ..enums import Answer
from ..forms.wishes import InviteForm, NoteWishForm, SortForm
from ..models import Invitation, Wish, Workshop
from ..permissions import may_run_workshops, may_see_people
from ..shaping_notes import INVITED
from .workshops import workshop_of

PER_PAGE = 30
CLOSEST = 4
CLUSTERS, REQUESTS = 12, 6
OFTEN = 3  # times in three months: more than chance
MONTHS = 3


@require_safe
@allowed(may_see_people)
def wishes(request):
    """What is still to sort, then what comes back most: each leads to its workshop in one gesture."""
    at = timezone.now()
    page = Paginator(Wish.objects.of(request.space).to_sort().in_turn(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "clusters": clusters_of(request.space),
        "asked": often_asked(request.space, at=at),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/wishes.html", context)


@dataclass(frozen=True)
class Cluster:
    interest: Interest
    wishes_count: int
    people_count: int


def clusters_of(space: Space) -> list[Cluster]:
    """The envies that were wished for, with how many people said them besides."""
    rows = list(Wish.objects.of(space).clusters()[:CLUSTERS])
    interests = Interest.objects.in_bulk([row["interest"] for row in rows])
    said = PersonInterest.objects.of(space).filter(interest__in=interests, person__reconciled_with=None)
    people = dict(said.values_list("interest").annotate(Count("pk")))
    return [Cluster(interests[row["interest"]], row["wishes_count"], people.get(row["interest"], 0)) for row in rows]


def often_asked(space: Space, *, at) -> list[dict]:
    """The démarches that come back at the desk: one workshop could spare many a queue."""
    recent = Visit.objects.of(space).filter(at__gte=at - relativedelta(months=MONTHS), demarche__isnull=False)
    counted = recent.values("demarche__key", "demarche__name").annotate(count=Count("pk")).filter(count__gte=OFTEN)
    return list(counted.order_by("-count", "demarche__name")[:REQUESTS])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_wish(request):
    code = request.GET.get("personne")
    person = person_of(request, code) if code else None
    form, at = NoteWishForm(request.POST or None, person=person), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(noted, request, form, person, at=at)):
        return done
    context = {"form": form, "person": person}
    return render(request, "workshops/new_wish.html", context, status=status_of(form))


def noted(request, form: NoteWishForm, person: Person | None, *, at) -> str:
    services.note_wish(space=request.space, person=person, at=at, by=request.user, **form.said)
    messages.success(request, "C’est noté. Il reste à le ranger parmi les envies.")
    return reverse("workshops:wishes")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def sort_wish(request, code):
    wish = get_object_or_404(Wish.objects.of(request.space).select_related("person", "interest"), code=code)
    closest = list(Interest.objects.envies().resembling(wish.words)[:CLOSEST])
    form = SortForm(request.POST or None, closest=closest)
    if request.POST.get("act") == "aside":
        services.set_wish_aside(wish=wish, at=timezone.now(), by=request.user)
        return redirect("workshops:wishes")
    if form.is_valid():
        interest = form.cleaned_data["interest"]
        services.sort_wish(wish=wish, interest=interest, at=timezone.now(), by=request.user)
        messages.success(request, f"C’est rangé\u00a0: «\u00a0{interest}\u00a0».")
        return redirect("workshops:wishes")
    return render(request, "workshops/sort_wish.html", {"form": form, "wish": wish}, status=status_of(form))


@require_safe
@allowed(may_see_people)
def wish_sheet(request):
    return pdf_response(request, "et-si-on-faisait.pdf", partial(documents.wish_sheet, request.space))


# --- those who wished shape it -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """Somebody to ask, how, and what she answered."""

    who: str
    name: str
    address: str
    phone: str
    email: str
    words: str
    invitation: Invitation | None


@require_safe
@allowed(may_see_people)
def shape(request, pk):
    """Those who said this envie, or wished for it and would like to prepare it: whom to call, what each answered."""
    workshop = workshop_of(request, pk)
    people = Paginator(concerned(workshop), PER_PAGE).get_page(request.GET.get("page"))
    invitations = Invitation.objects.of(request.space).filter(workshop=workshop).select_related("person", "wish")
    answered = {who_of(invitation.person, invitation.wish): invitation for invitation in invitations}
    shaping = Wish.objects.of(request.space).about(workshop.interest).filter(wants_to_shape=True, person=None)
    context = {
        "workshop": workshop,
        "page": people,
        "people": [of_person(said, answered) for said in people],
        "wishes": [of_wish(wish, answered) for wish in shaping.in_turn()[:PER_PAGE]] if workshop.interest_id else [],
        "answers": Answer.choices,
        "yes_count": sum(1 for invitation in answered.values() if invitation.answer == Answer.YES),
    }
    return render(request, "workshops/shape.html", context)


def concerned(workshop: Workshop):
    """The first to have said it come first. Who was forgotten is no longer anybody."""
    said = PersonInterest.objects.of(workshop.space).filter(interest=workshop.interest_id or 0)
    live = said.filter(person__reconciled_with=None, person__anonymised_at=None)
    return live.select_related("person__guardianship__adult").order_by("said_at", "pk")


def who_of(person: Person | None, wish: Wish | None) -> str:
    return f"p-{person.code}" if person else f"s-{wish.code}"


def of_person(said: PersonInterest, answered: dict) -> Invited:
    person, who = said.person, who_of(said.person, None)
    return Invited(
        who, str(person), person.get_absolute_url(), person.call_number, person.email, said.words, answered.get(who)
    )


def of_wish(wish: Wish, answered: dict) -> Invited:
    who = who_of(None, wish)
    return Invited(who, wish.who, "", wish.phone, wish.email, wish.words, answered.get(who))


@require_POST
@allowed(may_see_people)
def invite(request, pk):
    """« Elle en est », « plus tard », « non merci »: one button. Pressed twice, it says the same."""
    workshop, form = workshop_of(request, pk), InviteForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind, _, code = form.cleaned_data["who"].partition("-")
    if kind == "s":
        whose = {"wish": get_object_or_404(Wish.objects.of(request.space).filter(wants_to_shape=True), code=code)}
    else:
        whose = {"person": person_of(request, code)}
    said = {"answer": form.cleaned_data["answer"], "at": timezone.now(), "by": request.user}
    invitation = services.invite(workshop=workshop, **said, **whose)
    messages.success(request, "C’est noté." if said["answer"] else f"C’est noté\u00a0: {told_how(invitation)}")
    return redirect("workshops:shape", pk=workshop.pk)


def told_how(invitation: Invitation) -> str:
    told = Message.objects.of(invitation.space).filter(kind=INVITED, subject_id=invitation.pk).first()
    if told is None:
        return "rien ne permet de la joindre, dites-le-lui quand elle passera."
    is_call = told.channel == Channel.PHONE
    return "l’appel est dans votre liste." if is_call else f"le message part par {told.get_channel_display()}."
