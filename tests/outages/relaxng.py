"""RELAX NG in small: patterns as tuples, and whether an element of XML matches one.

By derivatives: what is left of a pattern after an attribute, a text or an element was seen. Only
what a schema of a feed needs: no lists, no keys, names by a function.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

Pattern = tuple[Any, ...]
Check = Callable[[str], bool]

EMPTY: Pattern = ("empty",)
NO: Pattern = ("no",)
TEXT: Pattern = ("text",)
ANYTHING: Pattern = ("any",)
"""An element of any name; what is in it is its own business."""


def choice(*those: Pattern) -> Pattern:
    """One of these."""
    left: Pattern = NO
    for one in those:
        if left == NO:
            left = one
        elif one not in (NO, left):
            left = ("choice", left, one)
    return left


def _pair(kind: str, a: Pattern, b: Pattern) -> Pattern:
    if NO in (a, b):
        return NO
    return b if a == EMPTY else a if b == EMPTY else (kind, a, b)


def group(*those: Pattern) -> Pattern:
    """All of these, in this order."""
    left: Pattern = EMPTY
    for one in those:
        left = _pair("group", left, one)
    return left


def mix(*those: Pattern) -> Pattern:
    """All of these, in any order."""
    left: Pattern = EMPTY
    for one in those:
        left = _pair("mix", left, one)
    return left


def some(one: Pattern) -> Pattern:
    """Once or more."""
    return NO if one == NO else ("some", one)


def many(one: Pattern) -> Pattern:
    """As often as one likes."""
    return choice(some(one), EMPTY)


def maybe(one: Pattern) -> Pattern:
    """Once or not."""
    return choice(one, EMPTY)


def attribute(name: str | Check, check: Check = lambda _value: True) -> Pattern:
    """An attribute of this name with such a value."""
    return ("attribute", name if callable(name) else name.__eq__, check)


def element(name: str | Check, *content: Pattern) -> Pattern:
    """An element of this name with all of this, attributes first."""
    return ("element", name if callable(name) else name.__eq__, group(*content))


def data(check: Check) -> Pattern:
    """A text that passes."""
    return ("data", check)


def matches(pattern: Pattern, found: Element) -> bool:
    """Whether this element, with all that is in it, is as the pattern says."""
    return _nullable(_after(pattern, lambda p: _element(p, found)))


def _element(one: Pattern, found: Element) -> Pattern:
    if one == ANYTHING:
        return EMPTY
    kind, name, left = one if one[0] == "element" else ("", None, NO)
    if not kind or not name(found.tag):
        return NO
    for key, value in found.attrib.items():
        left = _after(left, partial(_attribute, key=key, value=value), ordered=False)
    left = _closed(left)
    if not len(found):
        return EMPTY if _says(left, found.text or "") else NO
    left = _text(left, found.text)
    for child in found:
        left = _text(_after(left, partial(_element, found=child)), child.tail)
    return EMPTY if _nullable(left) else NO


def _says(left: Pattern, text: str) -> bool:
    if not text.strip() and _nullable(left):
        return True
    return _nullable(_after(left, lambda p: _data(p, text)))


def _text(left: Pattern, text: str | None) -> Pattern:
    """Between elements; white space says nothing."""
    return _after(left, lambda p: _data(p, text)) if text and text.strip() else left


def _data(one: Pattern, text: str) -> Pattern:
    if one == TEXT:
        return TEXT
    return EMPTY if one[0] == "data" and one[1](text.strip()) else NO


def _attribute(one: Pattern, key: str, value: str) -> Pattern:
    return EMPTY if one[0] == "attribute" and one[1](key) and one[2](value) else NO


def _after(p: Pattern, leaf: Callable[[Pattern], Pattern], *, ordered: bool = True) -> Pattern:
    """What is left of a pattern after something was seen; of a leaf `leaf` says so."""
    if p[0] == "choice":
        return choice(*(_after(one, leaf, ordered=ordered) for one in p[1:]))
    if p[0] == "some":
        return group(_after(p[1], leaf, ordered=ordered), many(p[1]))
    if p[0] not in ("group", "mix"):
        return leaf(p)
    kind, a, b = p
    first = _pair(kind, _after(a, leaf, ordered=ordered), b)
    skips = kind == "mix" or not ordered or _nullable(a)
    if not skips:
        return first
    rest = _after(b, leaf, ordered=ordered)
    return choice(first, rest if kind == "group" and ordered else _pair(kind, a, rest))


def _closed(p: Pattern) -> Pattern:
    """No attribute comes any more: one that still must be there never will."""
    if p[0] == "choice":
        return choice(*map(_closed, p[1:]))
    if p[0] in ("group", "mix"):
        return _pair(p[0], _closed(p[1]), _closed(p[2]))
    if p[0] == "some":
        return some(_closed(p[1]))
    return NO if p[0] == "attribute" else p


def _nullable(p: Pattern) -> bool:
    if p[0] == "choice":
        return any(map(_nullable, p[1:]))
    if p[0] in ("group", "mix"):
        return _nullable(p[1]) and _nullable(p[2])
    return p in (EMPTY, TEXT) or (p[0] == "some" and _nullable(p[1]))
