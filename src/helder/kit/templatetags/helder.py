"""The kit's template tags: texts in the reader's language, times as people say them, icons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from helder.kit import clock, countdowns, icons, menus, states, texts

register = template.Library()


@register.filter
def text(value: Any) -> str:
    """The reader's text of a bilingual value: {{ service.name|text }}."""
    return texts.pick(value)


@register.filter
def chosen(value: Any) -> texts.Chosen:
    """The chosen text with its language: {% with t=value|chosen %}{{ t.lang }}."""
    return texts.choose(value)


@register.filter
def spoken(moment: datetime | None) -> str:
    """A <time> element as people say it, exact in its attributes."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        local.strftime("%d-%m-%Y %H:%M"),
        clock.spoken(moment),
    )


@register.filter
def countdown(moment: datetime | None) -> str:
    """How far away a moment is, kept true by countdown.js."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time class="countdown" data-countdown datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        local.strftime("%d-%m-%Y %H:%M"),
        clock.until(moment),
    )


@register.filter
def lasting(minutes: int) -> str:
    """A number of minutes as people say it: "2 hours"."""
    return clock.lasting(minutes)


@register.filter
def dialled(number: str) -> str:
    """A phone number as a phone dials it: "030 - 123 45 67" becomes "0301234567"."""
    return re.sub(r"(?!^\+)[^0-9]", "", number.strip().replace("(0)", ""))


@lru_cache(maxsize=512)
def _drawn(name: str, label: str = "") -> SafeString:
    return mark_safe(icons.drawn(name, label))  # noqa: S308 - our own shapes, an escaped label


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon, hidden from screen readers unless it gets a label."""
    return _drawn(name, str(label))


@register.simple_tag
def state(name: str, label: str = "") -> SafeString:
    """How something stands, as a pill with a shape and a word."""
    look = states.look(name)
    return format_html(
        '<span class="h-state h-state--{}">{}{}</span>',
        look.tone,
        _drawn(look.icon),
        label or look.word,
    )


@register.simple_tag
def written(value: texts.Chosen | Mapping[str, str] | None, size: str = "") -> SafeString:
    """What somebody wrote, as paragraphs in its own language, marked when it is another's."""
    found = value if isinstance(value, texts.Chosen) else texts.choose(value)
    if not found.text:
        return mark_safe("")
    return format_html(
        '{}<div class="h-written{}" lang="{}">{}</div>',
        _foreign_mark(found),
        f" h-written--{size}" if size else "",
        found.lang,
        mark_safe(urlize(linebreaks(found.text, autoescape=True), nofollow=True)),  # noqa: S308
    )


@register.simple_tag
def foreign(value: texts.Chosen) -> SafeString:
    """The mark of a text in another language than the reader's; empty otherwise."""
    return _foreign_mark(value)


def _foreign_mark(found: texts.Chosen) -> SafeString:
    if not found.foreign:
        return mark_safe("")
    words = gettext("In Dutch") if found.lang == "nl" else gettext("In English")
    return format_html('<span class="h-foreign">{}{}</span>', _drawn("languages"), words)


@register.simple_tag(takes_context=True)
def menu(context: Context, entries: Iterable[Any]) -> list[menus.Line]:
    """The lines of a menu that this reader may see: {% menu desk_menu as entries %}."""
    request = context.get("request")
    path = request.path if request is not None else ""
    return menus.lines(entries or [], context.get("may") or ("",), path)


@register.simple_tag
def countdown_texts() -> str:
    """The words for countdown.js, as an attribute."""
    return countdowns.texts()


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """The content of a block a second time: the title of a page is also its heading."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe("" if block is None else block.render(context))  # noqa: S308 - rendered
