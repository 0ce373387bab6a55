"""The style sheets as tinycss2 reads them."""

from __future__ import annotations

import re
from pathlib import Path

import tinycss2

STATIC = Path(__file__).parents[2] / "src/helder/kit/static/kit"
PACKAGE = Path(__file__).parents[2] / "src/helder"
DARK = "prefers-color-scheme: dark"


def sheet(name: str) -> str:
    """The text of one of our style sheets."""
    return (STATIC / name).read_text(encoding="utf-8")


def ours() -> list[Path]:
    """Every style sheet of Helder, not those of others."""
    return [path for path in PACKAGE.rglob("*.css") if "vendor" not in path.parts]


def tokens(*, dark: bool = False) -> dict[str, str]:
    """The tokens as a page in light or in dark mode gets them, before the house's own."""
    found: dict[str, str] = {}
    for rule in tinycss2.parse_stylesheet(sheet("tokens.css"), True, True):
        if rule.type == "qualified-rule":
            found |= _declared(rule.content)
        elif rule.type == "at-rule" and DARK in tinycss2.serialize(rule.prelude) and dark:
            for inner in tinycss2.parse_rule_list(rule.content, True, True):
                found |= _declared(inner.content)
    return {name.removeprefix("--helder-"): value for name, value in found.items()}


def _declared(content: list[object]) -> dict[str, str]:
    declarations = tinycss2.parse_declaration_list(content, True, True)
    return {
        d.name: tinycss2.serialize(d.value).strip() for d in declarations if d.type == "declaration"
    }


def used_names(css: str) -> set[str]:
    """Every custom property that is read."""
    return set(re.findall(r"var\(\s*(--[\w-]+)", css))


def set_names(css: str) -> set[str]:
    """Every custom property that is set."""
    return set(re.findall(r"(?:^|[{;\s])(--[\w-]+)\s*:", css))


def classes(css: str) -> set[str]:
    """Every class of the kit that has a rule."""
    return set(re.findall(r"\.(h-[a-z0-9_-]+)", css))
