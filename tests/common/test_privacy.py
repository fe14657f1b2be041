"""What is never written down: social security numbers, bank cards, passwords, in any text typed freely."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from mediation.common.privacy import refuse_secrets
from tests.test_architecture import OUR_MODELS, all_subclasses

NIR, CARD, PASSWORD = "2 85 05 78 006 084 36", "4111 1111 1111 1111", "mot de passe : cerise42"
LONG_ENOUGH = 120  # below it is a name, a key, a number

NOT_TYPED_ABOUT_PEOPLE = {
    "accounts": "what a space says of itself and of its places, read by everybody; files and journal are not typed",
    "workshops": "the programme, read by everybody before it is printed",
    "communications": "media and their formats",
}
STRUCTURED = {
    "courier.Message.address": "where a message went",
    "courier.Message.dedup_key": "a key",
    "courier.Message.provider_ref": "a key",
    "courier.Message.reason": "written by the application",
    "courier.MessageEvent.reason": "written by the application",
    "courier.Breaker.reason": "written by the application",
    "courier.Inbound.provider_ref": "a key",
    "courier.Inbound.sender": "where an answer came from",
    "courier.Inbound.text": "what somebody wrote to us: it came already",
    "publics.Demarche.name": "a list shared by all spaces",
    "publics.Organisation.name": "a name",
    "publics.Organisation.address": "a place",
    "publics.Organisation.opening_hours": "hours",
    "publics.Person.address": "a place",
    "publics.Consent.address": "copied from the person",
    "publics.Consent.text": "written by us",
    "publics.Disclosure.structure_name": "a name",
    "publics.Enquiry.redirected_to": "the name of a structure",
    "publics.Enquiry.told_by": "a name",
    "publics.SupposedInterest.supposed_by": "a name",
    "publics.Export.filters": "the filters that were chosen, without a searched word",
    "publics.Export.what": "written by the application",
    "publics.PeopleImport.file_name": "a name",
    "publics.Topic.redirect": "a list of the space",
    "partners.Partner.external_id": "a key",
    "partners.Referral.structure_name": "a name",
}
NOT_WRITTEN_DOWN = {
    "ReconcileForm.who",  # the code of a row
    "AnswerForm.text",  # on a trial machine, what a person writes to us
}
SEARCHED_NEVER_KEPT = {"q", "name"}


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        (NIR, "numéro de sécurité sociale"),
        ("185057800608436", "numéro de sécurité sociale"),
        (CARD, "numéro de carte bancaire"),
        ("sa carte 4111111111111111.", "numéro de carte bancaire"),
        ("3782-822463-10005", "numéro de carte bancaire"),
        (PASSWORD, "mot de passe"),
        ("Son MDP=azerty", "mot de passe"),
        ("le mot de passe est cerise", "mot de passe"),
    ],
)
def test_secret_is_refused_in_a_sentence(secret, sentence):
    with pytest.raises(ValidationError, match=sentence):
        refuse_secrets(f"Elle nous a donné {secret}")


@pytest.mark.parametrize(
    "text",
    [
        "05 36 49 10 10",
        "SIRET 732 829 320 00074",
        "FR76 3000 6000 0112 3456 7890 189",
        "dossier 4111 1111 1111 1112",
        "elle a perdu son mot de passe",
        "mot de passe oublié",
        "rendez-vous le 12/11/2026 à 14 h 30",
    ],
)
def test_what_only_resembles_a_secret_is_kept(text):
    refuse_secrets(text)


STRUCTURED |= {
    f"publics.Persona.{name}": "tells of nobody"
    for name in ("traits", "holds_back", "levers", "channels", "example", "to_do", "to_avoid")
}


def refuses(field, value: str) -> bool:
    try:
        for validator in field.validators:
            validator(value)
    except ValidationError as error:
        return "Cela ressemble" in " ".join(error.messages)
    return False


def free_texts():
    for model in OUR_MODELS:
        for field in model._meta.concrete_fields:
            is_text = type(field) in (models.CharField, models.TextField) and not field.choices
            if is_text and (field.max_length or LONG_ENOUGH) >= LONG_ENOUGH:
                yield f"{model._meta.label}.{field.name}", field


@pytest.mark.parametrize("secret", [NIR, CARD, PASSWORD])
def test_every_free_text_of_a_model_refuses(secret):
    accepting = {
        name
        for name, field in free_texts()
        if name.partition(".")[0] not in NOT_TYPED_ABOUT_PEOPLE and not refuses(field, secret)
    }
    assert accepting == set(STRUCTURED)


def free_answers():
    for form in all_subclasses(forms.BaseForm):
        if form.__module__.startswith(("publics", "partners", "mediation.desk", "mediation.courier")):
            for name, field in form.base_fields.items():
                is_long = (getattr(field, "max_length", None) or LONG_ENOUGH) >= LONG_ENOUGH
                is_typed = type(field) is forms.CharField and not field.widget.is_hidden
                if is_typed and is_long and not issubclass(form, forms.BaseModelForm):
                    yield f"{form.__qualname__}.{name}", name, field


@pytest.mark.parametrize("secret", [NIR, CARD, PASSWORD])
def test_every_free_answer_of_a_form_refuses(secret):
    accepting = {label for label, name, field in free_answers() if not refuses(field, secret)}
    kept = {label for label in accepting if label.rpartition(".")[2] not in SEARCHED_NEVER_KEPT}
    assert kept == NOT_WRITTEN_DOWN
