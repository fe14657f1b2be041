from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.courier.enums import Channel
from publics.models import Persona, Segment

from ..enums import CampaignState
from ..models import Campaign, CampaignVariant
from ..services.states import held
from .campaigns import AREAS, SENTENCE, WORDED, WordedFields
from .pictures import CURRENT, PICTURED, RewrittenForm

AS_IT_IS = "as_it_is"
AS_EVERYBODY = "Vide\u00a0: comme pour tout le monde."


class VariantFields(WordedFields):
    whom = forms.ChoiceField(
        label="Pour qui", help_text="D’une persona, seuls les faits sont repris\u00a0: personne n’en porte le nom."
    )
    channels = forms.MultipleChoiceField(
        label="Par ces canaux seulement", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Aucun\u00a0: par tous ceux de la campagne.",
    )  # fmt: skip

    class Meta:
        model = CampaignVariant
        fields = ["channels", "sms_text", "heading", "text"]
        labels = WORDED
        help_texts = dict.fromkeys(WORDED, AS_EVERYBODY) | {"text": f"{AS_EVERYBODY} {SENTENCE}"}
        widgets = AREAS

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        campaign = self.instance.campaign
        by = [Channel(channel) for channel in Channel if channel in campaign.channels]
        self.fields["channels"].choices = [(channel.value, channel.label) for channel in by]
        self.fields["whom"].choices = [("", "Choisir…"), *self.offered()]
        self.fields["whom"].initial = self.said_for
        if Channel.SMS not in by:
            del self.fields["sms_text"]
        if by == [Channel.SMS]:
            del self.fields["heading"], self.fields["text"]
        if Channel.EMAIL not in by:
            del self.fields["picture"], self.fields["picture_words"]
        for name, field in self.fields.items():
            if name in WORDED:
                field.widget.attrs["placeholder"] = getattr(campaign.texts, name)
        self.helper = FormHelper()
        self.helper.form_tag = False
        pictured = [name for name in PICTURED if name in self.fields]
        others = [name for name in self.fields if name not in ("whom", *pictured)]
        self.helper.layout = Layout("whom", *others, CURRENT, *pictured)

    @property
    def without_a_choice(self) -> list[str]:
        return self.instance.campaign.channels

    @property
    def said_for(self) -> str:
        if self.instance.segment_id:
            return f"segment:{self.instance.segment_id}"
        return AS_IT_IS if self.instance.rule else ""

    def offered(self) -> list:
        space = self.instance.space
        groups = [(f"segment:{pk}", name) for pk, name in Segment.objects.of(space).by_name().values_list("pk", "name")]
        personas = Persona.objects.of(space).filter(rule__isnull=False).in_order().values_list("pk", "name")
        kept = [(AS_IT_IS, self.instance.label())] if self.said_for == AS_IT_IS else []
        lent = [(f"persona:{pk}", name) for pk, name in personas]
        offered = [("Un groupe", groups), ("D’après une persona", lent)]
        return kept + [(sort, choices) for sort, choices in offered if choices]

    def clean_whom(self) -> str:
        sort, _, pk = self.cleaned_data["whom"].partition(":")
        if sort == "segment":
            self.instance.segment, self.instance.rule = Segment.objects.get(pk=pk), None
        elif sort == "persona":
            self.instance.segment, self.instance.rule = None, Persona.objects.get(pk=pk).rule
        return self.cleaned_data["whom"]


class NewVariantForm(VariantFields, OnceForm):
    def __init__(self, *args, campaign: Campaign, **options):
        super().__init__(*args, instance=CampaignVariant(space=campaign.space, campaign=campaign), **options)


class VariantForm(VariantFields, RewrittenForm):
    def hold(self) -> None:
        """Whoever approved it read these words."""
        held(self.instance.campaign, CampaignState.DRAFT)
