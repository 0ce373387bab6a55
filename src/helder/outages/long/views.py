"""Questions and answers, help points and the text for managers, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST, require_safe

from helder.kit import freshness
from helder.kit.ids import public_id as new_id
from helder.messages.actions import Blocked
from helder.messages.models import Reaction
from helder.messages.reactions.desk.lines import Remark, remarks
from helder.outages.apart import part_for
from helder.outages.composer import drafts, sheet
from helder.outages.composer import intent as composer
from helder.outages.composer.apart_fields import FOR
from helder.outages.composer.intent import About
from helder.outages.composer.word_form import field_name
from helder.outages.long import actions, asides, panels, passing_on, plain_question, queries
from helder.outages.long.asides import Aside
from helder.outages.long.forms import ManagersForm
from helder.outages.models import Answer, HelpPoint, Outage
from helder.outages.rules import Refused
from helder.outages.status import queries as status
from helder.people.permissions import needs, person_of

UNFIT = 422
PAGES = {
    asides.ANSWER: "outages/long/question.html",
    asides.HELP: "outages/long/help_point.html",
    asides.MANAGERS: "outages/long/managers.html",
}
AFTER = {
    asides.ANSWER: "long:desk_questions",
    asides.HELP: "long:desk_help",
    asides.MANAGERS: "outage_desk:outage",
}
SAID = {
    (asides.ANSWER, True): gettext_noop("It stands on the page now."),
    (asides.ANSWER, False): gettext_noop("Saved."),
    (asides.HELP, True): gettext_noop("Saved."),
    (asides.HELP, False): gettext_noop("Saved."),
    (asides.MANAGERS, True): gettext_noop("It is on its way."),
}


def _etag(request: HttpRequest, **_kwargs: Any) -> str | None:
    return freshness.etag(request, status.changed_at())


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def questions(request: HttpRequest, public_id: str) -> HttpResponse:
    """The questions about an outage with their answers, for everybody."""
    outage = _outage(public_id)
    found = [panels.asked(answer) for answer in queries.answers_of(outage)]
    context = {"outage": outage, "asked": found}
    return render(request, "outages/long/questions.html", context)


@needs("message.publish")
def desk_questions(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same at the desk: their order, and what readers still ask."""
    outage = _outage(public_id)
    context = {
        "outage": outage,
        "asked": [panels.asked(answer) for answer in queries.answers_of(outage)],
        "waiting": asides.waiting(outage)[:20],
    }
    return render(request, "outages/long/desk_questions.html", context)


@needs("message.publish")
def question_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """A question of its own, or one that a reader asked."""
    outage = _outage(public_id)
    from_reader = _asked_first(outage, request.GET.get("reaction", ""))
    form = asides.form_of(asides.ANSWER, outage, _given(request, outage), **_prefilled(from_reader))
    page = Aside(asides.ANSWER, outage, None, form)
    return _written(request, page, {"reaction": from_reader})


@needs("message.publish")
def question(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Other words for a question or its answer."""
    kept = _answer(public_id, key)
    texts = {"question": kept.question, "answer": kept.answer}
    given = _given(request, kept.outage)
    form = asides.form_of(asides.ANSWER, kept.outage, given, texts=texts)
    return _written(request, Aside(asides.ANSWER, kept.outage, kept, form), {"kept": kept})


@require_POST
@needs("message.publish")
def question_move(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One place up or down."""
    up = request.POST.get("to") == "up"
    actions.move_answer(_answer(public_id, key), up=up, by=person_of(request))
    return redirect("long:desk_questions", public_id=public_id)


@require_POST
@needs("message.publish")
def question_remove(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """It is no longer on the page."""
    actions.remove_answer(_answer(public_id, key), by=person_of(request))
    notices.info(request, gettext("It is no longer on the page."))
    return redirect("long:desk_questions", public_id=public_id)


def _asked_first(outage: Outage, key: str) -> Reaction | None:
    return queries.reactions_to(outage).filter(public_id=key).first() if key else None


def _prefilled(reaction: Reaction | None) -> dict[str, Any]:
    """What was asked, without who asked it."""
    if reaction is None:
        return {}
    first = reaction.sayings.filter(is_answer=False).exclude(text="").first()
    names = [reaction.name, reaction.person.name if reaction.person else ""]
    lang = "en" if reaction.language == "en" else "nl"
    said = plain_question.plain(first.text if first else "", names)
    return {
        "texts": {"question": {lang: " ".join(said.split())[:300]}},
        "initial": {"asked_in": [reaction.public_id]},
    }


@needs("message.publish")
def desk_help(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where people find help, as the desk keeps it."""
    outage = _outage(public_id)
    context = {"outage": outage, "panel": {"points": _with_icons(outage)}}
    return render(request, "outages/long/desk_help.html", context)


def _with_icons(outage: Outage) -> list[tuple[str, HelpPoint]]:
    return [
        (panels.ICONS[HelpPoint.Kind(point.kind)], point)
        for point in queries.help_points_of(outage)
    ]


@needs("message.publish")
def help_point(request: HttpRequest, public_id: str, pk: int = 0) -> HttpResponse:
    """One help point, or a new one."""
    outage = _outage(public_id)
    point = get_object_or_404(outage.help_points, pk=pk) if pk else HelpPoint(outage=outage)
    form = asides.form_of(
        asides.HELP,
        outage,
        _given(request, outage),
        texts={name: getattr(point, name) for name in ("name", "where", "hours")},
        initial={
            "kind": point.kind,
            "phone": point.phone,
            "url": point.url,
            "audience": point.audience.slug if point.audience else "",
        },
    )
    return _written(request, Aside(asides.HELP, outage, point if pk else None, form), {})


@require_POST
@needs("message.publish")
def help_remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """There is no help there any more."""
    point = get_object_or_404(_outage(public_id).help_points.select_related("outage"), pk=pk)
    actions.remove_help(point, by=person_of(request))
    notices.info(request, gettext("It is no longer on the page."))
    return redirect("long:desk_help", public_id=public_id)


@needs("message.publish")
def managers_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """The text for managers: read, changed, copied, sent."""
    outage = status.one(public_id)
    if outage is None:
        raise Http404
    made = passing_on.made(outage, queries.help_points_of(outage))
    first = {f"text_{lang}": text for lang, text in made.items()}
    form = ManagersForm(_given(request, outage), initial=first)
    if request.POST.get("do") == "next" and form.is_valid():
        return _in_next_update(request, outage, form)
    return _written(request, Aside(asides.MANAGERS, outage, None, form), {})


def _written(request: HttpRequest, aside: Aside, more: Mapping[str, Any]) -> HttpResponse:
    """Does what was sent in, or asks a second person; else the page, with what stands in the way
    and everything as it was typed."""
    key = request.POST.get("draft", "") or request.GET.get("draft", "")
    stopped: list[Remark] = []
    if request.method == "POST" and aside.form.is_valid():
        if request.POST.get("do") == "ask":
            return _ask(request, aside, key)
        stopped = _tried(aside.form, lambda: aside.say(person_of(request)))
        if not aside.form.errors and not stopped:
            asides.drop(key, aside.outage, by=person_of(request))
            notices.success(request, gettext(SAID[aside.kind, aside.row is None]))
            return redirect(AFTER[aside.kind], public_id=aside.outage.public_id)
    unfit = request.method == "POST" or stopped
    context = {
        "outage": aside.outage,
        "form": aside.form,
        "stopped": stopped,
        "draft": asides.find(key, aside.outage),
        "is_new": aside.row is None,
        **more,
    }
    return render(request, PAGES[aside.kind], context, status=UNFIT if unfit else 200)


def _ask(request: HttpRequest, aside: Aside, key: str) -> HttpResponse:
    asides.keep(aside, key=key, by=person_of(request))
    notices.success(
        request, gettext("Your colleagues who may decide see it on their desk. The draft is kept.")
    )
    return redirect("outage_desk:outage", public_id=aside.outage.public_id)


def _in_next_update(request: HttpRequest, outage: Outage, form: ManagersForm) -> HttpResponse:
    """A draft of the next update in which this audience reads these words."""
    about = About(composer.UPDATE, outage)
    start = sheet.beginning(about, {}) | {"draft": new_id()}
    audience = form.cleaned_data["audience"]
    start[FOR] = list(dict.fromkeys([*(start.get(FOR) or ()), audience.slug]))
    data = QueryDict(mutable=True)
    for lang, text in form.text.items():
        start[field_name(part_for(audience.slug, "news"), lang)] = text
    for name, value in start.items():
        data.setlist(name, [str(v) for v in (value if isinstance(value, list) else [value])])
    filled = about.form(data)
    filled.full_clean()
    kept = drafts.keep(about, filled, by=person_of(request))
    return redirect("outage_desk:draft", public_id=kept.message.public_id)


def _tried(form: Any, deed: Any) -> list[Remark]:
    """Does it; what the rules refuse stands at its field, what the guard stops is given back."""
    try:
        deed()
    except Refused as error:
        _put(form, error.errors)
    except Blocked as error:
        return remarks(found for findings in error.findings.values() for found in findings)
    return []


def _put(form: Any, errors: Mapping[str, str]) -> None:
    for name, sentence in errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def _outage(public_id: str) -> Outage:
    return get_object_or_404(Outage, public_id=public_id)


def _answer(public_id: str, key: str) -> Answer:
    rows = Answer.objects.select_related("outage").filter(outage__public_id=public_id)
    return get_object_or_404(rows, public_id=key)


def _given(request: HttpRequest, outage: Outage) -> QueryDict | None:
    """What was sent in, or what a draft holds that somebody goes on with."""
    if request.method == "POST":
        return request.POST
    draft = asides.find(request.GET.get("draft", ""), outage)
    return asides.kept(draft) if draft else None
