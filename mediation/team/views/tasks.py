from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.views import back
from mediation.common.forms import status_of
from publics.models import Person

from .. import services
from ..board import handovers_to, just_done, posts_of, task_lines
from ..forms import TaskForm
from ..models import Task
from ..permissions import may_see_people

PAGE = 50
MINE, ALL = "", "tous"


@require_safe
@allowed(may_see_people)
def tasks(request):
    """Mine and those of the posts I have taken over, or everybody's; the late ones first."""
    at, whose = timezone.now(), request.GET.get("qui", MINE)
    day = timezone.localdate(at)
    found = Task.objects.of(request.space).open().with_details().by_date()
    if whose != ALL:
        posts = posts_of(request.user, handovers_to(request.user, space=request.space, day=day))
        found = found.mine(posts)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    done = just_done(request.space, at=at)
    shown = {"page": page, "lines": task_lines(page, day=day), "done": done, "whose": whose}
    return render(request, "team/tasks.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_task(request):
    """`?personne=`: about somebody."""
    form, at = TaskForm(request.POST or None, space=request.space), timezone.now()
    person = Person.objects.of(request.space).current().filter(code=request.GET.get("personne", "")).first()
    if done := attempt(form, space=request.space, at=at, act=lambda: created(request, form, person, at=at)):
        return done
    shown = {"form": form, "person": person}
    return render(request, "team/new_task.html", shown, status=status_of(form))


def created(request, form: TaskForm, person: Person | None, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("title", "due_on", "assigned_to")}
    services.create_task(space=request.space, person=person, at=at, by=request.user, **said)
    messages.success(request, "La tâche est notée.")
    return reverse("team:tasks")


@require_POST
@allowed(may_see_people)
def task_done(request, pk):
    """`undo`: it was not done after all."""
    task, at = get_object_or_404(Task.objects.of(request.space), pk=pk), timezone.now()
    try:
        if request.POST.get("undo"):
            services.reopen_task(task=task, at=at, by=request.user)
            messages.info(request, f"«\u00a0{task}\u00a0» est de nouveau à faire.")
        else:
            services.finish_task(task=task, at=at, by=request.user)
            messages.success(request, f"«\u00a0{task}\u00a0» est fait.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return back(request)
