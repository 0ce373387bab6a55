"""What a composer's page says around its form: headings, problems, previews, outcomes.

Owns: the words of the page per verb and the context of its templates. Refuses: doing anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from helder.kit import clock
from helder.kit.ids import public_id
from helder.kit.texts import LANGUAGES
from helder.messages import remarks
from helder.messages.models import Message
from helder.outages.actions import open_promise
from helder.outages.afterwards import forms as afterwards
from helder.outages.apart import audiences_in
from helder.outages.composer import intent as composer
from helder.outages.composer import lines
from helder.outages.composer.apart_fields import FOR
from helder.outages.composer.crowding import crowded
from helder.outages.composer.intent import About
from helder.outages.composer.offers import offer
from helder.outages.composer.previews import instead, previews
from helder.outages.composer.word_form import WordForm, field_name, part_and_language
from helder.outages.long import queries
from helder.outages.long.checklist import Line
from helder.outages.maintenance import advice, window_form
from helder.outages.models import Outage
from helder.outages.readymade import queries as readymade
from helder.outages.stages import Stage, stage_of
from helder.services.models import Service

FILTER_FROM = 12

HEADINGS = {
    composer.NEW: gettext_lazy("New outage"),
    composer.UPDATE: gettext_lazy("New update"),
    composer.RESOLVE: gettext_lazy("It is solved"),
    composer.REOPEN: gettext_lazy("Open again"),
    composer.CORRECT: gettext_lazy("Correct a mistake"),
    composer.MOVE: gettext_lazy("Move the promise"),
    composer.WINDOW: gettext_lazy("Move the maintenance"),
    composer.LOOK_BACK: gettext_lazy("Look back"),
    composer.MEND: gettext_lazy("Correct the look back"),
}
BUTTONS = {
    composer.NEW: gettext_lazy("Publish"),
    composer.UPDATE: gettext_lazy("Publish update"),
    composer.RESOLVE: gettext_lazy("Say that it is solved"),
    composer.REOPEN: gettext_lazy("Publish and open again"),
    composer.CORRECT: gettext_lazy("Correct"),
    composer.MOVE: gettext_lazy("Move the promise"),
    composer.WINDOW: gettext_lazy("Publish the new times"),
    composer.LOOK_BACK: gettext_lazy("Publish the look back"),
    composer.MEND: gettext_lazy("Correct"),
}
DONE = {
    composer.NEW: gettext_lazy("It is published. The mails are on their way."),
    composer.UPDATE: gettext_lazy("The update is published. The mails are on their way."),
    composer.RESOLVE: gettext_lazy("Solved, and everybody hears it now."),
    composer.REOPEN: gettext_lazy("It is open again, and everybody hears it now."),
    composer.CORRECT: gettext_lazy("It is corrected. The earlier text stays readable."),
    composer.MOVE: gettext_lazy("The promise is moved, with your reason."),
    composer.WINDOW: gettext_lazy("The new times are published, and everybody hears them now."),
    composer.LOOK_BACK: gettext_lazy(
        "Published. Whoever was hit hears of it, along their own way."
    ),
    composer.MEND: gettext_lazy("It is corrected. The earlier text stays readable."),
}
FIELDS = {
    verb: f"outages/desk/fields_{verb}.html"
    for verb in (composer.NEW, composer.UPDATE, composer.CORRECT, composer.MOVE)
}
FIELDS[composer.WINDOW] = "outages/maintenance/fields_window.html"
FIELDS |= dict.fromkeys((composer.LOOK_BACK, composer.MEND), "outages/afterwards/fields.html")
NAMED = 4


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where, which question, and the sentence."""

    field: str
    question: str
    sentence: str
    finding: Mapping[str, Any] | None = None


def words(about: About) -> dict[str, Any]:
    """What the page of this verb is called, and what it may do."""
    return {
        "about": about,
        "verb": about.verb,
        "fields": FIELDS.get(about.verb, "outages/desk/fields_word.html"),
        "heading": str(HEADINGS[about.verb]),
        "button": str(BUTTONS[about.verb]),
        "may_ask": about.verb not in (composer.MOVE, composer.WINDOW),
        "filters": Service.objects.filter(is_active=True).count() > FILTER_FROM,
        "promise": _promise(about),
        "readymade": readymade.offered() if about.verb == composer.NEW else [],
    }


def _promise(about: About) -> Any:
    return open_promise(about.outage) if about.outage else None


def back(about: About) -> str:
    """Where one came from."""
    if about.outage is None:
        return reverse("outage_desk:outages")
    return reverse("outage_desk:outage", args=[about.outage.public_id])


def beginning(about: About, query: Mapping[str, str]) -> dict[str, Any]:
    """A new form's own values: its draft's name, and what is known already."""
    start: dict[str, Any] = {
        "draft": public_id(),
        "version": 0,
        "page": public_id(),
        "opened": clock.now().isoformat(timespec="seconds"),
    }
    if about.verb == composer.NEW:
        asked = Service.objects.filter(slug=query.get("service", ""), is_active=True)
        start["services"] = list(asked.values_list("slug", flat=True))
        start |= readymade.beginning(query.get("template", ""))
    if about.verb == composer.RESOLVE:
        start |= readymade.last_word(about.running())
    if about.verb == composer.UPDATE:
        start |= _from_last_word(about.running())
    if about.verb == composer.NEW and query.get("kind") == Outage.Kind.MAINTENANCE:
        start["kind"] = Outage.Kind.MAINTENANCE.value
    if about.verb == composer.WINDOW:
        start |= window_form.beginning(about.running())
    if about.verb in (composer.LOOK_BACK, composer.MEND):
        start |= afterwards.beginning(about.running(), mends=about.verb == composer.MEND)
    if about.verb == composer.CORRECT and about.update is not None:
        start |= _texts(about.update.message.parts)
    return start


def _from_last_word(outage: Outage) -> dict[str, Any]:
    """What is still true of the last update: the way around it, and how far we are."""
    last = outage.updates.select_related("message").first()
    if last is None:
        return {}
    parts = last.message.parts
    apart = {name: texts for name, texts in parts.items() if name.startswith("workaround")}
    step = "investigating" if last.step in ("reopened", "resolved") else last.step
    known = {"step": step, FOR: audiences_in(parts)} | _texts(apart)
    return known | lines.initial_of(_lines(outage))


def _lines(outage: Outage) -> list[Line]:
    """The checklist as it stands; once it takes hours, a first one from the services."""
    kept = queries.lines_of(outage)
    takes_long = stage_of(outage.since, clock.now()) is not Stage.FIRST
    return kept or (queries.first_lines(outage) if takes_long and not outage.is_planned else [])


def _texts(parts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        field_name(part, lang): texts[lang]
        for part, texts in parts.items()
        for lang in LANGUAGES
        if texts.get(lang)
    }


def reviewed(about: About, form: WordForm) -> dict[str, Any]:
    """The preview, the coach's findings and what the button does, for a form that was read."""
    found = composer.coach(about, form)
    form.coach = {field: _told(form, field, those) for field, those in form.coach.items()}
    return {
        "form": form,
        "previews": previews(about, form),
        "consequence": composer.consequence(about, form),
        "instead": instead(about, form),
        "crowded": crowded(about, form),
        "planning": advice.of_form(about.outage, form),
        "missing": composer.missing(form, found),
        "blocks": sum(len(findings) for findings in found.blocking.values()),
        "thoughts": sum(
            finding["level"] != "block" for those in form.coach.values() for finding in those
        ),
        "told": _names(form),
        "offer": offer(form, found),
        "button": str(BUTTONS[about.verb]),
        "about": about,
        "verb": about.verb,
    }


def _names(form: WordForm) -> list[str]:
    """What the coach has to say, for whoever hears the page: the worst first, each once."""
    every = remarks.worst_first(finding for those in form.coach.values() for finding in those)
    return list(dict.fromkeys(finding["title"] for finding in every))[:NAMED]


def _told(form: WordForm, field: str, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings with their names, the worst first: without small ones inside a sentence that
    goes anyway, and without what the writer left as it is."""
    part, _dot, lang = field.rpartition(".")
    text = composer.texts_of(form).get(part, {}).get(lang, "")
    grave = [finding for finding in findings if finding["level"] == "block"]
    kept = [f for f in findings if f in grave or not any(_within(f, other) for other in grave)]
    for finding in kept:
        finding["title"] = remarks.name_of(finding["rule"])
        finding["takes"] = bool(finding["suggestion"]) or finding["level"] == "block"
        if finding["level"] != "block" and text:
            finding["token"] = remarks.token(lang, text, finding)
    left = set(form.left_be)
    told = remarks.worst_first(f for f in kept if f.get("token") not in left)
    return [dict(finding) for finding in told]


def _within(small: Mapping[str, Any], large: Mapping[str, Any]) -> bool:
    return bool(small["start"] >= large["start"] and small["end"] <= large["end"])


def put_errors(form: WordForm, errors: Mapping[str, str]) -> None:
    """Each sentence of a refusal at its field."""
    for name, sentence in errors.items():
        form.add_error(form.field_for(name), sentence)


def problems(form: WordForm) -> list[Problem]:
    """Everything that keeps this from being published, in the order of the form."""
    found = [
        Problem(_anchor(form, name), _question(form, name), str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
    for question in form.q.values():
        for text in question.texts:
            found += [
                Problem(
                    text.field.id_for_label,
                    f"{question.title} ({text.language})",
                    finding["title"],
                    finding,
                )
                for finding in text.findings
                if finding["level"] == "block"
            ]
    return found


def _anchor(form: WordForm, name: str) -> str:
    if name not in form.fields:
        return ""
    choices = getattr(form.fields[name], "choices", None)
    return f"id_{name}_0" if choices is not None else f"id_{name}"


def _question(form: WordForm, name: str) -> str:
    part = part_and_language(name)[0]
    if part in form.asks:
        return str(form.asks[part][0])
    return str(form.fields[name].label or "") if name in form.fields else ""


def done(about: About) -> str:
    """What to say when it has been done."""
    return str(DONE[about.verb])


def published_by(message: Message) -> str:
    """Who published it and when, in words."""
    first = message.revisions.select_related("author").first()
    who = str(first.author) if first and first.author else gettext("a colleague")
    when = clock.spoken(message.published_at) if message.published_at else ""
    said = {"person": who, "when": when}
    if hasattr(message, "review"):
        return gettext("%(person)s already published this look back, %(when)s.") % said
    return gettext("%(person)s already published this, %(when)s.") % said
