"""Turns a page of Helder into a page that works in any folder. Pure.

Owns: links that lead to the other files of the copy, and leaving out what only Helder itself can
do: forms, buttons, scripts, whatever is marked `data-live`, ways to pages that are not in the copy.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Place = Callable[[str], str | None]
"""Gives the file of the copy behind an address on this site, or None."""
EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})
LIVE = frozenset({"form", "button", "script", "noscript"})
LINK_RELS = frozenset({"stylesheet", "icon", "alternate", "preload"})
ADDRESSES = ("href", "src")
ATTRIBUTE = r'(\s{name}\s*=\s*)("[^"]*"|\'[^\']*\'|[^\s>]+)'


@dataclass(frozen=True)
class Additions:
    """What the copy itself has to say, as HTML: in the head, before the content, at the end."""

    head: str = ""
    bar: str = ""
    end: str = ""


def rewritten(html: str, file: str, place: Place, additions: Additions) -> str:
    """The page as it stands in the copy under the name `file`."""
    writer = _Writer(file, place, additions)
    writer.feed(html)
    writer.close()
    page = "".join(writer.out)
    for tag in ("li", "ul", "nav"):  # what held only what was left out, the inner ones first
        page = re.sub(rf"<{tag}(\s[^>]*)?>\s*</{tag}>", "", page)
    return page


def relative(file: str, target: str) -> str:
    """The way from one file of the copy to another, with the fragment that `target` may have."""
    path, mark, fragment = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(file) or ".") + mark + fragment


@dataclass
class _Open:
    """An element that is open: what its end becomes, and whether it is left out."""

    tag: str
    end: str | None = None
    dropped: bool = False


@dataclass(init=False)
class _Writer(HTMLParser):
    file: str
    place: Place
    additions: Additions
    out: list[str] = field(default_factory=list)

    def __init__(self, file: str, place: Place, additions: Additions) -> None:
        super().__init__(convert_charrefs=False)
        self.file, self.place, self.additions = file, place, additions
        self.out = []
        self.open: list[_Open] = []
        self.dropping = 0

    # What stands between the tags

    def handle_data(self, data: str) -> None:
        self._say(data)

    def handle_entityref(self, name: str) -> None:
        self._say(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._say(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._say(f"<!{decl}>")

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        text = self.get_starttag_text() or ""
        empty = tag in EMPTY or text.endswith("/>")
        if self.dropping or self._is_live(tag, given):
            self._drop(tag, empty)
            return
        if tag == "main":
            self._say(self.additions.bar)
        end = self._leads_nowhere(tag, given)
        if end is not None:
            self.open.append(_Open(tag, "</span>"))
            self._say(end)
            return
        self._say(self._with_places(text, given))
        if not empty:
            self.open.append(_Open(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY or not any(element.tag == tag for element in self.open):
            return
        while self.open:
            element = self.open.pop()
            if element.dropped:
                self.dropping -= 1
            elif not self.dropping:
                self._close(element)
            if element.tag == tag:
                return

    def _close(self, element: _Open) -> None:
        if element.tag == "head":
            self._say(self.additions.head)
        if element.tag == "body":
            self._say(self.additions.end)
        self._say(element.end or f"</{element.tag}>")

    def _drop(self, tag: str, empty: bool) -> None:
        if not empty:
            self.open.append(_Open(tag, dropped=True))
            self.dropping += 1

    def _say(self, text: str) -> None:
        if not self.dropping:
            self.out.append(text)

    # What can stay

    def _is_live(self, tag: str, given: dict[str, str]) -> bool:
        if tag in LIVE or "data-live" in given:
            return True
        if tag == "link":
            rels = set(given.get("rel", "").split())
            gone = self._found(given.get("href", "")) is None
            return not rels & LINK_RELS or gone
        if tag != "a" or not self._is_gone(given.get("href", "")):
            return False
        in_menu = any(element.tag in {"nav", "header"} for element in self.open)
        top = in_menu and not any(element.tag == "main" for element in self.open)
        return top or "h-button" in given.get("class", "") or "h-link" in given.get("class", "")

    def _leads_nowhere(self, tag: str, given: dict[str, str]) -> str | None:
        """A word in a sentence stays as a word when its page is not in the copy."""
        if tag != "a" or not self._is_gone(given.get("href", "")):
            return None
        kept = f' lang="{escape(given["lang"])}"' if "lang" in given else ""
        return f"<span{kept}>"

    def _is_gone(self, href: str) -> bool:
        return bool(href) and self._found(href) is None

    def _with_places(self, text: str, given: dict[str, str]) -> str:
        for name in ADDRESSES:
            if name in given:
                target = self._found(given[name])
                shown = escape(target if target is not None else "")
                text = re.sub(
                    ATTRIBUTE.format(name=name),
                    lambda found, shown=shown: f'{found[1]}"{shown}"',  # type: ignore[misc]
                    text,
                    count=1,
                )
        return text

    def _found(self, href: str) -> str | None:
        """The address as it is in the copy; None when it leads to what is not there."""
        address = unescape(href)
        if address.startswith("#") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
            return address
        if not address.startswith("/") or address.startswith("//"):
            return None
        file = self.place(address)
        if file is None:
            return None
        fragment = urlsplit(address).fragment
        return relative(self.file, f"{file}#{fragment}" if fragment else file)
