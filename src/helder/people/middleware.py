"""The language of the reader: own choice, then the browser's, in the organisation's form."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from helder.organisation.queries import current


def reader_language(request: HttpRequest) -> str:
    """The locale for a request: cookie, person, browser, organisation, in that order."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    person = getattr(request, "user", None)
    if not chosen and person is not None and person.is_authenticated:
        chosen = person.language
    if not chosen:
        chosen = translation.get_language_from_request(request)
        chosen = "en" if chosen == "en" else current().address
    return in_house_form(chosen)


def in_house_form(code: str) -> str:
    """One of the locales of Helder; plain Dutch follows the organisation's form of address."""
    if code == "en":
        return "en"
    return "nl-informal" if code == "nl-informal" else current().address


class ReaderLanguageMiddleware:
    """Activates the reader's language for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = reader_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language.split("-")[0])
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
