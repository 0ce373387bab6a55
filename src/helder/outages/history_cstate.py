"""Reads the issues of a cState status page (Markdown with front matter) into plain values.

Owns: what is accepted of `content/issues/*.md`, and the sentence for what is refused. A page of
cState has no time zone of its own: times without one are in the zone that is given. Its body tells
the newest word first, each as `*Label* - text {{< track "2024-05-15 17:50:00" >}}`.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from helder.outages.history import LONGEST_SOURCE, PastIncident, PastUpdate, Unreadable
from helder.outages.rules import UNREADABLE

FOLDER = "content/issues"
MOST_FILES, LARGEST = 5_000, 200_000
KINDS = {"down": "outage", "disrupted": "degraded", "notice": "degraded"}
PLANNED = re.compile(r"\b(maintenance|onderhoud|upgrade|migration)\b", re.IGNORECASE)
LABELS = {
    "resolved": "resolved",
    "fixed": "resolved",
    "completed": "resolved",
    "opgelost": "resolved",
    "post-mortem": "resolved",
    "postmortem": "resolved",
    "final message": "resolved",
    "monitoring": "monitoring",
    "watching": "monitoring",
    "verifying": "monitoring",
    "update": "identified",
    "identified": "identified",
    "investigating": "investigating",
    "initial message": "investigating",
    "scheduled": "scheduled",
    "soon": "scheduled",
    "in progress": "in_progress",
}
LABEL = re.compile(
    r"^(?:\*{1,2}|_{1,2}|\[)(?P<label>[A-Za-z][A-Za-z -]{2,30}?):?(?:\*{1,2}|_{1,2}|\])"
    r"\s*(?:[-–—:]\s*)?"
)
TRACK = re.compile(r"\{\{[<%]\s*track\s+\"?([^\">%]+?)\"?\s*[>%]\}\}")
SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """One file of the page, under its name there; or why it cannot be read."""

    name: str
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Page:
    """What holds for all its files: the name it is known by, the zone of its times, the moment."""

    name: str
    zone: ZoneInfo
    now: datetime


def name_of(place: Path) -> str:
    """What the page is called: the title in its config.yml, or else the name of the folder."""
    config = place / "config.yml"
    said: Any = None
    if place.is_dir() and config.is_file():
        try:
            said = yaml.safe_load(config.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError, OSError):
            said = None
    title = _clean(str(said.get("title") or "")) if isinstance(said, Mapping) else ""
    return (title or place.resolve().stem or "cstate")[:80]


def files(place: Path) -> Iterator[Source]:
    """The issues in a folder or a zip, by name. Raises Unreadable for none at all, or too many."""
    found = list(_in_zip(place) if place.is_file() else _in_folder(place))
    if not found:
        raise Unreadable(f"There are no issues in it: cState keeps them in {FOLDER}, one .md each.")
    if len(found) > MOST_FILES:
        raise Unreadable(f"There are more than {MOST_FILES} files in it.")
    yield from found


def _in_folder(place: Path) -> Iterator[Source]:
    inner = place / FOLDER
    for path in sorted((inner if inner.is_dir() else place).glob("*.md")):
        if _is_issue(path.name):
            yield _source(path.name, path.read_bytes())


def _in_zip(place: Path) -> Iterator[Source]:
    """Nothing is unpacked; only the issues are read, and none that is too large."""
    try:
        with zipfile.ZipFile(place) as archive:
            inside = [i for i in archive.infolist() if _is_issue(i.filename) and not i.is_dir()]
            deep = [i for i in inside if FOLDER in i.filename]
            for info in sorted(deep or inside, key=lambda i: i.filename)[: MOST_FILES + 1]:
                name = PurePosixPath(info.filename).name
                too_large = info.file_size > LARGEST
                yield _too_large(name) if too_large else _source(name, archive.read(info))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise Unreadable("It is not a zip that can be read.") from None


def _is_issue(name: str) -> bool:
    plain = PurePosixPath(name).name
    return plain.endswith(".md") and not plain.startswith(("_", "."))


def _source(name: str, raw: bytes) -> Source:
    if len(raw) > LARGEST:
        return _too_large(name)
    try:
        return Source(name, raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return Source(name, "", "it is not UTF-8 text.")


def _too_large(name: str) -> Source:
    return Source(name, "", f"it is larger than {LARGEST // 1000} kB.")


def read_issue(source: Source, page: Page, *, running: bool = False) -> PastIncident:
    """One issue, checked; one that goes on only if `running`. Raises Unreadable."""
    if source.problem:
        raise Unreadable(source.problem)
    matter, body = _split(source.text)
    key = f"{page.name}/{PurePosixPath(source.name).stem}"
    if len(key) > LONGEST_SOURCE:
        raise Unreadable("its name is too long.")
    title = _title(matter)
    since = _moment(matter.get("date"), "date", page)
    ended = _end(matter, since, page)
    if since > page.now:
        raise Unreadable("it has still to begin; plan it here instead.")
    if ended is None and not running:
        raise Unreadable("it is not over; it comes in when it is, or now with --publish.")
    return PastIncident(
        source=key,
        name=title,
        kind=_kind(matter, title),
        since=since,
        resolved_at=ended,
        components=_affected(matter),
        updates=_updates(body, key, title, (since, ended), page),
    )


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    """Front matter between --- (YAML) or +++ (TOML), and what comes after it."""
    found = re.match(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|$)(.*)", text, re.DOTALL)
    if found is None:
        raise Unreadable("it has no front matter between --- lines.")
    fence, raw, body = found.groups()
    try:
        matter = yaml.safe_load(raw) if fence == "---" else tomllib.loads(raw)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        raise Unreadable("its front matter cannot be read.") from None
    if not isinstance(matter, Mapping):
        raise Unreadable("its front matter holds no names with values.")
    return matter, body


def _title(matter: Mapping[str, Any]) -> str:
    title = _clean(str(matter.get("title") or ""))
    if not title:
        raise Unreadable('"title" is missing or empty.')
    return title[:200]


def _end(matter: Mapping[str, Any], since: datetime, page: Page) -> datetime | None:
    """When it was over. `resolvedWhen` alone is not enough: cState goes by `resolved`."""
    if str(matter.get("resolved", "")).lower() not in {"true", "yes"}:
        if matter.get("informational") is True:
            return since
        return None
    said = matter.get("resolvedWhen")
    return max(_moment(said, "resolvedWhen", page), since) if said else since


def _kind(matter: Mapping[str, Any], title: str) -> str:
    severity = str(matter.get("severity") or "").lower()
    if PLANNED.search(title):
        return "maintenance"
    if severity not in KINDS:
        raise Unreadable(f'"severity" is {severity!r}; down, disrupted and notice are known.')
    return KINDS[severity]


def _affected(matter: Mapping[str, Any]) -> tuple[str, ...]:
    listed = matter.get("affected")
    named = listed if isinstance(listed, list) else str(listed or "").split(",")
    return tuple(text for item in named if (text := _clean(str(item))))


def _moment(value: Any, key: str, page: Page) -> datetime:
    """As YAML, TOML or a text gives it; without a zone it is in that of the page."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    try:
        moment = (
            value
            if isinstance(value, datetime)
            else datetime.fromisoformat(_padded(str(value or "").strip()))
        )
    except ValueError:
        raise Unreadable(f'"{key}" is not a time such as 2026-11-22 14:00:00.') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=page.zone)


def _padded(said: str) -> str:
    """ "2024-5-1 9:05" as people type it."""
    found = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d)(.*))?", said)
    if found is None:
        return said
    year, month, day, hour, minute, rest = found.groups()
    start = f"{year}-{int(month):02}-{int(day):02}"
    return f"{start}T{int(hour):02}:{minute}{rest.strip()}" if hour else start


def _updates(
    body: str, key: str, title: str, span: tuple[datetime, datetime | None], page: Page
) -> tuple[PastUpdate, ...]:
    """Oldest first. A body without updates is one; an issue without a body is its title."""
    said = [_read(piece, page) for piece in _pieces(body)]
    words = [one for one in reversed(said) if one[1]]
    if not words:
        words = [("resolved" if span[1] else "investigating", title, None)]
    return tuple(
        PastUpdate(f"{key}/{number}", _step(number, step, len(words), span), text, at)
        for number, (step, text, at) in enumerate(_timed(words, span), start=1)
    )


def _pieces(body: str) -> Iterator[str]:
    """Cut before each label, and after each time that cState shows."""
    piece: list[str] = []
    for block in re.split(r"\n\s*\n", RULE.sub("", COMMENT.sub("", body))):
        text = block.strip()
        if piece and _label(text):
            yield "\n\n".join(piece)
            piece = []
        if text:
            piece.append(text)
        if TRACK.search(text):
            yield "\n\n".join(piece)
            piece = []
    if piece:
        yield "\n\n".join(piece)


def _label(text: str) -> str | None:
    found = LABEL.match(text)
    return LABELS.get(found["label"].strip().lower()) if found else None


def _read(piece: str, page: Page) -> tuple[str, str, datetime | None]:
    """Its step, its text without what only cState understands, and its time where it has one."""
    step = _label(piece)
    track = TRACK.search(piece)
    text = SHORTCODE.sub("", LABEL.sub("", piece, count=1) if step else piece)
    try:
        at = _moment(track[1], "track", page) if track else None
    except Unreadable:
        at = None
    return step or "", _clean(text), at


def _timed(
    words: list[tuple[str, str, datetime | None]], span: tuple[datetime, datetime | None]
) -> Iterator[tuple[str, str, datetime]]:
    """Without a time of its own a word was said with the one before it; the last at the end."""
    start, end = span
    before = start
    for number, (step, text, at) in enumerate(words, start=1):
        moment = at or (end if end and number == len(words) and step == "resolved" else before)
        moment = max(before, min(moment, end + timedelta(days=30)) if end else moment)
        before = moment
        yield step, text, moment


def _step(number: int, step: str, count: int, span: tuple[datetime, datetime | None]) -> str:
    """What was said without a label: the first word investigates, the last one of what is over
    tells that it is."""
    if step and not (step == "resolved" and number < count):
        return step
    if number == count and count > 1 and span[1]:
        return "resolved"
    return "investigating" if number == 1 else "identified"


def _clean(text: str) -> str:
    """Without the signs that no feed, mail or database can carry; links as they read."""
    text = re.sub(r"<(https?://[^>\s]+)>", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r"\1 (\2)", text)
    return UNREADABLE.sub("", text).strip()
