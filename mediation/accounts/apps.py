from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mediation.accounts"
    verbose_name = "Comptes et espaces"
