"""Checks that every sentence of the interface is said in formal and in informal Dutch.

Four promises: the catalogues hold every sentence that the source now has (asked of xgettext);
each has a Dutch translation that nobody doubts; whatever formal Dutch says with "u" has an informal
sentence without it, and only that; and the compiled files say the same as the catalogues.
Exit 0: all hold. 1: it says which does not. 77: xgettext is not on this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

NOT_POSSIBLE = 77
EXTENSIONS = ("-e", "py,html,txt,mjml")
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "helder"
FORMAL = re.compile(r"\b(u|uw|uzelf|uwe)\b", re.IGNORECASE)
# Here the word itself is meant, and nobody is spoken to.
NOT_FORMAL = re.compile(
    r"u[ -]vorm|\bu (?:en|of) je\b|\bje (?:en|of) u\b|\bu \(formeel\)|[‘“«'\"]u[’”»'\"]",
    re.IGNORECASE,
)


def main() -> int:
    """Prints what is wrong, one line each."""
    for locale in ("nl", "nl_Informal"):
        if not _catalogue(locale).is_file():
            print(f"there is no catalogue {_catalogue(locale).relative_to(PACKAGE)}")
            return 1
    dutch = polib.pofile(str(_catalogue("nl")))
    informal = polib.pofile(str(_catalogue("nl_Informal")))
    wrong = [*_untranslated(dutch), *_still_formal(dutch, informal), *_out_of_step()]
    here = shutil.which("xgettext") is not None
    if here:
        wrong += _not_collected(dutch)
    for line in wrong:
        print(line)
    if not wrong and here:
        print(f"{len(_alive(dutch))} sentences, all in Dutch and where needed in informal Dutch.")
    if not here:
        print("xgettext is not on this machine: apt install gettext")
    return 1 if wrong else (0 if here else NOT_POSSIBLE)


def _catalogue(locale: str) -> Path:
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def _alive(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if not entry.obsolete]


def _said(entry: polib.POEntry) -> list[str]:
    """What a translation says: one text, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _untranslated(dutch: polib.POFile) -> Iterator[str]:
    for entry in _alive(dutch):
        if entry.fuzzy:
            yield f"nl: doubtful (fuzzy): {entry.msgid!r}"
        elif not all(text.strip() for text in _said(entry)):
            yield f"nl: not translated: {entry.msgid!r}"


def _is_formal(text: str) -> bool:
    return bool(FORMAL.search(NOT_FORMAL.sub("", text)))


def _still_formal(dutch: polib.POFile, informal: polib.POFile) -> Iterator[str]:
    overrides = {
        (entry.msgctxt, entry.msgid): entry for entry in _alive(informal) if not entry.fuzzy
    }
    for entry in _alive(dutch):
        override = overrides.get((entry.msgctxt, entry.msgid))
        if override is not None and all(_said(override)):
            if any(_is_formal(text) for text in _said(override)):
                yield f"nl_Informal: still says u: {entry.msgid!r}"
            elif _said(override) != _said(entry) and not any(map(_is_formal, _said(entry))):
                yield f"nl_Informal: says something else, without need: {entry.msgid!r}"
        elif any(_is_formal(text) for text in _said(entry)):
            yield f"nl_Informal: lacks its own sentence: {entry.msgid!r}"


def _out_of_step() -> Iterator[str]:
    """Compares each compiled file with its catalogue, text by text."""
    for catalogue in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or _texts(polib.mofile(str(compiled))) != _texts(
            polib.pofile(str(catalogue))
        ):
            yield f"{compiled.relative_to(PACKAGE)}: run python scripts/compile_translations.py"


def _texts(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], list[str]]:
    # a compiled entry has neither flags nor obsolete ones
    entries = [e for e in catalogue if not e.obsolete and not getattr(e, "fuzzy", False)]
    return {
        (entry.msgctxt, entry.msgid): _said(entry)
        for entry in entries
        if entry.msgid and any(_said(entry))
    }


def _not_collected(dutch: polib.POFile) -> Iterator[str]:
    """Sentences in the source that are not in the catalogue; asked of makemessages, on a copy."""
    known = {(entry.msgctxt, entry.msgid) for entry in _alive(dutch)}
    with tempfile.TemporaryDirectory(prefix="helder-texts-") as folder:
        copy = Path(folder) / "helder"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        done = subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-wrap", *EXTENSIONS],
            cwd=copy,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            yield f"makemessages does not work: {done.stderr.strip()}"
            return
        found = polib.pofile(str(copy / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    for entry in _alive(found):
        if (entry.msgctxt, entry.msgid) not in known:
            places = ", ".join(f"{path}:{line}" for path, line in entry.occurrences[:2])
            yield f"nl: not in the catalogue: {entry.msgid!r} ({places})"


if __name__ == "__main__":
    sys.exit(main())
