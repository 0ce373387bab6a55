"""Every link between pages leads to something that is there."""

from __future__ import annotations

import re

from tests.docs.pages import DOCS, ROOT, written

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def _anchor(heading: str) -> str:
    plain = re.sub(r"[`*_]|[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"\s", "-", plain)


def test_links_lead_somewhere() -> None:
    lost = []
    for path in written():
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            file, _hash, anchor = target.partition("#")
            there = (path.parent / file).resolve() if file else path
            if not there.exists():
                lost.append(f"{path.relative_to(ROOT)}: {target}")
            elif anchor and there.suffix == ".md":
                anchors = {_anchor(h) for h in HEADING.findall(there.read_text(encoding="utf-8"))}
                lost += [] if anchor in anchors else [f"{path.relative_to(ROOT)}: {target}"]
    assert not lost


def test_every_page_is_in_the_site() -> None:
    """A page that no list names is found by nobody; Sphinx warns, this names it sooner."""
    lists = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    named = {
        str(path.relative_to(DOCS).with_suffix(""))
        for path in DOCS.rglob("*.md")
        if path.name != "index.md"
    }
    globs = ("reference/", "explanation/", "decisions/")
    assert not [name for name in named if name not in lists and not name.startswith(globs)]
