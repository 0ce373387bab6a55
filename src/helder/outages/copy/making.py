"""Makes a copy of the status page: every page as a visitor sees it, to be read without Helder.

Owns: which file is which page in which language, and what the copy says of itself. Refuses: writing
(folder.py) and sending (sending.py).
"""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from helder import __version__
from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.copy import asking, assets, bell, listing, pulse
from helder.outages.copy.folder import Manifest
from helder.outages.copy.listing import Address
from helder.outages.copy.rewriting import Additions, relative, rewritten
from helder.outages.models import Outage

OLD_MINUTES = 10
"""A copy of which something runs is old after so long: somebody would have said more by then."""
PAUSE = 0.005
"""Between two pages: whoever waits for a page of this process goes first."""
PATIENCE = 2.0
ENGLISH = "en/"
LANGUAGES = {"nl": "Nederlands", "en": "English"}
LOGOS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class Unmade(Exception):
    """The status page itself could not be made; the copy that stands is left as it is."""


@dataclass
class Copy:
    """A copy as it is to be written."""

    manifest: Manifest
    files: dict[str, bytes] = field(default_factory=dict)
    whole: bool = True
    left: set[str] = field(default_factory=set)

    def keeps(self, name: str) -> bool:
        """Whether a file that stands there already stays as it is."""
        return name in self.left or not self.whole


def make(before: Manifest | None = None, *, whole: bool = True) -> Copy:
    """All that is not still right in the copy of `before`, or only what is hot. Raises Unmade."""
    with timezone.override(zoneinfo.ZoneInfo(current().time_zone)):
        return _Maker(clock.now(), before or Manifest()).made(whole)


def look() -> str:
    """Differs when pages look different: then everything is made anew."""
    return (
        f"{__version__} {static('outages/public.css')} {static('kit/kit.css')} {current().address}"
    )


@dataclass
class _Maker:
    at: datetime
    before: Manifest
    assets: set[str] = field(default_factory=set)
    house: dict[str, str] = field(default_factory=dict)
    known: dict[str, Address] = field(default_factory=dict)

    def made(self, whole: bool) -> Copy:
        """Every page in every language, then what these pages need."""
        self.known = {address.path: address for address in listing.every()}
        copy = Copy(self._manifest(whole), whole=whole)
        chosen = [address for address in self.known.values() if whole or address.hot]
        for language in listing.languages():
            self._write_pages(copy, chosen, language)
        copy.files |= {**assets.read(self.assets), **self._house_files()}
        return copy

    def _manifest(self, whole: bool) -> Manifest:
        return Manifest(
            beat=pulse.beat(),
            look=look(),
            written_at=self.at.isoformat(),
            complete_at=self.at.isoformat() if whole else self.before.complete_at,
            running=Outage.objects.current(self.at).exists(),
        )

    def _write_pages(self, copy: Copy, chosen: Sequence[Address], language: str) -> None:
        running = copy.manifest.running
        for address in chosen:
            name = file_of(address, language)
            if self._is_still_right(address, name):
                copy.left.add(name)
                continue
            with clock.for_keeping():
                answer = asking.ask(address.path, language)
            if answer.status != 200:
                if address.path == listing.STATUS_PAGE:
                    raise Unmade(f"{address.path} answers {answer.status}")
                continue
            if answer.header("Content-Type").startswith("text/html"):
                page = self._page(answer.body.decode(), address, language, running)
                copy.files[name] = page.encode()
            else:
                copy.files[name] = answer.body
            time.sleep(PAUSE)
            bell.let_pass(PATIENCE)

    def _is_still_right(self, address: Address, name: str) -> bool:
        """What is over and was written since it changed for the last time."""
        if address.hot or address.changed_at is None or name not in self.before.files:
            return False
        complete_at = parse_datetime(self.before.complete_at)
        same_look = self.before.look == look()
        return same_look and complete_at is not None and address.changed_at < complete_at

    def _page(self, html: str, address: Address, language: str, running: bool) -> str:
        file = file_of(address, language)
        return rewritten(
            html,
            file,
            lambda asked: self._place(asked, language),
            self._additions(address, file, language, running and address.hot),
        )

    def _place(self, asked: str, language: str) -> str | None:
        """The file behind an address on this site."""
        name = assets.name_of(asked)
        if name is not None:
            self.assets.add(name)
            return name
        parts = urlsplit(asked)
        if parts.path.startswith("/house"):
            return self._house_file(parts.path)
        address = self.known.get(parts.path) or self.known.get(_of_month(asked))
        if address is None:
            return None
        lang = parse_qs(parts.query).get("lang", [language])[0]
        return file_of(address, "en" if lang == "en" else "nl")

    def _additions(self, address: Address, file: str, language: str, running: bool) -> Additions:
        context = {
            "house": current(),
            "at": self.at,
            "running": running,
            "minutes": OLD_MINUTES,
            "base": settings.BASE_URL,
            "live": settings.BASE_URL + address.path,
            "others": self._others(address, file, language),
            "style": self._near(file, "outages/aged.css"),
            "script": self._near(file, "outages/aged.js"),
        }
        with translation.override(language), clock.for_keeping():
            return Additions(
                *(render_to_string(f"outages/copy/{part}.html", context) for part in PARTS)
            )

    def _others(self, address: Address, file: str, language: str) -> list[dict[str, str]]:
        short = language.split("-")[0]
        return [
            {"lang": lang, "name": name, "href": relative(file, file_of(address, lang))}
            for lang, name in LANGUAGES.items()
            if lang != short
        ]

    def _near(self, file: str, name: str) -> str:
        asset = assets.name_of(static(name))
        if asset is None:
            return ""
        self.assets.add(asset)
        return relative(file, asset)

    def _house_file(self, path: str) -> str | None:
        """The organisation's colours and logo: one file each, whatever version is asked for."""
        if path not in self.house:
            answer = asking.ask(path, "nl")
            kind = answer.header("Content-Type").split(";")[0]
            ending = "" if path.endswith(".css") else f".{LOGOS.get(kind, 'img')}"
            self.house[path] = f"{path[1:]}{ending}" if answer.status == 200 else ""
        return self.house[path] or None

    def _house_files(self) -> dict[str, bytes]:
        return {name: asking.ask(path, "nl").body for path, name in self.house.items() if name}


PARTS = ("head", "bar", "end")


def file_of(address: Address, language: str) -> str:
    """Dutch stands where it stands in Helder, English in a folder of its own."""
    return f"{ENGLISH}{address.file}" if language == "en" else address.file


def _of_month(asked: str) -> str:
    """The path of a month that is asked for as `?month=2026-11`."""
    parts = urlsplit(asked)
    month = parse_qs(parts.query).get("month", [""])[0]
    return f"{parts.path}{month}/" if month else ""
