"""The picture of a text, chosen in the form that writes it."""

from crispy_forms.layout import HTML
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from mediation.accounts.models import User
from mediation.common.forms import SpaceForm, VersionedForm
from mediation.common.pictures import lightened
from mediation.courier.enums import Channel
from publics.forms.people import leave_unmarked

from ..models.campaigns import WHAT_IT_SHOWS
from ..services.pictures import discard, keep_picture

PICTURED = ["picture", "no_picture", "image_alt"]
CURRENT = HTML('{% include "communications/_picture_now.html" %}')
UNSEEN = "Sans l’e-mail, personne ne la verrait\u00a0: choisissez ce canal, ou aucune image."
NO_PICTURE = "Choisissez l’image, ou effacez ce qu’elle montre."


class PicturedFields(SpaceForm):
    picture = forms.FileField(
        label="Image de l’e-mail", required=False,
        help_text="JPEG, PNG ou WebP, 10 Mo au plus. Si l’on y reconnaît quelqu’un, son autorisation est signée.",
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp"}),
    )  # fmt: skip
    no_picture = forms.BooleanField(label="Retirer l’image", required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "image_alt" in self.fields:
            leave_unmarked(self, "image_alt")
        if not self.instance.image_id:
            del self.fields["no_picture"]

    @property
    def without_a_choice(self) -> list[str]:
        """The channels by which it leaves when none is chosen."""
        return list(Channel)

    def clean_picture(self) -> UploadedFile | None:
        upload = self.cleaned_data["picture"]
        return lightened(upload) if upload else None

    def clean(self) -> dict:
        """What a picture shows is said to who does not see it; without a picture, nothing is."""
        cleaned = super().clean()
        if "picture" in cleaned and "image_alt" in cleaned:
            self.check_said(cleaned)
        return cleaned

    def check_said(self, cleaned: dict) -> None:
        if self.withdraws:
            cleaned["image_alt"] = ""
        picture, said = cleaned["picture"], cleaned["image_alt"]
        is_shown = bool(picture or (self.instance.image_id and not self.withdraws))
        if is_shown and not said:
            self.add_error("image_alt", WHAT_IT_SHOWS)
        if said and not is_shown:
            self.add_error("picture", NO_PICTURE)
        if picture and Channel.EMAIL not in (cleaned.get("channels") or self.without_a_choice):
            self.add_error("picture", UNSEEN)

    @property
    def withdraws(self) -> bool:
        """A picture chosen at once takes the place of the one withdrawn."""
        return bool(self.cleaned_data.get("no_picture") and not self.cleaned_data["picture"])


class RewrittenForm(PicturedFields, VersionedForm):
    """Of a text that is written already; `by` chose its picture."""

    def __init__(self, *args, by: User | None = None, **options):
        super().__init__(*args, **options)
        self.by = by

    def save(self, commit=True):
        before = self.instance.image
        if self.cleaned_data.get("picture"):
            keep_picture(self.instance, self.cleaned_data["picture"], at=timezone.now(), by=self.by)
        elif self.withdraws:
            self.instance.image = None
        saved = super().save(commit)
        if before != self.instance.image:
            discard(before)
        return saved
