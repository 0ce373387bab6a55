"""The command `helder coach`: reads a message from a file or standard input.

Owns options, exit codes and the layout of the answer. Refuses judgement. Exit 0: nothing blocks,
1: something blocks, 2: usage, unreadable input or an answer that cannot be written.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import click

from helder.coach.result import KINDS, LANGUAGES, Finding, Readability, Result
from helder.coach.reviewing import review
from helder.coach.wording import said_to

FORMULAS = {
    "flesch_douma": "Flesch-Douma",
    "leesindex_a": "Leesindex A",
    "flesch": "Flesch Reading Ease",
}


GENERAL = "general"


class _Unreadable(Exception):
    """Input that is no text; the message is one line for the user."""


@click.command("coach")
@click.option("--kind", type=click.Choice(KINDS), help="Kind of message; general if not said.")
@click.option("--lang", type=click.Choice(("auto", *LANGUAGES)), default="auto")
@click.option("--format", "layout", type=click.Choice(("text", "json")), default="text")
@click.option("--jsonl", is_flag=True, help="One JSON object a line in, one result a line out.")
@click.argument("file", default="-", metavar="[FILE|-]")
def coach(kind: str | None, lang: str, layout: str, jsonl: bool, file: str) -> None:
    """Read a message and say what stands between it and its readers."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for a terminal that knows no emoji
    try:
        code = _stream(file, kind, lang) if jsonl else _single(file, kind or GENERAL, lang, layout)
    except _Unreadable as problem:
        click.echo(f"helder coach: {problem}", err=True)
        code = 2
    except OSError as problem:
        code = _unwritten(problem)
    sys.exit(code)


def _unwritten(problem: OSError) -> int:
    """Nobody takes the answer: a full disk is told, a reader who left (`| head`) needs no word."""
    if not isinstance(problem, BrokenPipeError):
        click.echo(f"helder coach: cannot write: {problem.strerror or problem}.", err=True)
    with suppress(OSError):  # or Python tries to write it again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


def _single(file: str, kind: str, lang: str, layout: str) -> int:
    text = _read(file)
    if not text.strip("\ufeff \t\r\n"):
        raise _Unreadable("the message is empty.")
    result = review(text, kind, lang)
    if layout == "json":
        click.echo(_dump(result.as_dict()))
    else:
        for line in _lines(result):
            click.echo(line)
    return 1 if result.blocked else 0


def _open(file: str) -> BinaryIO:
    if file == "-":
        if sys.stdin is None:
            raise _Unreadable("there is no input.")
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except (OSError, ValueError) as problem:
        raise _unread(file, problem) from problem


def _unread(file: str, problem: Exception) -> _Unreadable:
    return _Unreadable(f"cannot read {file}: {getattr(problem, 'strerror', None) or problem}.")


def _read(file: str) -> str:
    return _decode(b"".join(_pieces(file)), file)


def _pieces(file: str) -> Iterator[bytes]:
    """The lines of the input; what goes wrong in here is reading, never writing."""
    source = _open(file)
    try:
        yield from source
    except OSError as problem:
        raise _unread(file, problem) from problem
    finally:
        if file != "-":
            source.close()


def _decode(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _Unreadable(f"{_name(file)} is not UTF-8 text.") from None
    if "\x00" in text:
        raise _Unreadable(f"{_name(file)} is not text.")
    return text


def _name(file: str) -> str:
    return "the input" if file == "-" else file


def _dump(data: dict[str, object]) -> str:
    """JSON as readable text; with escapes where the output cannot hold it, as half characters."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(data)
    return text


def _stream(file: str, kind: str | None, lang: str) -> int:
    """Line by line, so that the first answer is there before the last question."""
    failed = False
    for answer in _answers(_pieces(file), kind, lang):
        failed = failed or "error" in answer
        click.echo(_dump(answer))
    return 2 if failed else 0


def _answers(source: Iterator[bytes], kind: str | None, lang: str) -> Iterator[dict[str, object]]:
    """One answer a line; blank lines count only when something follows them."""
    blank = 0
    for line in source:
        if not line.strip():
            blank += 1
            continue
        for _ in range(blank):
            yield {"error": "the line is empty"}
        blank = 0
        yield _answer(line, kind, lang)


def _answer(line: bytes, kind: str | None, lang: str) -> dict[str, object]:
    try:
        wish = _wish(line)
        text, lang = _string(wish, "text"), _string(wish, "lang", lang)
        return review(text, _kind(wish, kind), lang).as_dict()
    except ValueError as problem:
        return {"error": str(problem)}


def _kind(wish: dict[str, object], asked: str | None) -> str:
    """The kind of a line; one that we do not know gives way to the one asked for."""
    given = _string(wish, "kind", asked or GENERAL)
    return asked if asked and given not in KINDS else given


def _wish(line: bytes) -> dict[str, object]:
    try:
        wish = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("the line is not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("the line is not valid JSON") from None
    if not isinstance(wish, dict):
        raise ValueError("the line is not a JSON object")
    return wish


def _string(wish: dict[str, object], name: str, default: str | None = None) -> str:
    value = wish.get(name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string")
    return value


def _lines(result: Result) -> Iterator[str]:
    """The answer for people: the sentence, why, a better wording."""
    words = said_to(result.lang)
    report = words["report"]
    for finding in result.findings:
        yield from _shown(finding, result)
    if result.missing:
        yield report["missing"]
        yield from (f"  - {words['missing'][name]} ({name})" for name in result.missing)
        yield ""
    yield from _readability(result.readability, report)
    yield report["blocked"] if result.blocked else report["clear"]


def _readability(reading: Readability, report: dict[str, str]) -> Iterator[str]:
    """The verdict and its words; the numbers stay in the details."""
    if reading.causes:
        yield report["causes"].format(causes=", ".join(reading.causes))
    else:
        yield report[f"readability_{reading.verdict}"]
    numbers = (f"{FORMULAS[name]} {value}" for name, value in reading.formulas.items())
    figures = reading.as_dict() | {"formulas": ", ".join(numbers)}
    yield "  " + report["details"].format(**figures)


def _shown(finding: Finding, result: Result) -> Iterator[str]:
    words = said_to(result.lang)
    yield f"{finding.rule} ({words['levels'][finding.level]})"
    yield f"  «{' '.join(finding.excerpt.split())}»"
    yield f"  {finding.why}"
    if finding.suggestion:
        yield "  " + words["report"]["better"].format(suggestion=finding.suggestion)
    elif finding.rule in ("guard.spend", "tone.avoided_word"):
        yield "  " + words["report"]["leave_out"]
    yield ""
