from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works with the application. The e-mail address is the login."""

    email = models.EmailField("adresse e-mail", unique=True)
    name = models.CharField("nom", max_length=120)
    is_active = models.BooleanField("peut se connecter", default=True)
    is_staff = models.BooleanField("accède à l'administration", default=False)
    has_shortcuts = models.BooleanField("raccourcis d'une lettre", default=True)
    date_joined = models.DateTimeField("depuis", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message="Écrivez l'adresse e-mail en minuscules.",
            )
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return short_name(str(self))


def short_name(called: str) -> str:
    """As colleagues say it: the first word of a name, or the whole of the address that stands for it."""
    return called.split(maxsplit=1)[0]
