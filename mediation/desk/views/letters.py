from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import makes_pdf, pdf_response
from mediation.common.templatetags.french import plural_fr
from mediation.courier import batches
from mediation.courier import letters as printing
from mediation.courier.enums import Channel
from mediation.courier.models import LetterBatch

from .. import letters as desk_letters
from ..letter_forms import PostedForm, PrintForm
from .calls import messages_by

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
@allowed(may_see_people)
@makes_pdf
def letters(request):
    """What is to be printed, what waits to be posted. A POST makes one file of the letters ticked."""
    at = timezone.now()
    tasks = desk_letters.letters_to_print(space=request.space, at=at)
    form = PrintForm(request.POST or None, tasks=tasks)

    def act() -> str:
        chosen = [task.message for task in tasks if str(task.message.pk) in form.cleaned_data["letters"]]
        batch = batches.print_batch(space=request.space, messages=chosen, at=at, by=request.user)
        messages.success(request, "Le PDF est prêt\u00a0: imprimez-le, puis revenez dire que c’est posté.")
        return reverse("desk:letter_batch", args=[batch.code])

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    shown = {
        "form": form,
        "letters": tasks,
        "batches": desk_letters.batches_to_post(space=request.space, at=at),
        "posted": desk_letters.last_posted(space=request.space),
    }
    return render(request, "desk/letters.html", shown, status=status_of(form))


@require_safe
@allowed(may_see_people)
def letter(request, pk):
    """One letter, to be looked at."""
    message = get_object_or_404(messages_by(Channel.LETTER, request.space), pk=pk)
    today = timezone.localdate(timezone=request.space.zone)
    return pdf_response(
        request, "courrier.pdf", lambda: printing.printed(printing.written([message], day=today)).content
    )


@require_form
@allowed(may_see_people)
def letter_batch(request, code):
    """Its letters, page by page. A POST says which are posted, and since when."""
    batch, at = batch_of(request, code), timezone.now()
    pages = desk_letters.pages_of(batch, at=at)
    form = PostedForm(request.POST or None, pages=pages, initial={"posted_on": timezone.localdate(at)})

    def act() -> str:
        posted = [page.row for page in pages if str(page.row.pk) in form.cleaned_data["letters"]]
        on = form.cleaned_data["posted_on"]
        batches.post_batch(batch=batch, posted=posted, on=on, at=at, by=request.user)
        messages.success(request, told(len(posted)))
        return reverse("desk:letters")

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    shown = {
        "batch": batch,
        "pages": pages,
        "over": [page for page in pages if page.is_over],
        "changed": [page for page in pages if page.has_changed],
        "form": form,
    }
    return render(request, "desk/letter_batch.html", shown, status=status_of(form))


def told(count: int) -> str:
    if not count:
        return "C’est noté\u00a0: aucun n’est posté. Ceux qui restent à dire sont de nouveau à imprimer."
    return f"C’est noté\u00a0: {plural_fr(count, 'courrier posté,courriers postés')}."


@require_safe
@allowed(may_see_people)
@makes_pdf
def letter_batch_file(request, code):
    """The PDF as it was printed; when it would not be the same any more, what changed and what to do."""
    batch, at = batch_of(request, code), timezone.now()
    if batch.posted_on:
        return already_posted(request, batch)
    file = batches.file_of(batch, at=at)
    if file.file_hash != batch.file_hash:
        return redirect("desk:print_again", code=batch.code)
    return pdf_response(request, "courriers.pdf", lambda: file.content)


@require_form
@allowed(may_see_people)
@makes_pdf
def print_again(request, code):
    """The words changed since it was printed. A POST makes the file anew, in the same order."""
    batch, at = batch_of(request, code), timezone.now()
    if request.method == "POST":
        return printed_again(request, batch, at=at)
    if batch.posted_on:
        return already_posted(request, batch)
    over = [page for page in desk_letters.pages_of(batch, at=at) if page.is_over]
    return render(request, "desk/print_again.html", {"batch": batch, "over": over})


def printed_again(request, batch: LetterBatch, *, at):
    try:
        batches.print_again(batch=batch, at=at, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Le nouveau PDF est prêt\u00a0: imprimez-le à la place du premier.")
    return redirect("desk:letter_batch", code=batch.code)


def already_posted(request, batch: LetterBatch):
    messages.info(request, "Ces courriers sont postés\u00a0: leur PDF n’est plus à imprimer.")
    return redirect("desk:letter_batch", code=batch.code)


def batch_of(request, code: str) -> LetterBatch:
    rows = LetterBatch.objects.of(request.space).counted().select_related("space")
    return get_object_or_404(rows, code=code)
