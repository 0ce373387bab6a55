"""Rules that a linter does not know: no signals, no escaping by hand, no inline script or style."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import PACKAGE, ROOT, name, python_files, templates, tree

# Where text becomes markup on purpose: each escapes what it is given, and says so.
MAKE_MARKUP = {
    "src/helder/kit/templatetags/helder.py",
}
# Mail has no style sheets: its templates are mrml or HTML with styles in them.
MAIL = re.compile(r"/templates/(?:[^/]+/)?mail/|\.mjml$|/letters?/")
INLINE = {
    "a style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE
    ),
    "javascript: in a link": re.compile(r"javascript:", re.IGNORECASE),
}


def test_no_signals() -> None:
    caught = [
        f"{name(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and ((node.module or "").endswith("signals") or (node.module or "") == "django.dispatch")
    ]
    assert not caught, "a call is readable, a receiver is not"


def test_every_sentence_is_found_for_translation() -> None:
    caught = [
        f"{name(path)}:{node.lineno} {alias.asname}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in {None, "_"} and "gettext" in alias.name
    ]
    assert not caught, "xgettext does not collect what is called by another name"


def test_markup_is_made_in_few_places() -> None:
    makers = {
        name(path)
        for path in python_files()
        if re.search(r"\bmark_safe\(|\bSafeString\(", path.read_text(encoding="utf-8"))
    }
    assert makers <= MAKE_MARKUP


def test_no_template_switches_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+off")
    caught = [
        name(path)
        for path in templates()
        if path.suffix == ".html" and off.search(path.read_text(encoding="utf-8"))
    ]
    assert not caught


def test_pages_have_no_inline_script_or_style() -> None:
    caught = [
        f"{name(path)}: {what}"
        for path in templates()
        if path.suffix == ".html" and not MAIL.search(str(path))
        for what, pattern in INLINE.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not caught


def test_only_the_clock_asks_what_time_it_is() -> None:
    asks = re.compile(r"\btimezone\.now\(|\bdatetime\.now\(|\bdatetime\.utcnow\(")
    caught = {
        name(path) for path in python_files() if asks.search(path.read_text(encoding="utf-8"))
    }
    # the demo's mailbox stands outside Django, as a mail server does
    assert caught <= {"src/helder/kit/clock.py", "src/helder/config/demo/mailbox.py"}


def test_locked_versions_come_without_an_address() -> None:
    named = re.compile(r"--(?:extra-)?index-url|https?://|file:///")
    texts = [*ROOT.glob("requirements*.lock"), ROOT / "helder", ROOT / "pyproject.toml"]
    assert len(texts) > 2
    assert not [name(path) for path in texts if named.search(path.read_text(encoding="utf-8"))]


def test_every_app_registers_itself() -> None:
    apps = {path.parent.name for path in PACKAGE.glob("*/apps.py")}
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - apps == {"coach"}, "the coach is pure Python and no app"
