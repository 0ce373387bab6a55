"""What no address can hold: the sign NUL, which one of the two databases refuses with an error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL, UNKNOWN_SIGN = "%00", "%EF%BF%BD"


class PlainAddressMiddleware:
    """NUL in what an address asks becomes the unknown sign; no path of ours takes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if NUL in asked:
            request.META["QUERY_STRING"] = asked.replace(NUL, UNKNOWN_SIGN)
        return self.get_response(request)
