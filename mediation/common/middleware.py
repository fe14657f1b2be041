"""What concerns every answer, whatever the page."""

from django.shortcuts import render


def page_for_wrong_method(get_response):
    """An address that only acts is opened by reloading, or by logging in again meanwhile: Django would say nothing."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware
