"""What the sender sees: every message on its way, and for each how far it is and who has trouble.

Permission `delivery.see`; sending again needs `message.publish`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helder.delivery import actions, queries
from helder.delivery.channels import kinds
from helder.delivery.figures import WORDS, Picture, picture
from helder.delivery.models import Delivery, Dispatch
from helder.delivery.routes import DIGEST
from helder.delivery.variants import told
from helder.kit.registry import declared
from helder.people.models import PORTAL, Person
from helder.people.permissions import needs

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One message in the list."""

    dispatch: Dispatch
    subject: str
    picture: Picture


@require_GET
@needs("delivery.see")
def sent(request: HttpRequest) -> HttpResponse:
    """Messages to many, the newest first; `?to=one` shows letters to one person."""
    to_one_person = request.GET.get("to") == "one"
    found = queries.listed(to_one_person=to_one_person)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_of(page.object_list)
    lines = [Line(d, _subject(d), picture(counts[d.pk])) for d in page.object_list]
    context = {
        "lines": lines,
        "page": page,
        "to_one_person": to_one_person,
        "pauses": queries.paused_channels(),
    }
    return render(request, "delivery/sent.html", context)


@require_GET
@needs("delivery.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One message: how far, and who has trouble, by name. With htmx only the part that moves."""
    dispatch = get_object_or_404(Dispatch, public_id=public_id)
    part = getattr(request, "htmx", False)
    template = "delivery/progress.html" if part else "delivery/one.html"
    context = _progress(request, dispatch)
    if not part:
        context["notices"] = _notices(dispatch)
        context["cards"] = _cards(request)
    return render(request, template, context)


def _cards(request: HttpRequest) -> list[str]:
    """What other modules say of this message; they find it by its public id in the address."""
    cards: list[str] = []
    for card in declared("sent_cards"):
        context = card.context(request)
        if context is not None:
            cards.append(render_to_string(card.template, context, request=request))
    return cards


def _notices(dispatch: Dispatch) -> list[tuple[str, str, str]]:
    """What can be printed: paper, language, and the words of the link."""
    tongues = {"nl": _("Dutch"), "en": _("English")}
    return [
        (size, lang, f"{size.upper()}, {word}")
        for size in ("a4", "a3")
        for lang, word in tongues.items()
        if lang in dispatch.content
    ]


@require_POST
@needs("message.publish")
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sends the rows of one state, or one row, once more."""
    dispatch = get_object_or_404(Dispatch, public_id=public_id)
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - the guard has let them in
    row = request.POST.get("delivery", "")
    state = request.POST.get("state", "")
    try:
        count = actions.resend(
            dispatch,
            by=person,
            states=[state] if state else actions.AGAIN,
            only=int(row) if row.isdecimal() else None,
        )
    except actions.TooLate:
        messages.error(request, _("This message is of no use any more, so it is not sent again."))
    else:
        _say(request, count)
    return redirect("delivery:one", public_id=public_id)


def _say(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("There is nothing left to send again."))
        return
    text = ngettext("%(n)d mail is on its way again.", "%(n)d mails are on their way again.", count)
    messages.success(request, text % {"n": count})


@dataclass(frozen=True)
class Problem:
    """A row by name: who, what happened, in the reader's words where the words are ours."""

    pk: int
    whom: str
    address: str
    word: str
    note: str
    ended_at: datetime | None
    again: bool


def _problem(row: Delivery) -> Problem:
    note = _(row.note) if row.note else ""
    whom, address = str(row.person or row.outlet), row.person.email if row.person else ""
    again = row.state in actions.AGAIN
    return Problem(row.pk, whom, address, _word(row), note, row.ended_at, again)


def _word(row: Delivery) -> str:
    """Its state, and that it was in doubt: then a second copy may have arrived."""
    word = str(WORDS[row.state])
    if row.doubted_at is None or row.state == Delivery.State.UNCERTAIN:
        return word
    return _("%(state)s, after doubt: perhaps twice") % {"state": word}


def _progress(request: HttpRequest, dispatch: Dispatch) -> dict[str, object]:
    drawn = picture(queries.counts(dispatch))
    reached = queries.reached(dispatch)
    unfinished = bool(drawn.waiting) or dispatch.state == Dispatch.State.WAITING
    rows = Paginator(queries.problem_rows(dispatch), PER_PAGE * 2)
    page = rows.get_page(request.GET.get("page"))
    return {
        "dispatch": dispatch,
        "subject": _subject(dispatch),
        "picture": drawn,
        "reached": reached,
        "ways": _ways(reached),
        "told": told(dispatch, get_language() or "nl"),
        "broken": _broken(dispatch),
        "addressing": dispatch.state == Dispatch.State.WAITING,
        "unfinished": unfinished,
        "page": page,
        "problems": [_problem(row) for row in page],
        "pauses": queries.paused_channels() if unfinished else [],
        "nobody_works": unfinished and not queries.worker_is_alive(),
    }


def _ways(reached: queries.Reached) -> list[tuple[str, queries.Way]]:
    """Each channel by its name; nothing when there is only one and it says no more."""
    labels = {name: str(kind.label) for name, kind in kinds().items()}
    labels[DIGEST] = _("Together with other messages")
    labels[PORTAL] = _("In their inbox on this website")
    ways = [(labels.get(way.channel, way.channel), way) for way in reached.ways]
    return ways if len(ways) > 1 or any(way.forced for _label, way in ways) else []


def _broken(dispatch: Dispatch) -> dict[str, object] | None:
    """The channels that this message tells to be broken, and who has no other."""
    if not dispatch.avoid:
        return None
    labels = {name: str(kind.label) for name, kind in kinds().items()}
    only = dispatch.deliveries.filter(channel__in=dispatch.avoid, person__isnull=False)
    return {
        "channels": ", ".join(labels.get(name, name) for name in dispatch.avoid),
        "only": only.values("person").distinct().count(),
    }


def _subject(dispatch: Dispatch) -> str:
    """As this reader would have got it."""
    return queries.subject_of(dispatch, get_language() or "nl")
