"""A device that keeps something of people is somebody's: whoever else logs in there, or logging out, erases it."""

from datetime import timedelta

from django.conf import settings

from .models import User

COOKIE = "tournee"
SALT = "mediation.accounts.devices"
ERASE = '"storage"'  # all that our pages keep in the browser, whether or not a script runs


def claim(response, *, user: User, during: timedelta) -> None:
    response.set_signed_cookie(
        COOKIE, user.pk, salt=SALT, max_age=during, httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )  # fmt: skip


def erase_when_left(get_response):
    """A session that only ends by itself erases nothing: whoever logs in again finds what was not sent."""

    def middleware(request):
        was_in = request.user.is_authenticated
        response = get_response(request)
        if request.COOKIES.get(COOKIE) and (is_another(request) if request.user.is_authenticated else was_in):
            response["Clear-Site-Data"] = ERASE
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

    return middleware


def is_another(request) -> bool:
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) != str(request.user.pk)
