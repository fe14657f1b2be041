"""The inventory: how it is read, what is said of an item, what a session has with it."""

from collections.abc import Iterator
from itertools import groupby

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from mediation.accounts.models import Space, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.forms.facets import untagged

from ..enums import ItemKind, ItemState
from ..equipment import Choice, choices_for
from ..models import Item, Loan, Session
from .places import offer_places, refuse_room_elsewhere

LENDABLE = "oui"


class InventoryForm(forms.Form):
    """Kept in the address. What it cannot read is ignored."""

    sorte = forms.ChoiceField(label="Sorte", choices=[("", "Toutes"), *ItemKind.choices], required=False)
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *ItemState.choices], required=False)
    lieu = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False, empty_label="Tous")
    pret = forms.ChoiceField(label="Se prête", choices=[("", "Peu importe"), (LENDABLE, "Oui")], required=False)

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["lieu"].queryset = Venue.objects.of(space).order_by("name", "pk")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def applied_to(self, items):
        wanted = {"kind": "sorte", "state": "etat", "venue": "lieu"}
        chosen = {column: self.cleaned_data[name] for column, name in wanted.items() if self.cleaned_data.get(name)}
        if self.cleaned_data.get("pret") == LENDABLE:
            chosen["may_be_lent"] = True
        return items.filter(**chosen)


class ItemFields(SpaceForm):
    class Meta:
        model = Item
        fields = ["name", "number", "kind", "may_be_lent", "venue", "room", "shelf", "about"]
        labels = {"name": "Comment on l’appelle", "number": "Son numéro", "may_be_lent": "Il se prête"}
        labels |= {"kind": "Sorte", "venue": "Lieu", "room": "Salle", "shelf": "Rangé où", "about": "À savoir"}
        help_texts = {"number": "Celui de l’étiquette collée dessus."}
        help_texts |= {"about": "«\u00a0Son chargeur est dans la pochette.\u00a0» Jamais un mot de passe."}
        widgets = {"about": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        offer_places(self, self.instance.space)
        self.fields["kind"].choices = [("", "Choisir…"), *ItemKind.choices]
        self.helper = untagged(self)
        self.helper.layout = Layout(
            Div("name", "number", css_class="fields"),
            *(name for name in ("state",) if name in self.fields),
            Div("kind", "venue", css_class="fields"),
            Div("room", "shelf", css_class="fields"),
            *("may_be_lent", "about"),
            *(name for name in ("version", "submission") if name in self.fields),
        )

    def clean(self):
        said = super().clean()
        refuse_room_elsewhere(self, said)
        return said


class ItemForm(ItemFields, OnceForm):
    def __init__(self, *args, space: Space, **options):
        new = Item(space=space, venue=Venue.objects.of(space).order_by("pk").first())
        super().__init__(*args, instance=new, **options)

    def _get_validation_exclusions(self) -> set[str]:
        """Whether its number is another's is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}


class EditItemForm(ItemFields, VersionedForm):
    class Meta(ItemFields.Meta):
        fields = [*ItemFields.Meta.fields, "state"]
        labels = ItemFields.Meta.labels | {"state": "Où en est-il\u00a0?"}
        widgets = ItemFields.Meta.widgets | {"state": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["state"].choices = ItemState.choices

    def hold(self) -> None:
        """Nobody lends it meanwhile."""
        Item.objects.locked(self.instance.pk)
        is_out = Loan.objects.of(self.instance.space).open().filter(item=self.instance.pk).exists()
        if is_out and self.cleaned_data["state"] != ItemState.IN_SERVICE:
            raise ValidationError({"state": "Il est prêté\u00a0: notez d’abord son retour."})


class UseItemsForm(forms.Form):
    """What a session has with it: a choice among what is there; sent twice, it says the same."""

    items = forms.ModelMultipleChoiceField(
        Item.objects.none(), label="Matériel", required=False, widget=forms.CheckboxSelectMultiple
    )
    with_following = forms.BooleanField(label="Aussi pour les séances suivantes de la série", required=False)

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        field, choices = self.fields["items"], choices_for(session)
        field.queryset = Item.objects.of(session.space).filter(pk__in=[choice.item.pk for choice in choices])
        field.choices = list(grouped(choices))
        field.initial = [choice.item.pk for choice in choices if choice.is_ticked]
        if not session.follows_its_series:
            del self.fields["with_following"]
        self.helper = untagged(self)


def grouped(choices: list[Choice]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """What the workshop asks for first, then by kind."""
    ordered = sorted(choices, key=lambda choice: not choice.is_proposed)
    for name, group in groupby(ordered, key=group_of):
        yield name, [(choice.item.pk, words_of(choice)) for choice in group]


def group_of(choice: Choice) -> str:
    return "Pour cet atelier" if choice.is_proposed else choice.item.get_kind_display()


def words_of(choice: Choice) -> str:
    return f"{choice.item} (pris\u00a0: {choice.taken})" if choice.taken else str(choice.item)
