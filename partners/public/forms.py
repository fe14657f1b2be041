from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm
from mediation.common.phones import may_receive_sms
from mediation.common.privacy import refuse_secrets
from publics.forms import leave_unmarked
from workshops.models import Session

from ..enums import ReachChannel, ShareBack
from ..models import Partner, Referral

NAMES_AT_MOST = 400
OLDEST = 1900
FIELD_OF = {ReachChannel.PHONE: "phone", ReachChannel.SMS: "phone", ReachChannel.EMAIL: "email"}
PRECISIONS = ["birth_year", "city", "best_time", "comfort"]


class ReferralForm(OnceForm, SpaceForm):
    """Five answers, her words, one agreement never ticked beforehand, and what may be told back."""

    use_required_attribute = False

    # Hidden from people: programs that fill in every field are recognised by it.
    sujet = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    class Meta:
        model = Referral
        fields = [
            *("structure_name", "referrer_name", "referrer_phone", "referrer_email"),
            *("first_name", "last_name", "reach_channel", "phone", "email", "words", "session"),
            *(*PRECISIONS, "has_agreed", "share_back"),
        ]
        labels = {
            "structure_name": "Votre structure",
            "referrer_name": "Vous êtes",
            "referrer_phone": "Votre téléphone",
            "referrer_email": "Votre adresse e-mail",
            "reach_channel": "Comment la joindre\u00a0?",
            "phone": "Son téléphone",
            "email": "Son adresse e-mail",
            "words": "Ce qu’elle aimerait, avec ses mots",
            "session": "Vers quel atelier\u00a0?",
            "city": "Sa commune",
            "birth_year": "Son année de naissance",
            "best_time": "Quand l’appeler\u00a0?",
            "comfort": "Pour qu’elle soit à l’aise",
            "share_back": "Après, elle accepte que je sache\u00a0:",
        }
        help_texts = {
            "referrer_phone": "Un téléphone ou un e-mail suffit.",
            "words": "Pas d’information de santé, ni de numéro de sécurité sociale.",
            "comfort": "Entrer sans marche, voir l’écran en plus gros, venir avec quelqu’un… Rien de médical.",
        }
        widgets = {
            "structure_name": forms.TextInput(attrs={"list": "structures", "autocomplete": "organization"}),
            "referrer_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "referrer_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "reach_channel": forms.RadioSelect,
            "share_back": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "structure_name": {"required": "Écrivez le nom de votre structure."},
            "referrer_name": {"required": "Écrivez votre nom."},
            "first_name": {"required": "Écrivez son prénom."},
            "last_name": {"required": "Écrivez son nom."},
            "reach_channel": {"required": "Choisissez comment la joindre."},
            "words": {"required": "Écrivez ce qu’elle aimerait, comme elle le dit."},
        }

    def __init__(self, *args, space: Space, session: Session | None, **options):
        super().__init__(*args, instance=Referral(space=space, session=session), **options)
        for name in ("first_name", "last_name", "phone", "email", "city"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # hers, not those of who writes
        leave_unmarked(self, "referrer_phone", "referrer_email", "phone", "email")
        self.fields["reach_channel"].choices = ReachChannel.choices
        self.fields["share_back"].choices = ShareBack.choices
        self.initial["share_back"] = ShareBack.NOTHING
        self.fields["has_agreed"].label = agreement(space, session)
        if session:
            del self.fields["session"]
        else:
            at = timezone.now()
            coming = Session.objects.of(space).taking(at=at).filter(starts_at__gt=at)
            self.fields["session"].queryset = coming.select_related("workshop").by_date()
            self.fields["session"].empty_label = "Pas encore choisi\u00a0: on en parle avec elle"

    @property
    def structures(self) -> list[str]:
        """Names that anybody may read already: never those of people."""
        partners = Partner.objects.of(self.instance.space).published().by_name()
        return list(partners.values_list("organisation__name", flat=True)[:NAMES_AT_MOST])

    @property
    def has_precisions(self) -> bool:
        """Whether the folded part holds something to read: an answer, or what is wrong with it."""
        return any(self[name].errors or self[name].value() for name in PRECISIONS)

    def clean_sujet(self):
        if self.cleaned_data["sujet"]:
            raise ValidationError("Laissez vide la case «\u00a0Ne rien écrire ici\u00a0».")
        return ""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_has_agreed(self):
        if not self.cleaned_data["has_agreed"]:
            raise ValidationError("Sans son accord, la fiche ne peut pas être envoyée.")
        return True

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not OLDEST <= year <= timezone.localdate().year:
            raise ValidationError("Cette année de naissance n’est pas possible.")
        return year

    def clean_best_time(self):
        refuse_secrets(self.cleaned_data["best_time"])
        return self.cleaned_data["best_time"]

    def clean(self):
        cleaned = super().clean()
        if not {"referrer_phone", "referrer_email"} & self.errors.keys() and not (
            cleaned.get("referrer_phone") or cleaned.get("referrer_email")
        ):
            self.add_error("referrer_phone", "Donnez un téléphone ou une adresse e-mail où vous répondre.")
        self.clean_way(cleaned)
        return cleaned

    def clean_way(self, cleaned: dict) -> None:
        """Only what the chosen way needs is kept; « en passant par moi » keeps nothing of hers."""
        way = cleaned.get("reach_channel")
        asked = FIELD_OF.get(way)
        for name in {"phone", "email"} - {asked}:
            self.errors.pop(name, None)
            cleaned[name] = ""
        if asked and asked not in self.errors and not cleaned.get(asked):
            self.add_error(asked, "Donnez le numéro ou l’adresse par lequel la joindre.")
        if way == ReachChannel.SMS and cleaned.get("phone") and not may_receive_sms(cleaned["phone"]):
            self.add_error(
                "phone",
                "Ce numéro ne reçoit pas de SMS\u00a0: choisissez «\u00a0Par téléphone\u00a0», ou donnez un mobile.",
            )

    def _post_clean(self):
        """Rules between several fields are said above, each on its field; the table would say them again."""
        if not self.errors:
            super()._post_clean()


def agreement(space: Space, session: Session | None) -> str:
    what = f" pour «\u00a0{session.workshop.title}\u00a0»" if session else ""
    return (
        f"J’ai expliqué à cette personne que je transmets à cet espace ({space.name}) son nom, de quoi la joindre et "
        f"ce qu’elle aimerait{what}. Elle est d’accord."
    )
