"""Where providers tell what became of our messages. A secret in the address says that it is them."""

import json

from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .. import receipts
from ..channels import brevo

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


@csrf_exempt
@login_not_required
@require_POST
def brevo_sms(request, secret):
    refuse_stranger(request, secret)
    try:
        told = brevo.news_in(json.loads(request.body))
    except UNREADABLE as error:
        raise BadRequest("brevo") from error
    for news in told:
        receipts.take(news, at=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
@require_POST
def email(request, secret, provider):
    """django-anymail reads it, and tells `email_news.hear`."""
    refuse_stranger(request, secret)
    return READERS[provider](request)


def refuse_stranger(request, secret: str) -> None:
    """Without a secret in the settings this address exists for nobody. PostgreSQL keeps no NUL character."""
    if not settings.CALLBACK_SECRET or not constant_time_compare(secret, settings.CALLBACK_SECRET):
        raise Http404
    if rb"\u0000" in request.body:
        raise BadRequest("NUL")


class Guarded:
    """The address has its secret: no other is asked. What cannot be read is refused, as everywhere."""

    warn_if_no_basic_auth = False

    def parse_events(self, request):
        try:
            return super().parse_events(request)
        except UNREADABLE as error:
            raise BadRequest(self.esp_name) from error


class Brevo(Guarded, BrevoTrackingWebhookView):
    pass


class Mailjet(Guarded, MailjetTrackingWebhookView):
    pass


READERS = {"brevo": Brevo.as_view(), "mailjet": Mailjet.as_view()}
