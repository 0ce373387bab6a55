"""The page of choices over HTTP: from a link in any mail without signing in, or signed in.

The link is the key; opening it changes nothing, only a POST does. A POST with
`List-Unsubscribe=One-Click` is the button of the mail program (RFC 8058). A form says with `do`
what it wants.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from helder.delivery.choices import page
from helder.delivery.choices.forms import ChoicesForm
from helder.people import actions as people
from helder.people.links import person_from_token
from helder.people.middleware import in_house_form
from helder.people.models import Person
from helder.people.permissions import needs, person_of
from helder.services import actions as services
from helder.services.forms import FollowForm
from helder.services.queries import followed_by


@dataclass
class Visit:
    """Somebody before their own choices; `private` when they are signed in. `forms` holds those
    that came back with something to mend."""

    person: Person
    address: str
    private: bool
    saved: str = ""
    choices: ChoicesForm | None = None
    follow: FollowForm | None = None


@needs("own.edit")
def mine(request: HttpRequest) -> HttpResponse:
    """My choices."""
    visit = Visit(person_of(request), reverse("choices:mine"), private=True)
    return _answer(request, visit)


@never_cache
@csrf_exempt  # the token in the address is the proof; a mail program has no cookie to show
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The choices of whoever got the mail with this link."""
    person = person_from_token(token)
    if person is None:
        return render(request, "services/link_gone.html", status=410)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        services.no_more_mail(person)
        return HttpResponse(_("You get no more of these mails."), content_type="text/plain")
    visit = Visit(person, reverse("choices:by_link", args=[token]), private=False)
    with translation.override(_locale(request, person)):
        return _unseen(_answer(request, visit))


@never_cache
@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Follows nothing any more: a page with a button; only the button does something."""
    person = person_from_token(token)
    if person is None:
        return render(request, "services/link_gone.html", status=410)
    if request.method == "POST":
        return _unseen(_stop(request, person))
    context = {"person": person, "rows": followed_by(person)}
    return _unseen(render(request, "delivery/choices/stop.html", context))


def _unseen(response: HttpResponse) -> HttpResponse:
    """The address is a key: it is told to no other site and kept by no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _locale(request: HttpRequest, person: Person) -> str:
    """The language of the mails, unless the visitor chose another one on this website."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or not person.language:
        return translation.get_language() or "nl"
    return in_house_form(person.language)


def _answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _show(request, visit)
    do, _colon, key = request.POST.get("do", "").partition(":")
    if do == "stop" and visit.person.is_guest:
        return _stop(request, visit.person)
    language = visit.person.language
    STEPS.get(do, save)(request, visit, key)
    if visit.saved and visit.private:
        response: HttpResponse = redirect(f"{visit.address}?done={visit.saved}")
    else:
        with translation.override(_locale(request, visit.person)):
            response = _show(request, visit)
    if visit.person.language != language:
        # what was chosen here goes before what was chosen on this device earlier
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


def _show(request: HttpRequest, visit: Visit) -> HttpResponse:
    visit.saved = visit.saved or request.GET.get("done", "")
    context = page.context(request, visit.person, private=visit.private, address=visit.address)
    context["form"] = visit.choices or page.form(visit.person, private=visit.private)
    context["follow_form"] = visit.follow or FollowForm()
    context["said_done"] = page.DONE.get(visit.saved, "")
    context["wrong"] = visit.choices is not None or visit.follow is not None
    response = render(request, "delivery/choices/page.html", context)
    response["Content-Language"] = (translation.get_language() or "nl").split("-")[0]
    return response


def save(request: HttpRequest, visit: Visit, _key: str) -> None:
    """Everything of the form, or what is to be mended."""
    form = page.form(visit.person, request.POST, private=visit.private)
    if not form.is_valid():
        visit.choices = form
        return
    changes = form.changes()
    if changes:
        people.choose(visit.person, **changes)
    visit.saved = "saved"


def again(_request: HttpRequest, visit: Visit, key: str) -> None:
    """A channel that was switched off is tried again."""
    people.try_again(visit.person, key, by=visit.person)
    visit.saved = "again"


def follow(request: HttpRequest, visit: Visit, _key: str) -> None:
    """News of more services or places."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        visit.follow = form
        return
    wish = form.cleaned_data
    services.follow(visit.person, wish["services"], wish["places"], by=visit.person)
    visit.saved = "follow"


def unfollow(_request: HttpRequest, visit: Visit, key: str) -> None:
    """No more news of one of them; one that is gone already is gone."""
    row = followed_by(visit.person).filter(pk=int(key) if key.isdecimal() else 0).first()
    if row is not None:
        services.unfollow(row, by=visit.person)
    visit.saved = "unfollow"


def stop_following(_request: HttpRequest, visit: Visit, _key: str) -> None:
    """Follows nothing any more; a guest is erased before it comes here."""
    services.stop(visit.person)
    visit.saved = "unfollow"


STEPS = {
    "save": save,
    "again": again,
    "follow": follow,
    "unfollow": unfollow,
    "stop": stop_following,
}


def _stop(request: HttpRequest, person: Person) -> HttpResponse:
    guest = person.is_guest
    services.stop(person)
    return render(request, "delivery/choices/stopped.html", {"guest": guest})
