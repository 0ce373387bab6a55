"""The desk's pages of reactions. Permission `message.write`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helder.kit.registry import declared
from helder.kit.texts import content_language
from helder.messages.actions import Blocked
from helder.messages.models import Message, Reaction, SentAlong
from helder.messages.reactions import actions, clarity, letters, queries
from helder.messages.reactions.desk.lines import Remark, message_lines, reaction_lines, remarks
from helder.messages.reactions.downloads import download
from helder.messages.reactions.forms import AnswerForm, CloseForm, HandOverForm, HoursForm
from helder.messages.review import read_text
from helder.organisation.actions import change
from helder.organisation.queries import current
from helder.people.permissions import needs, person_of

PER_PAGE = 25
SHOWS = ("mine", "all", "answered")
NEWEST = 50
SHOWN = 3
"""Remarks of the coach at once, while somebody types: the worst first."""


@require_GET
@needs("message.write")
def reactions(request: HttpRequest) -> HttpResponse:
    """Who waits, the oldest promise first."""
    person = person_of(request)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else SHOWS[0]
    page = Paginator(queries.listed(show, person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": reaction_lines(page),
        "show": show,
        "counts": queries.counts(person),
        "dropped": queries.dropped(),
        "reads_mail": bool(settings.REPLY_ADDRESS),
    }
    return render(request, "reactions/desk/list.html", context)


@needs("house.edit")
def hours(request: HttpRequest) -> HttpResponse:
    """Within how many hours an answer is promised."""
    form = HoursForm(request.POST or None, initial={"answer_hours": current().answer_hours})
    if request.method == "POST" and form.is_valid():
        change(form.cleaned_data, by=person_of(request))
        messages.success(request, _("Saved."))
        return redirect("reactions:list")
    return render(request, "reactions/desk/hours.html", {"form": form})


@needs("message.write")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One conversation; POST sends an answer. A text that the guard stops comes back, with why."""
    reaction = _reaction(public_id)
    form = AnswerForm(request.POST or None)
    stopped: list[Remark] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(reaction, form.cleaned_data["text"], by=person_of(request))
        except Blocked as error:
            stopped = remarks(found for findings in error.findings.values() for found in findings)
        except actions.NothingSaid:
            form.add_error("text", _("Write an answer first."))
        else:
            messages.success(request, _("Your answer is on its way."))
            return redirect("reactions:one", public_id=public_id)
    return _shown(request, reaction, form, stopped)


def _shown(
    request: HttpRequest, reaction: Reaction, form: AnswerForm, stopped: list[Remark]
) -> HttpResponse:
    said = queries.said(reaction)
    context = {
        "reaction": reaction,
        "about": letters.about(reaction),
        "said": said,
        "form": form,
        "stopped": stopped,
        "hand_over": HandOverForm(reaction=reaction),
        "close": CloseForm(),
        "mine": reaction.owner_id == person_of(request).pk,
        "ways": _ways(reaction),
        "parts": [texts for texts in reaction.message.parts.values() if any(texts.values())]
        if reaction.message
        else [],
    }
    return render(request, "reactions/desk/one.html", context)


def _ways(reaction: Reaction) -> list[Any]:
    """What other modules can make of it, as they declare in `reaction_ways` (dotted names): a
    function from a reaction to something with `label`, `url` and `icon`, or None."""
    found = (import_string(name)(reaction) for name in declared("reaction_ways"))
    return [way for way in found if way is not None]


@require_POST
@needs("message.write")
def coach(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the coach says about an answer while it is being written."""
    lang = content_language(_reaction(public_id).language)
    text = request.POST.get("text", "")[:20_000]
    found = read_text(text, "ticket", lang)["findings"] if text.strip() else []
    return render(request, "reactions/desk/remarks.html", {"remarks": remarks(found)[:SHOWN]})


@require_POST
@needs("message.write")
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """A colleague answers from now on."""
    reaction = _reaction(public_id)
    form = HandOverForm(request.POST, reaction=reaction)
    if form.is_valid():
        to = form.cleaned_data["to"]
        actions.hand_over(reaction, to, by=person_of(request))
        messages.success(request, _("%(person)s answers from now on.") % {"person": to})
    else:
        messages.error(request, _("Choose a colleague."))
    return redirect("reactions:one", public_id=public_id)


@require_POST
@needs("message.write")
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """No answer comes, with a reason for colleagues."""
    reaction = _reaction(public_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write in a few words why. Colleagues then understand it."))
        return redirect("reactions:one", public_id=public_id)
    actions.close(reaction, form.cleaned_data["reason"], by=person_of(request))
    messages.success(request, _("Closed. Nothing is sent to the reader."))
    return redirect("reactions:list")


@require_GET
@needs("message.write")
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file that a reader sent along."""
    return download(get_object_or_404(SentAlong, public_id=public_id))


@require_GET
@needs("message.write")
def clear(request: HttpRequest) -> HttpResponse:
    """Of the newest messages: how many readers found them clear."""
    lines = message_lines(queries.with_votes(NEWEST))
    return render(request, "reactions/desk/clear.html", {"lines": lines})


@require_GET
@needs("message.write")
def clear_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One message: how many found it clear, and what was not, without names."""
    message = get_object_or_404(Message, public_id=public_id)
    found = clarity.figures([message.pk]).get(message.pk, clarity.Figures())
    context = {"message": message, "figures": found, "reasons": clarity.reasons(message)}
    return render(request, "reactions/desk/clear_one.html", context)


def _reaction(public_id: str) -> Reaction:
    rows = Reaction.objects.select_related(
        "person", "owner", "promise", "message__dispatch", "dispatch"
    )
    return get_object_or_404(rows, public_id=public_id)
