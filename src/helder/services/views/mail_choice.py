"""How somebody gets mail, from a link in any mail, without signing in.

The link is the key; opening it changes nothing, only a POST does. A POST with
`List-Unsubscribe=One-Click` is the button of the mail program (RFC 8058).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from helder.people.actions import choose
from helder.people.links import person_from_token
from helder.people.models import Person
from helder.services import actions
from helder.services.forms import MailChoiceForm
from helder.services.queries import followed_by


@csrf_exempt  # the token in the address is the proof; a mail program has no cookie to show
def mail_choice(request: HttpRequest, token: str) -> HttpResponse:
    """The choices; POST: one click, stop (guests), or save."""
    person = person_from_token(token)
    if person is None:
        return render(request, "services/link_gone.html", status=410)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        actions.no_more_mail(person)
        return HttpResponse(_("You get no more of these mails."), content_type="text/plain")
    if request.method == "POST" and request.POST.get("do") == "stop":
        return _stop(request, person)
    return _choices(request, person)


def _choices(request: HttpRequest, person: Person) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = MailChoiceForm(posted, instance=person)
    saved = posted is not None and form.is_valid()
    if saved:
        person.refresh_from_db()
        choose(person, **form.cleaned_data)
    context = {"person": person, "form": form, "saved": saved, "rows": followed_by(person)}
    return render(request, "services/mail_choice.html", context)


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Follows nothing any more: a page with a button; only the button does something."""
    person = person_from_token(token)
    if person is None:
        return render(request, "services/link_gone.html", status=410)
    if request.method == "POST":
        return _stop(request, person)
    context = {"person": person, "rows": followed_by(person)}
    return render(request, "services/stop.html", context)


def _stop(request: HttpRequest, person: Person) -> HttpResponse:
    guest = person.is_guest
    actions.stop(person)
    return render(request, "services/stopped.html", {"guest": guest})
