from django import forms


class AnswerForm(forms.Form):
    text = forms.CharField(label="Réponse", max_length=1000)
