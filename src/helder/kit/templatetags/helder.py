"""The kit's template tags: texts in the reader's language, times as people say them, icons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html

from helder.kit import clock, texts

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
