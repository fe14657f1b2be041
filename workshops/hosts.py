"""Who may welcome in a space: a session, an appointment."""

from django.db.models import QuerySet

from mediation.accounts.enums import Role
from mediation.accounts.models import Space, User

HOSTS = {Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR}


def hosts_of(space: Space) -> QuerySet[User]:
    theirs = {"memberships__space": space, "memberships__role__in": HOSTS}
    return User.objects.filter(is_active=True, **theirs).order_by("name", "pk")
