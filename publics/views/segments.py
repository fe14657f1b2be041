from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED

from .. import segments as rules
from .. import services
from ..forms.segments import EditSegmentForm, NewSegmentForm, RuleEditor
from ..models import Person, Segment
from ..permissions import may_define_segments, may_see_people
from ..reach import REACHED
from ..segments import BrokenRuleError

PAGE = 30
SHOWN = 8


@require_safe
@allowed(may_see_people)
def segments(request):
    """The groups of the space, each in words with how many people answer it now."""
    at = timezone.now()
    rows = Segment.objects.of(request.space).select_related("space").by_name()
    context = {
        "groups": described(list(rows), at=at),
        "ideas": rules.suggested(),
        "may_define": may_define_segments(request.membership),
    }
    return render(request, "publics/segments.html", context)


def described(rows: list[Segment], *, at, in_full: bool = False) -> list[dict]:
    """The rule of each in words and how many answer it, or why it is broken; counted in one statement."""
    fields, groups = {}, []
    for segment in rows:
        group = {"segment": segment, "broken": "", "sentence": "", "counts": {}}
        try:
            group["sentence"] = segment.sentence(fields)
        except BrokenRuleError as broken:
            group["broken"] = broken.messages[0]
        groups.append(group)
    sound = [group for group in groups if not group["broken"]]
    counts = Segment.counted([group["segment"] for group in sound], fields=fields, at=at, in_full=in_full)
    for group, count in zip(sound, counts, strict=True):
        group["counts"] = count
    return groups


@require_safe
@allowed(may_see_people)
def segment(request, pk):
    segment = get_object_or_404(Segment.objects.of(request.space).select_related("space"), pk=pk)
    at = timezone.now()
    [group] = described([segment], at=at, in_full=True)
    context = group | {"may_define": may_define_segments(request.membership)}
    if not context["broken"]:
        context["ways"] = ways_of(context["counts"])
        context["page"] = page = Paginator(context["counts"]["keys"], PAGE).get_page(request.GET.get("page"))
        context["people"] = Person.objects.of(request.space).filter(pk__in=page).in_lines().by_name()
    return render(request, "publics/segment.html", context)


def ways_of(counts: dict[str, int]) -> list[tuple[str, int]]:
    """« 12 par SMS », those that reach nobody left out."""
    return [(label, counts[f"by_{way}"]) for way, (label, _) in REACHED.items() if counts[f"by_{way}"]]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_define_segments)
def new_segment(request):
    """The address may name a group that is suggested, and a commune to keep it to."""
    idea = rules.idea_of(request.GET.get("comme", ""), city=request.GET.get("habite", ""))
    segment = Segment(space=request.space, rule=idea.rule if idea else {})
    named = {"name": idea.name} if idea else {}
    form = NewSegmentForm(request.POST if is_saving(request) else None, initial=named | typed(request))
    editor = editor_of(request, segment)
    at = timezone.now()
    act = partial(created, request, form, editor, at=at)
    if is_saving(request) and editor.check() and (done := attempt(form, space=request.space, at=at, act=act)):
        return done
    return shown(request, form, editor, segment)


def is_saving(request) -> bool:
    """Not asking for one condition more, nor only how many answer."""
    return request.method == "POST" and not request.POST.get("act")


def typed(request) -> dict:
    """Kept while conditions come and go."""
    kept = ("name", "version", "submission")
    return {name: request.POST[name] for name in kept if name in request.POST}


def editor_of(request, segment: Segment) -> RuleEditor:
    if request.method == "POST":
        return RuleEditor.of_data(request.POST, space=request.space)
    return RuleEditor.of_rule(segment.rule, space=request.space)


def created(request, form: NewSegmentForm, editor: RuleEditor, *, at) -> str:
    name = form.cleaned_data["name"]
    segment = services.create_segment(space=request.space, name=name, rule=editor.rule, at=at, by=request.user)
    messages.success(request, f"Le groupe «\u00a0{segment}\u00a0» est enregistré.")
    return segment.get_absolute_url()


def shown(request, form, editor: RuleEditor, segment: Segment):
    """The editor, with who answers what is written so far."""
    found = Segment(space=request.space, rule=editor.rule)
    context = {"form": form, "editor": editor, "segment": segment, "counts": None, "broken": ""}
    if segment.pk and request.method != "POST":
        context["broken"] = described([segment], at=timezone.now())[0]["broken"]
    if editor.complete_lines:
        [counts] = Segment.counted([found], at=timezone.now(), in_full=True)
        some = Person.objects.of(request.space).filter(pk__in=counts["keys"][:SHOWN]).by_name()
        context |= {"counts": counts, "ways": ways_of(counts), "some": some}
    return render(request, "publics/segment_form.html", context, status=REFUSED if is_saving(request) else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_define_segments)
def edit_segment(request, pk):
    segment = get_object_or_404(Segment.objects.of(request.space).select_related("space"), pk=pk)
    form = EditSegmentForm(request.POST if is_saving(request) else None, instance=segment, initial=typed(request))
    editor = editor_of(request, segment)
    if is_saving(request) and editor.check() and form.is_valid():
        segment.rule = editor.rule
        if form.is_saved():
            messages.success(request, f"Le groupe «\u00a0{segment}\u00a0» est enregistré.")
            return redirect(segment)
        if not form.errors:
            form.conflicts.append(rules_of(segment, editor))
    return shown(request, form, editor, segment)


def rules_of(segment: Segment, editor: RuleEditor) -> tuple[str, str, str]:
    """What somebody saved meanwhile, and what is written here."""
    saved = Segment.objects.of(segment.space).select_related("space").get(pk=segment.pk)
    [theirs] = described([saved], at=timezone.now())
    ours = Segment(space=segment.space, rule=editor.rule).sentence()
    return "Conditions", theirs["sentence"] or theirs["broken"], ours
