"""The command `helder coach`: reads a message from a file or standard input.

Owns options, exit codes and the layout of the answer. Refuses judgement. Exit 0: nothing blocks,
1: something blocks, 2: usage or unreadable input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
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


class _Unreadable(Exception):
    """Input that is no text; the message is one line for the user."""


@click.command("coach")
@click.option("--kind", type=click.Choice(KINDS), default="general", help="Kind of message.")
@click.option("--lang", type=click.Choice(("auto", *LANGUAGES)), default="auto")
@click.option("--format", "layout", type=click.Choice(("text", "json")), default="text")
@click.option("--jsonl", is_flag=True, help="One JSON object a line in, one result a line out.")
@click.argument("file", default="-", metavar="[FILE|-]")
def coach(kind: str, lang: str, layout: str, jsonl: bool, file: str) -> None:
    """Read a message and say what stands between it and its readers."""
    try:
        code = _stream(file, kind, lang) if jsonl else _single(file, kind, lang, layout)
    except _Unreadable as problem:
        click.echo(f"helder coach: {problem}", err=True)
        code = 2
    sys.exit(code)


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
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as problem:
        raise _Unreadable(f"cannot read {file}: {problem.strerror or problem}.") from problem


def _read(file: str) -> str:
    source = _open(file)
    try:
        data = source.read()
    except OSError as problem:
        raise _Unreadable(f"cannot read {file}: {problem.strerror or problem}.") from problem
    finally:
        if file != "-":
            source.close()
    return _decode(data, file)


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
    """JSON as readable text; half characters, which no terminal can show, are escaped."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data)
    return text


def _stream(file: str, kind: str, lang: str) -> int:
    """Line by line, so that the first answer is there before the last question."""
    source = _open(file)
    failed = False
    try:
        for answer in _answers(source, kind, lang):
            failed = failed or "error" in answer
            click.echo(_dump(answer))
    except OSError as problem:
        raise _Unreadable(f"cannot read {file}: {problem.strerror or problem}.") from problem
    finally:
        if file != "-":
            source.close()
    return 2 if failed else 0


def _answers(source: BinaryIO, kind: str, lang: str) -> Iterator[dict[str, object]]:
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


def _answer(line: bytes, kind: str, lang: str) -> dict[str, object]:
    try:
        wish = _wish(line)
        return review(
            _string(wish, "text"), _string(wish, "kind", kind), _string(wish, "lang", lang)
        ).as_dict()
    except ValueError as problem:
        return {"error": str(problem)}


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
