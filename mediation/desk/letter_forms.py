from django import forms

from mediation.accounts.submissions import OnceForm

from .calls import Task
from .forms import DAY
from .letters import Page


class Ticked(forms.MultipleChoiceField):
    """What was ticked on the page that was shown. What is there no more is seen to by the service."""

    def valid_value(self, value: str) -> bool:
        return True


class PrintForm(OnceForm):
    """Which letters to print as one file: all of them, unless one is unticked."""

    letters = Ticked(label="Courriers", error_messages={"required": "Cochez au moins un courrier."})

    def __init__(self, *args, tasks: list[Task], **options):
        super().__init__(*args, **options)
        self.fields["letters"].initial = [str(task.message.pk) for task in tasks]


class PostedForm(OnceForm):
    """Which letters of a batch are in the box, and since when: all whose paper is what is still to be said, today."""

    letters = forms.MultipleChoiceField(
        label="Courriers", required=False, error_messages={"invalid_choice": "Ce courrier n’est pas de ce lot."}
    )
    posted_on = forms.DateField(label="Postés le", widget=DAY)

    def __init__(self, *args, pages: list[Page], **options):
        super().__init__(*args, **options)
        self.fields["letters"].choices = [(str(page.row.pk), str(page.row.pk)) for page in pages]
        as_printed = [page for page in pages if not page.is_over and not page.has_changed]
        self.fields["letters"].initial = [str(page.row.pk) for page in as_printed]
