"""What the tests of the documentation read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "helder"


def page(name: str) -> str:
    """One page of the documentation, by its path without the ending."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def quoted(text: str) -> set[str]:
    """Everything that stands between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def table(text: str) -> Iterator[list[str]]:
    """The rows of every table on a page, headings and rules left out."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `"):
            yield cells


def written() -> list[Path]:
    """Every page that people read, at the root and in the documentation."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def python_files() -> list[Path]:
    """The modules of the program, without what a machine made."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
