from itertools import chain, groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.db.models import Q

from mediation.accounts.enums import Access
from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.models import Interest

from ..enums import Audience
from ..models import Tool, Workshop
from ..models.workshops import OLDEST
from ..titles import names_only_means

LIFE_FIRST = (
    "Ce titre nomme un outil ou une démarche. On vient plus volontiers pour ce que l’on va en faire\u00a0: "
    "«\u00a0Vendre ses gâteaux\u00a0» plutôt que «\u00a0Instagram\u00a0». Gardez-le si c’est bien ce que vous voulez."
)


class BranchField(forms.ModelChoiceField):
    def __init__(self, **options):
        super().__init__(Interest.objects.filter(parent=None, is_active=True).order_by("position", "pk"), **options)


class InterestChoiceField(forms.ModelChoiceField):
    """Envies under their branches."""

    def __init__(self, **options):
        envies = Interest.objects.filter(parent__isnull=False, is_active=True).select_related("parent")
        super().__init__(envies.order_by("parent__position", "parent_id", "position", "pk"), **options)

    def by_branch(self) -> list[tuple[str, list[tuple[int, str]]]]:
        branches = groupby(self.queryset, key=lambda interest: interest.parent.name)
        return [(name, [(interest.pk, interest.name) for interest in each]) for name, each in branches]


GROUPS = {
    "Pour qui\u00a0?": ["audience", "audiences", Div("ages_from", "ages_to", css_class="fields"), "is_mixed", "level",
                    "at_ease"],
    "Comment ça se passe\u00a0?": [Div("duration_minutes", "seats", css_class="fields"), "frequency", "conditions",
                               "accesses", "equipment"],
    "Avec quels outils\u00a0?": ["tools", "means"],
    "Entre deux séances": ["practice"],
    "Pour l’équipe": ["aim", "spoken", "is_active"],
}  # fmt: skip
BEFORE_PUBLISHING = {"audience", "conditions", "frequency"}  # among the eight answers


def several(choices, label: str, **options) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


class WorkshopFields(SpaceForm):
    """What sessions inherit: what it is about first, the rest in folded groups.

    Only the first part is needed; the answers may be written later, before publishing.
    """

    branch = BranchField(label="Branche d’envies", empty_label="Choisir…")
    interest = InterestChoiceField(label="Envie", required=False)
    audiences = several(
        Audience, "À qui l’atelier s’adresse-t-il\u00a0?", help_text="On le retrouve ainsi au programme."
    )
    accesses = several(Access, "Ce qui aide à venir")
    tools = several((), "Outils", help_text="On retrouve ainsi tous les ateliers où l’on s’en sert.")
    ages_from = forms.IntegerField(label="À partir de quel âge", required=False, min_value=0, max_value=OLDEST)
    ages_to = forms.IntegerField(label="Jusqu’à quel âge", required=False, min_value=0, max_value=OLDEST)
    keeps_title = forms.BooleanField(label="Garder ce titre", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Workshop
        fields = [
            "title", "short_title", "branch", "interest", "takeaway", "audience", "audiences", "ages_from", "ages_to",
            "is_mixed", "level", "at_ease", "duration_minutes", "seats", "frequency", "conditions", "accesses",
            "equipment", "tools", "means", "practice", "aim", "spoken",
        ]  # fmt: skip
        labels = {
            "title": "Titre",
            "spoken": "L’envie, comme on la dit",
            "takeaway": "Que proposez-vous\u00a0? Ce que l’on y fait, avec quoi l’on repart",
            "audience": "Pour qui\u00a0?",
            "conditions": "Quelles modalités\u00a0?",
            "frequency": "Quelle fréquence\u00a0?",
            "means": "Avec quels outils, en une phrase",
            "is_mixed": "On mélange exprès les publics\u00a0: chacun apporte aux autres",
            "at_ease": "Pour être à l’aise",
            "equipment": "Quel matériel faut-il\u00a0?",
            "practice": "À essayer chez soi, une étape par ligne",
            "aim": (
                "Émancipation\u00a0: ce que l’on a envie de faire. "
                "Réparation\u00a0: ce que l’on apprend pour ne pas être mis de côté."
            ),
        }
        help_texts = {
            "spoken": "«\u00a0On me dit que je devrais les vendre.\u00a0»",
            "takeaway": "Une ou deux phrases, comme sur le flyer.",
            "audience": "«\u00a0Pour toutes celles et ceux qui fabriquent quelque chose\u00a0»",
            "conditions": "Prix, matériel prêté, venir à plusieurs.",
            "frequency": "«\u00a0Une fois\u00a0», «\u00a0Chaque mardi\u00a0».",
            "at_ease": (
                "En positif\u00a0: «\u00a0avoir déjà envoyé un message\u00a0». "
                "La page ajoute\u00a0: «\u00a0sinon, appelez-nous, on vous prépare\u00a0»."
            ),
            "equipment": "Ce que l’on prête, ce que chacun peut apporter.",
            "practice": (
                "Imprimée en grand, avec la prochaine date. "
                "Cinq ou six étapes courtes\u00a0: «\u00a0Je prends une photo près de la fenêtre.\u00a0»"
            ),
            "aim": (
                "Émancipation\u00a0: ce que l’on a envie de faire. "
                "Réparation\u00a0: ce que l’on apprend pour ne pas être mis de côté."
            ),
        }
        widgets = {
            "takeaway": forms.Textarea({"rows": 3}),
            "conditions": forms.Textarea({"rows": 2}),
            "audience": forms.Textarea({"rows": 2}),
            "practice": forms.Textarea({"rows": 6}),
            "level": forms.RadioSelect,
            "aim": forms.RadioSelect,
        }

    def __init__(self, *args, space: Space | None = None, **options):
        super().__init__(*args, **options)
        self.warning = ""
        known = Tool.objects.of(space or self.instance.space)
        proposed = known.filter(Q(is_active=True) | Q(key__in=self.instance.tools)).by_name()
        self.fields["tools"].choices = list(proposed.values_list("key", "name"))
        self.fields["aim"].choices = [*Workshop._meta.get_field("aim").choices, ("", "Pas encore décidé")]
        self.fields["interest"].choices = [("", "Aucune en particulier"), *self.fields["interest"].by_branch()]
        self.fields["level"].choices = Workshop._meta.get_field("level").choices
        self.fields["short_title"].widget.attrs |= {
            "hx-get": ".", "hx-trigger": "input changed delay:300ms", "hx-target": "#short-title-count",
            "hx-swap": "outerHTML", "hx-select": "#short-title-count", "aria-describedby": "short-title-count",
        }  # fmt: skip

    @property
    def helper(self) -> FormHelper:
        """Made when the page is: groups open on what was refused meanwhile."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.layout = Layout(
            "title",
            Field("short_title"),
            HTML('{% include "workshops/_short_title_count.html" %}'),
            Div("branch", "interest", css_class="fields"),
            "takeaway",
            *chain.from_iterable(self.folded(name, rows) for name, rows in GROUPS.items()),
            *(name for name in ("keeps_title", "version", "submission") if name in self.fields),
        )
        return helper

    def folded(self, title: str, rows: list) -> list:
        """One group, open when something in it is wrong, or when a saved workshop still lacks one of its answers."""
        rows = [row for row in rows if not isinstance(row, str) or row in self.fields]
        names = {name for row in rows for name in ([row] if isinstance(row, str) else row.fields)}
        lacks = {name for name in names & BEFORE_PUBLISHING if self.instance.pk and not getattr(self.instance, name)}
        opened = " open" if lacks or names & set(self.errors) else ""
        return [HTML(f'<details class="more"{opened}><summary>{title}</summary>'), *rows, HTML("</details>")]

    @property
    def short_title_left(self) -> int:
        return 26 - len((self["short_title"].value() or "").strip())

    @property
    def short_title_over(self) -> int:
        return -self.short_title_left

    def clean(self):
        cleaned = super().clean()
        branch, interest = cleaned.get("branch"), cleaned.get("interest")
        if branch and interest and interest.parent_id != branch.pk:
            self.add_error("interest", f"Cette envie est de la branche «\u00a0{interest.parent.name}\u00a0».")
        return cleaned

    def deserves_a_warning(self) -> bool:
        """Once: the form sent again as it is keeps its title."""
        title = self.cleaned_data["title"]
        if self.cleaned_data["keeps_title"] or title == self.initial.get("title") or not names_only_means(title):
            return False
        self.warning = LIFE_FIRST
        self.data = self.data.copy()
        self.data[self.add_prefix("keeps_title")] = "on"
        return True


class WorkshopForm(WorkshopFields, OnceForm):
    """A title already taken is refused by the service: the same form sent twice is one workshop, not a double."""


class EditWorkshopForm(WorkshopFields, VersionedForm):
    class Meta(WorkshopFields.Meta):
        fields = [*WorkshopFields.Meta.fields, "is_active"]
        labels = WorkshopFields.Meta.labels | {"is_active": "Le proposer pour de nouvelles séances"}
