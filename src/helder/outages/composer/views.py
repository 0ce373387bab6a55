"""The composer over HTTP: one address per verb, which opens, saves, reviews and publishes.

A form says with `do` what it wants; everything else about it is the same for every verb.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from helder.kit import clock
from helder.kit.ids import public_id
from helder.kit.texts import content_language, filled_languages
from helder.messages import actions as messages
from helder.messages.models import Message
from helder.messages.review import warm_up
from helder.outages import rules
from helder.outages.composer import drafts, growing, keeping, moments, sheet
from helder.outages.composer import intent as composer
from helder.outages.composer.asking import asking
from helder.outages.composer.forms import NewForm
from helder.outages.composer.intent import About
from helder.outages.composer.word_form import WordForm, field_name, part_and_language
from helder.outages.long import asides
from helder.outages.models import Outage, Update
from helder.outages.rules import Refused
from helder.people.permissions import needs, person_of

log = logging.getLogger(__name__)

CONFLICT, UNFIT, AWAY = 409, 422, 503


@needs("message.publish")
def new(request: HttpRequest) -> HttpResponse:
    """Tell of a new outage."""
    return compose(request, About(composer.NEW))


@needs("message.publish")
def update(request: HttpRequest, public_id: str) -> HttpResponse:
    """The next word about an outage."""
    return compose(request, About(composer.UPDATE, _outage(public_id)))


@needs("message.publish")
def resolve(request: HttpRequest, public_id: str) -> HttpResponse:
    """It works again."""
    return compose(request, About(composer.RESOLVE, _outage(public_id)))


@needs("message.publish")
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """The trouble is back."""
    return compose(request, About(composer.REOPEN, _outage(public_id)))


@needs("message.publish")
def correct(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Mend a mistake in one update."""
    outage = _outage(public_id)
    updates = outage.updates.select_related("message")
    found = get_object_or_404(updates, number=number)
    return compose(request, About(composer.CORRECT, outage, found))


@needs("promise.move")
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move the promise of the next update, before its time."""
    return compose(request, About(composer.MOVE, _outage(public_id)))


def _outage(key: str) -> Outage:
    return get_object_or_404(Outage, public_id=key)


def compose(request: HttpRequest, about: About) -> HttpResponse:
    """Opens the form, or does what it asks."""
    if request.method != "POST":
        return _open(request, about)
    form = about.form(request.POST)
    form.full_clean()
    step = STEPS.get(request.POST.get("do", "").partition(":")[0], publish)
    try:
        return step(request, about, form)
    except messages.AlreadyPublished as before:
        return already(request, before.message)
    except OperationalError:
        if request.headers.get("HX-Request"):
            raise  # the page says by itself that this was not kept, and has the text
        log.exception("What was typed could not be written down.")
        return _again(request, about, form, None, status=AWAY, unwritten=True)


def _open(request: HttpRequest, about: About) -> HttpResponse:
    warm_up()
    asked = Message.objects.filter(public_id=request.GET.get("draft", "")).first()
    if asked is None:
        start = sheet.beginning(about, request.GET)
        return _show(request, about, about.form(initial=start), start)
    if asked.state != Message.State.DRAFT:
        return already(request, asked)
    start = drafts.initial(asked)
    return _show(request, about, about.form(initial=start), start, draft=asked)


def publish(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Keeps the draft first, so that whatever happens nothing is lost; then says it."""
    kept = drafts.keep(about, form, by=person_of(request))
    if kept.other:
        return _again(request, about, form, kept.message, status=CONFLICT, other=kept.other)
    if form.errors:
        return _again(request, about, form, kept.message, status=UNFIT)
    return _say(request, about, form, kept.message)


def _say(request: HttpRequest, about: About, form: WordForm, draft: Message) -> HttpResponse:
    person = person_of(request)
    later = form.cleaned_data.get("publish_at")
    try:
        rules.check_publish_time(later, clock.now(), scheduled=draft.publish_at is not None)
        if later and later > clock.now():
            composer.rehearse(about, form, by=person, draft=draft, at=later)
            messages.schedule(draft, later, by=person)
            return _scheduled(request, draft)
        outage = composer.perform(about, form, by=person, draft=draft)
    except Refused as error:
        sheet.put_errors(form, error.errors)
        return _again(request, about, form, draft, status=UNFIT)
    except messages.Blocked:
        return _again(request, about, form, draft, status=UNFIT, blocked=True)
    if about.verb in composer.QUIET:
        messages.discard(draft, by=person)
    notices.success(request, sheet.done(about))
    return redirect("outage_desk:outage", public_id=outage.public_id)


def _scheduled(request: HttpRequest, draft: Message) -> HttpResponse:
    draft.refresh_from_db()
    when = clock.spoken(draft.publish_at) if draft.publish_at else ""
    notices.success(request, gettext("This will be published %(when)s.") % {"when": when})
    return redirect("outage_desk:outages")


def save(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Keeps the draft, again and again while somebody types."""
    live = bool(request.headers.get("HX-Request"))
    if live and drafts.is_empty(form):
        return HttpResponse()
    try:
        kept = drafts.keep(about, form, by=person_of(request))
    except messages.AlreadyPublished as before:
        found = sheet.published_by(before.message)
        return render(request, "outages/desk/saved.html", {"published": found})
    if live:
        return render(request, "outages/desk/saved.html", {"kept": kept, "draft": kept.message})
    return HttpResponseRedirect(f"{request.path}?draft={kept.message.public_id}")


def review(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """The preview and what the coach says, as the page is typed; without JavaScript a page."""
    if not request.headers.get("HX-Request"):
        return _again(request, about, form, None, preview=True)
    return render(request, "outages/desk/review.html", sheet.reviewed(about, form))


def take(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Puts the coach's wording in the place of one stretch of text."""
    composer.coach(about, form)
    data = request.POST.copy()
    _take(data, form, request.POST.get("do", ""))
    fresh = about.form(data)
    fresh.full_clean()
    return _again(request, about, fresh, None)


def _take(data: QueryDict, form: WordForm, asked: str) -> None:
    """`asked` is "take:symptom_nl:12:guard.blame"."""
    _do, field, start, rule = [*asked.split(":"), "", "", ""][:4]
    part, lang = part_and_language(field)
    for finding in form.coach.get(f"{part}.{lang}", []):
        if str(finding["start"]) == start and finding["rule"] == rule:
            text = form.parts.get(part, {}).get(lang) or data.get(field, "")
            text = text.replace("\r\n", "\n")
            data[field] = text[: finding["start"]] + finding["suggestion"] + text[finding["end"] :]
            return


def keep(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """The writer keeps these words: the coach is silent about them for as long as this draft
    lives. The open page already carries that; without JavaScript it is put in the form here."""
    found = keeping.asked(about, form, request.POST.get("do", ""))
    if request.headers.get("HX-Request"):
        keeping.note(found)
        return HttpResponse(status=204)
    data = request.POST.copy()
    data["left"] = " ".join([*form.left_be, *([found.token] if found else [])])
    fresh = about.form(data)
    fresh.full_clean()
    kept = drafts.keep(about, fresh, by=person_of(request))
    keeping.note(found)
    return _again(request, about, fresh, kept.message, other=kept.other)


def promise(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Makes the time that stands in the text the promise of the form."""
    data = request.POST.copy()
    data["next_update"] = moments.OTHER
    data["next_update_at"] = request.POST.get("do", "").partition(":")[2]
    fresh = about.form(data)
    fresh.full_clean()
    return _again(request, about, fresh, None)


def grow(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """A line or an audience more or less; everything else stays as it was typed."""
    fresh = about.form(growing.changed(request.POST, form))
    fresh.full_clean()
    return _again(request, about, fresh, None)


def ask(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Asks a second person to let the text through."""
    person = person_of(request)
    kept = drafts.keep(about, form, by=person)
    messages.ask_approval(kept.message, by=person)
    notices.success(
        request, gettext("Your colleagues who may decide see it on their desk. The draft is kept.")
    )
    return redirect("outage_desk:outages")


def discard(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """Throws the draft away."""
    draft = Message.objects.filter(public_id=form.draft_id).first()
    if draft is not None:
        messages.discard(draft, by=person_of(request))
    notices.info(request, gettext("The draft is thrown away."))
    return redirect("outage_desk:outages")


def unschedule(request: HttpRequest, about: About, form: WordForm) -> HttpResponse:
    """The draft waits for a person again."""
    draft = get_object_or_404(Message, public_id=form.draft_id)
    messages.unschedule(draft, by=person_of(request))
    notices.info(request, gettext("It will not be published by itself any more."))
    return HttpResponseRedirect(f"{request.path}?draft={draft.public_id}")


STEPS: dict[str, Callable[[HttpRequest, About, WordForm], HttpResponse]] = {
    "publish": publish,
    "save": save,
    "review": review,
    "take": take,
    "keep": keep,
    "promise": promise,
    "line": grow,
    "listed": grow,
    "for": grow,
    "ask": ask,
    "discard": discard,
    "unschedule": unschedule,
}


def already(request: HttpRequest, message: Message) -> HttpResponse:
    """Published before: says by whom and when, and shows it."""
    notices.info(request, sheet.published_by(message))
    found = Update.objects.select_related("outage").filter(message=message).first()
    if found is not None:
        return redirect("outage_desk:outage", public_id=found.outage.public_id)
    looked_back = Outage.objects.filter(review__message=message).first()
    if looked_back is not None:
        page = reverse("outage_desk:outage", args=[looked_back.public_id])
        return HttpResponseRedirect(f"{page}#look-back")
    return redirect("outage_desk:outages")


def _again(
    request: HttpRequest,
    about: About,
    form: WordForm,
    draft: Message | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The form as it was filled in, with what there is to say about it."""
    kept = {
        "draft": draft.public_id if draft else form.draft_id,
        "version": draft.version if draft else form.known_version,
        "page": form.page_id or public_id(),
        "opened": form.opened_at.isoformat(timespec="seconds"),
        "left": " ".join(form.left_be),
    }
    return _show(request, about, form, kept, draft=draft, status=status, **more)


def _show(
    request: HttpRequest,
    about: About,
    form: WordForm,
    kept: dict[str, Any],
    *,
    draft: Message | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = sheet.reviewed(about, form if form.is_bound else _as_bound(about, form, kept))
    if not form.is_bound:
        form.coach = context["form"].coach
    context |= {
        "form": form,
        "kept": kept,
        "draft": draft,
        "action": f"{request.path}?draft={kept['draft']}",
        "problems": sheet.problems(form) if status == UNFIT else [],
        "shown": _shown(form),
        "lists_services": isinstance(form, NewForm),
        "asking": asking(form if form.is_bound else context["form"]),
        "back": sheet.back(about),
        **sheet.words(about),
        **more,
    }
    return render(request, "outages/desk/composer.html", context, status=status)


def _as_bound(about: About, form: WordForm, kept: dict[str, Any]) -> WordForm:
    """A form with its initial values as if they were sent in, for the first preview."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        value = form.initial.get(name, form.fields[name].initial)
        data.setlist(name, value if isinstance(value, list) else [] if value is None else [value])
    bound = about.form(data)
    bound.full_clean()
    return bound


def _shown(form: WordForm) -> str:
    """The language that a phone shows first: the one in which there is text, else the reader's."""
    written = filled_languages(
        *(
            {lang: str(form[field_name(part, lang)].value() or "") for lang in ("nl", "en")}
            for part in form.asks
        )
    )
    mine = content_language()
    return mine if mine in written or not written else written[0]


@needs("message.write")
def open_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """Goes on with a draft, in the form of its verb."""
    message = get_object_or_404(Message, public_id=public_id)
    if message.state != Message.State.DRAFT:
        return already(request, message)
    try:
        if asides.is_one(message):
            return HttpResponseRedirect(f"{asides.read(message).path}?draft={public_id}")
        about = drafts.about(message)
    except (drafts.Gone, asides.Gone):
        notices.warning(request, gettext("The outage of this draft no longer exists."))
        return redirect("outage_desk:outages")
    return HttpResponseRedirect(f"{address(about)}?draft={message.public_id}")


def address(about: About) -> str:
    """The address of a verb's form."""
    if about.outage is None:
        return reverse("outage_desk:new")
    key: list[Any] = [about.outage.public_id]
    if about.update is not None:
        key.append(about.update.number)
    return reverse(f"outage_desk:{about.verb}", args=key)
