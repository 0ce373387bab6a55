"""The address to which a chat sends a command such as "/storing wifi ligt eruit op Noord".

Owns: who may come in, how often, and the answer that only the sender sees. A chat shows nothing of
an answer that is not a 200, so what the sender can mend is always said with one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from helder.kit import clock
from helder.outages.models import Starter
from helder.outages.starters import actions, drafting, proof, wording
from helder.outages.starters.understanding import language_of
from helder.people.limits import visitor, within
from helder.people.middleware import in_house_form

log = logging.getLogger(__name__)
PER_MINUTE, TRIES_PER_MINUTE = 12, 30
LONGEST_TOKEN, LARGEST = 100, 20_000
LONGEST_WORDS = 2_000
HELP = frozenset({"", "help", "hulp", "?"})
ENGLISH = frozenset({"/outage", "/incident", "/helder-en"})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def command(request: HttpRequest, token: str) -> HttpResponse:
    """One command. Slack now and then asks by GET whether somebody is there."""
    starter = _starter(token)
    if starter is None:
        known = within(f"starter-guess:{visitor(request)}", TRIES_PER_MINUTE, 60)
        return HttpResponse(status=404 if known else 429)
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    if request.method == "GET" or request.POST.get("ssl_check") == "1":
        return _to_who_asks(request)
    text = " ".join(request.POST.get("text", "").split())[:LONGEST_WORDS]
    usual = "en" if request.POST.get("command", "") in ENGLISH else "nl"
    lang = usual if text.casefold() in HELP else language_of(text, usual)
    with translation.override(in_house_form(lang)):
        return _answer(request, starter, text, lang)


def _to_who_asks(request: HttpRequest) -> HttpResponse:
    """Nothing by GET opens a draft; a command that was set to GET says so."""
    if "command" not in request.GET:
        return HttpResponse(status=200)
    return _only_to_them(gettext("This command is set to GET in the chat. Set it to POST."))


def _starter(token: str) -> Starter | None:
    if len(token) > LONGEST_TOKEN:
        return None
    return Starter.objects.filter(token_hash=actions.hashed(token), is_on=True).first()


def _answer(request: HttpRequest, starter: Starter, text: str, lang: str) -> HttpResponse:
    if not starter.secret:
        return _only_to_them(
            gettext("This command is not finished yet: fill in its secret at the desk of Helder.")
        )
    if not _is_proven(request, starter):
        log.warning("A command for the door %s was not signed by its chat.", starter.pk)
        return HttpResponse(status=403)
    if not within(f"starter:{starter.pk}:{request.POST.get('user_id', '')[:40]}", PER_MINUTE, 60):
        return _only_to_them(gettext("That was a lot at once. Wait a minute and try again."))
    return _only_to_them(_said(request, starter, text, lang))


def _is_proven(request: HttpRequest, starter: Starter) -> bool:
    checks: dict[str, Callable[[], bool]] = {
        Starter.Kind.SLACK: lambda: proof.is_from_slack(
            starter.secret, request.headers, request.body, clock.now().timestamp()
        ),
        Starter.Kind.MATTERMOST: lambda: proof.is_from_mattermost(
            starter.secret, request.headers, request.POST.get("token", "")
        ),
    }
    return checks[starter.kind]()


def _said(request: HttpRequest, starter: Starter, text: str, lang: str) -> str:
    """Help, or a draft, or which services there are."""
    called = request.POST.get("command", "")[:40] or "/storing"
    catalogue = drafting.Catalogue.now()
    if text.casefold() in HELP:
        return _help(called, catalogue)
    understood = catalogue.understood(text, lang)
    if not understood.services:
        missed = gettext("Helder did not recognise a service in this, so there is no draft yet.")
        return f"{missed} {wording.offered(catalogue)}"
    begun = actions.begin(
        starter, understood, catalogue, who=request.POST.get("user_name", "")[:80]
    )
    ready = gettext("The draft is ready. Nobody has received anything yet. Open it: %(url)s") % {
        "url": begun.url
    }
    return "\n".join([ready, *wording.lines(begun, catalogue)])


def _help(called: str, catalogue: drafting.Catalogue) -> str:
    example = gettext("%(command)s wifi is down at North") % {"command": called}
    how = gettext(
        "Type what is the matter behind the command, with the name of the service, such as: "
        "%(example)s"
    ) % {"example": example}
    then = gettext("You get a link to a draft. Only when you publish it, people hear of it.")
    return "\n".join([how, then, wording.offered(catalogue)])


def _only_to_them(text: str) -> HttpResponse:
    """An answer that only the sender sees; the same shape in Slack and Mattermost."""
    return JsonResponse({"response_type": "ephemeral", "text": text})
