"""Questions and answers, help points and the text for managers, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
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
from helder.outages.long import actions, panels, passing_on, plain_question, queries
from helder.outages.long.forms import AnswerForm, HelpForm, ManagersForm
from helder.outages.models import Answer, HelpPoint, Outage
from helder.outages.rules import Refused
from helder.outages.status import queries as status
from helder.people.permissions import needs, person_of

UNFIT = 422


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
        "waiting": _waiting(outage)[:20],
    }
    return render(request, "outages/long/desk_questions.html", context)


@needs("message.publish")
def question_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """A question of its own, or one that a reader asked."""
    outage = _outage(public_id)
    from_reader = _asked_first(outage, request.GET.get("reaction", ""))
    form = AnswerForm(_sent(request), waiting=_waiting(outage), **_prefilled(from_reader))
    stopped: list[Remark] = []
    if form.is_valid():
        stopped = _tried(form, lambda: actions.publish_answer(outage, **_said(request, form)))
        if not form.errors and not stopped:
            notices.success(request, gettext("It stands on the page now."))
            return redirect("long:desk_questions", public_id=public_id)
    return _question_page(request, outage, form, stopped, reaction=from_reader)


@needs("message.publish")
def question(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Other words for a question or its answer."""
    kept = _answer(public_id, key)
    texts = {"question": kept.question, "answer": kept.answer}
    form = AnswerForm(_sent(request), waiting=_waiting(kept.outage), texts=texts)
    stopped: list[Remark] = []
    if form.is_valid():
        stopped = _tried(form, lambda: actions.change_answer(kept, **_said(request, form)))
        if not form.errors and not stopped:
            notices.success(request, gettext("Saved."))
            return redirect("long:desk_questions", public_id=public_id)
    return _question_page(request, kept.outage, form, stopped, kept=kept)


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


def _question_page(
    request: HttpRequest,
    outage: Outage,
    form: AnswerForm,
    stopped: list[Remark],
    *,
    kept: Answer | None = None,
    reaction: Reaction | None = None,
) -> HttpResponse:
    context = {
        "outage": outage,
        "form": form,
        "stopped": stopped,
        "kept": kept,
        "reaction": reaction,
    }
    status_code = UNFIT if form.errors or stopped else 200
    return render(request, "outages/long/question.html", context, status=status_code)


def _said(request: HttpRequest, form: AnswerForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "question": form.both("question"),
        "answer": form.both("answer"),
        "asked_in": list(data.get("asked_in") or ()),
        "send": bool(data.get("send")),
        "by": person_of(request),
    }


def _waiting(outage: Outage) -> Any:
    """Those who wait for an answer about it."""
    found = queries.reactions_to(outage).filter(state=Reaction.State.OPEN)
    return found.select_related("person").prefetch_related("sayings")


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
    form = HelpForm(
        _sent(request),
        texts={name: getattr(point, name) for name in ("name", "where", "hours")},
        initial={
            "kind": point.kind,
            "phone": point.phone,
            "url": point.url,
            "audience": point.audience.slug if point.audience else "",
        },
    )
    stopped: list[Remark] = []
    if form.is_valid():
        _fill(point, form)
        stopped = _tried(form, lambda: actions.save_help(point, by=person_of(request)))
        if not form.errors and not stopped:
            notices.success(request, gettext("Saved."))
            return redirect("long:desk_help", public_id=public_id)
    context = {"outage": outage, "point": point, "form": form, "stopped": stopped}
    code = UNFIT if form.errors or stopped else 200
    return render(request, "outages/long/help_point.html", context, status=code)


def _fill(point: HelpPoint, form: HelpForm) -> None:
    for name in ("name", "where", "hours"):
        setattr(point, name, form.both(name))
    for name in ("kind", "phone", "url", "audience"):
        setattr(point, name, form.cleaned_data[name])


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
    form = ManagersForm(_sent(request), initial=first)
    stopped: list[Remark] = []
    if form.is_valid():
        if request.POST.get("do") == "next":
            return _in_next_update(request, outage, form)
        stopped = _tried(form, lambda: _tell(request, outage, form))
        if not form.errors and not stopped:
            notices.success(request, gettext("It is on its way."))
            return redirect("outage_desk:outage", public_id=public_id)
    context = {"outage": outage, "form": form, "stopped": stopped}
    code = UNFIT if form.errors or stopped else 200
    return render(request, "outages/long/managers.html", context, status=code)


def _tell(request: HttpRequest, outage: Outage, form: ManagersForm) -> None:
    audience = form.cleaned_data["audience"]
    actions.tell_apart(outage, audience, form.text, by=person_of(request))


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


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
