from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from .forms import SwitchSpaceForm
from .middleware import CURRENT_SPACE
from .models import Space, StoredFile
from .permissions import allowed, may_steer

# What a browser may show; anything else is handed over to be kept.
SHOWN_IN_PLACE = {"application/pdf", "image/png", "image/jpeg", "image/webp"}


def back(request):
    """To the page somebody comes from, when it is one of ours."""
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else "desk:today")


@require_POST
def switch_space(request):
    form = SwitchSpaceForm(request.POST, memberships=getattr(request, "memberships", []))
    if not form.is_valid():
        raise PermissionDenied
    request.session[CURRENT_SPACE] = form.cleaned_data["space"].pk
    return redirect("desk:today")


@require_POST
def shared_screen(request):
    """Hide other people's names and all notes while somebody looks at the screen; the same again shows them."""
    request.session["shared_screen"] = not request.session.get("shared_screen", False)
    return back(request)


@require_POST
def shortcuts(request):
    """One-letter shortcuts on or off (WCAG 2.2, 2.1.4)."""
    request.user.has_shortcuts = not request.user.has_shortcuts
    request.user.save(update_fields=["has_shortcuts"])
    return back(request)


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def space_css(request, slug):
    space = get_object_or_404(Space, slug=slug)
    css = f":root {{ --space-primary: {space.primary_colour}; --space-accent: {space.accent_colour}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@allowed(may_steer)
def stored_file(request, pk):
    return handed_out(get_object_or_404(StoredFile.objects.of(request.space), pk=pk))


def handed_out(stored: StoredFile) -> FileResponse:
    """Only what a browser shows by itself is opened in place; it guesses nothing from the content."""
    response = FileResponse(
        stored.content.open("rb"), filename=stored.name, as_attachment=stored.content_type not in SHOWN_IN_PLACE,
        content_type=stored.content_type or "application/octet-stream",
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    return response
