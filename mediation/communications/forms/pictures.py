"""The picture of a text, chosen in the form that writes it."""

from crispy_forms.layout import HTML
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from mediation.accounts.models import User
from mediation.common.forms import SpaceForm, VersionedForm
from mediation.common.pictures import lightened
from mediation.common.privacy import refuse_secrets
from mediation.courier.enums import Channel
from publics.forms.people import leave_unmarked

from ..services.pictures import Shown, showing

PICTURED = ["picture", "picture_words", "no_picture"]
CURRENT = HTML('{% include "communications/_picture_now.html" %}')
WHAT_IT_SHOWS = "Dites ce que montre l’image."
NO_PICTURE = "Choisissez l’image, ou effacez ce qu’elle montre."
UNSEEN = "Sans l’e-mail, personne ne la verrait\u00a0: choisissez ce canal, ou aucune image."
FOR_WHOM = "Pour qui ne la voit pas\u00a0: lu à voix haute, ou écrit à sa place."


class PicturedFields(SpaceForm):
    """`picture_words` says what a picture that is chosen shows; of the one that is there, it says it otherwise."""

    picture = forms.FileField(
        label="Image de l’e-mail", required=False,
        help_text="JPEG, PNG ou WebP, 10 Mo au plus. Si l’on y reconnaît quelqu’un, il faut son autorisation signée.",
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp"}),
    )  # fmt: skip
    picture_words = forms.CharField(
        label="Ce que montre l’image", required=False, max_length=160, help_text=FOR_WHOM, validators=[refuse_secrets]
    )
    no_picture = forms.BooleanField(label="Retirer l’image", required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        leave_unmarked(self, "picture_words")
        if self.instance.image_id:
            self.fields["picture_words"].help_text += " Vide\u00a0: ce qui est écrit sous l’image reste."
        else:
            del self.fields["no_picture"]

    @property
    def without_a_choice(self) -> list[str]:
        """The channels by which it leaves when none is chosen."""
        return list(Channel)

    def clean_picture(self) -> UploadedFile | None:
        upload = self.cleaned_data["picture"]
        return lightened(upload) if upload else None

    def clean(self) -> dict:
        cleaned = super().clean()
        if "picture" in cleaned and "picture_words" in cleaned and not self.is_stale(cleaned):
            self.check_shown(self.shown)
        return cleaned

    def is_stale(self, cleaned: dict) -> bool:
        """Saved by somebody else meanwhile, which is told before anything else."""
        return cleaned.get("version", self.instance.version) != self.instance.version

    def check_shown(self, shown: Shown) -> None:
        if shown.picture and not shown.words:
            self.add_error("picture_words", WHAT_IT_SHOWS)
        if shown.words and not shown.picture and (shown.is_withdrawn or not self.instance.image_id):
            self.add_error("picture", NO_PICTURE)
        if shown.picture and Channel.EMAIL not in (self.cleaned_data.get("channels") or self.without_a_choice):
            self.add_error("picture", UNSEEN)

    @property
    def shown(self) -> Shown:
        """A picture chosen at once takes the place of the one withdrawn."""
        chosen = self.cleaned_data.get("picture"), self.cleaned_data.get("picture_words", "")
        return Shown(*chosen, is_withdrawn=bool(self.cleaned_data.get("no_picture")))


class RewrittenForm(PicturedFields, VersionedForm):
    """Of a text that is written already; `by` chose its picture."""

    UNCOMPARED = {*VersionedForm.UNCOMPARED, *PICTURED}

    def __init__(self, *args, by: User | None = None, **options):
        super().__init__(*args, **options)
        self.by = by

    def differences(self, shown: VersionedForm) -> list[tuple[str, object, object]]:
        """The picture too, when it is chosen, or when nothing else tells what somebody changed."""
        said = super().differences(shown)
        if any(self.shown) or not said:
            chosen = "retirée" if self.shown.is_withdrawn and not self.shown.picture else self.shown.words
            said.append((PicturedFields.base_fields["picture"].label, shown.instance.image_alt, chosen))
        return said

    def save(self, commit=True):
        with showing(self.instance, self.shown, at=timezone.now(), by=self.by):
            return super().save(commit)
