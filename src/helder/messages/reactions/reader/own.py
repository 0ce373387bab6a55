"""A reader's own conversations with IT; only they see them here."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helder.messages.models import SentAlong
from helder.messages.reactions import actions, queries
from helder.messages.reactions.downloads import download
from helder.messages.reactions.forms import MoreForm
from helder.messages.reactions.taking import has_said_too_much
from helder.messages.reactions.threads import Sender, Topic
from helder.people.permissions import needs, person_of

PER_PAGE = 20


@require_GET
@needs("own.edit")
def mine(request: HttpRequest) -> HttpResponse:
    """My conversations, the newest first."""
    rows = Paginator(queries.of_reader(person_of(request)), PER_PAGE)
    page = rows.get_page(request.GET.get("page"))
    return render(request, "reactions/mine.html", {"page": page})


@needs("own.edit")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One conversation; POST says more."""
    person = person_of(request)
    reaction = get_object_or_404(queries.of_reader(person), public_id=public_id)
    form = MoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sender = Sender(person=person, language=person.language)
        if has_said_too_much(sender):
            form.add_error(None, _("You wrote a lot in a short time. Try again in an hour."))
        else:
            topic = Topic(reaction.message, reaction.dispatch, reaction, reaction.subject)
            actions.hear(sender, topic, actions.Heard(form.cleaned_data["text"]), confirm=False)
            messages.success(request, _("Sent. We answer as soon as we can."))
            return redirect("reactions:mine_one", public_id=public_id)
    context = {"reaction": reaction, "said": queries.said(reaction), "form": form}
    return render(request, "reactions/mine_one.html", context)


@require_GET
@needs("own.edit")
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file that I sent along."""
    rows = SentAlong.objects.filter(saying__reaction__person=person_of(request))
    return download(get_object_or_404(rows, public_id=public_id))


def my_card(request: HttpRequest) -> dict[str, object] | None:
    """My newest conversations, on my own page; nothing when there are none."""
    rows = list(queries.of_reader(person_of(request))[:3])
    return {"rows": rows} if rows else None
