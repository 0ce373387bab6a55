"""A copy of the status page, as whoever opens its folder finds it."""

from __future__ import annotations

import json
import os
import posixpath
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from django.db import transaction

from helder.config.cli.snapshot import snapshot
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.outages import actions
from helder.outages.copy import folder, making, writer
from helder.outages.copy.folder import MANIFEST, Manifest, Unwritable
from helder.outages.copy.rewriting import Additions, rewritten
from helder.outages.models import Outage
from tests.cast import Cast, make_cast
from tests.outages.told import plan, tell, word

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def copy(django_db_setup: None, django_db_blocker: Any) -> dict[str, bytes]:
    """One with an outage that runs, one that is over, and planned work; made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        tell(cast)
        over = tell(cast, services=[cast.mail])
        news = {"nl": "De mail werkt weer.", "en": "Mail works again."}
        actions.resolve(over, word(None, "news", news=news), by=cast.carol)
        plan(cast)
        files = making.make().files
        transaction.set_rollback(True)
    return files


class Links(HTMLParser):
    """Every address in a page, and every element that a copy must not have."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what it leads to."""
        self.tags.append(tag)
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def test_every_page_stands_in_it_in_both_languages(copy: dict[str, bytes]) -> None:
    running, over = (
        _page_with(copy, text) for text in (b"Wifi doet het niet", b"De mail werkt weer.")
    )
    for place in ("", "en/"):
        for name in (
            "index.html",
            "status/index.html",
            "status/history/index.html",
            running,
            over,
            "status/services/wifi/index.html",
            "status/feed.atom",
            "status/feed.json",
            "status/calendar.ics",
            "status/badge.svg",
            "status/banner.js",
            "api/v2/summary.json",
            "api/v2/incidents/unresolved.json",
        ):
            assert f"{place}{name}" in copy
    assert b'<html lang="nl"' in copy["status/index.html"]
    assert b'<html lang="en"' in copy["en/status/index.html"]
    assert b"Mail works again." in copy[f"en/{over}"]
    assert json.loads(copy["api/v2/summary.json"])["incidents"]


def _page_with(copy: dict[str, bytes], text: bytes) -> str:
    """The page of the one outage that says so."""
    of_one = re.compile(r"status/[2-9a-z]{12}/index\.html")
    return next(name for name in copy if of_one.fullmatch(name) and text in copy[name])


def test_every_link_leads_to_a_file_of_the_copy_or_away(copy: dict[str, bytes]) -> None:
    pages = {name: page for name, page in copy.items() if name.endswith(".html")}
    for name, page in pages.items():
        for address in Links(page).found:
            parts = urlsplit(address)
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), parts.path))
            assert target in copy, (name, address)


def test_styles_find_their_fonts(copy: dict[str, bytes]) -> None:
    assert any(name.endswith(".woff2") for name in copy)
    assert any(name.endswith("kit.css") for name in copy)


def test_nothing_in_it_needs_helder(copy: dict[str, bytes]) -> None:
    for name, page in copy.items():
        if name.endswith(".html") and "/embed/" not in name:
            links = Links(page)
            assert not {"form", "button", "input"} & set(links.tags), name
            scripts = re.findall(rb'<script src="([^"]+)"', page)
            assert [posixpath.basename(s.decode()).split(".")[0] for s in scripts] == ["aged"]
            assert b"<script>" not in page
            assert b"csrf" not in page


def test_it_says_of_which_moment_it_is_and_whom_to_call(copy: dict[str, bytes]) -> None:
    page = copy["en/status/index.html"].decode()
    today = clock.now()
    assert "This is a copy of" in page
    assert f"{today:%B %Y} at " in page
    assert f'datetime="{today:%Y-%m-%d}' in page
    assert 'href="tel:' in page.split("<main")[0]


def test_no_time_in_it_becomes_a_lie(copy: dict[str, bytes]) -> None:
    for name, page in copy.items():
        if name.endswith(".html"):
            words = page.decode()
            for lie in ("vandaag om", "morgen om", "gisteren om", "today at", "tomorrow at"):
                assert lie not in words, (name, lie)
            assert "data-countdown" not in words


def test_a_reader_goes_to_the_other_language_and_to_the_page_itself(
    copy: dict[str, bytes],
) -> None:
    page = copy["status/index.html"].decode()
    assert 'href="../en/status/index.html" lang="en"' in page
    assert 'href="http://localhost:8000/status/"' in page


def test_the_form_of_address_is_that_of_the_house(cast: Cast) -> None:
    organisation = Organisation.objects.get()
    organisation.address = "nl-informal"
    organisation.save()
    tell(cast)
    assert b"Wat je nu kunt doen" in making.make().files["status/index.html"]


def test_what_was_over_before_is_not_made_twice(cast: Cast, tmp_path: Path) -> None:
    over = tell(cast, services=[cast.mail])
    news = {"nl": "De mail werkt weer.", "en": "Mail works again."}
    actions.resolve(over, word(None, "news", news=news), by=cast.carol)
    Outage.objects.filter(pk=over.pk).update(changed_at=clock.now() - timedelta(days=9))
    writer.write(tmp_path)
    name = f"status/{over.public_id}/index.html"
    before = (tmp_path / name).stat().st_mtime_ns
    writer.write(tmp_path)
    assert (tmp_path / name).stat().st_mtime_ns == before
    Outage.objects.filter(pk=over.pk).update(changed_at=clock.now() + timedelta(seconds=1))
    writer.write(tmp_path)
    assert (tmp_path / name).stat().st_mtime_ns != before


def test_what_is_gone_goes_away_and_what_is_not_ours_stays(cast: Cast, tmp_path: Path) -> None:
    outage = tell(cast)
    (tmp_path / "robots.txt").write_text("ours")
    writer.write(tmp_path)
    page = tmp_path / "status" / outage.public_id / "index.html"
    assert page.exists()
    Outage.objects.update(published_at=None)
    writer.write(tmp_path)
    assert not page.exists()
    assert not page.parent.exists()
    assert (tmp_path / "robots.txt").read_text() == "ours"


def test_only_what_is_hot_is_quicker_and_keeps_the_rest(cast: Cast, tmp_path: Path) -> None:
    tell(cast)
    whole = writer.write(tmp_path)
    hot = writer.write(tmp_path, whole=False)
    assert set(hot.files) == set(whole.files)
    assert hot.complete_at == whole.complete_at
    assert folder.read(tmp_path).files == hot.files


# The command


def test_the_command_writes_it(cast: Cast, tmp_path: Path) -> None:
    tell(cast)
    done = CliRunner().invoke(snapshot, [str(tmp_path / "new" / "copy")])
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r"\d+ files \(\d+ pages\) stand in .*copy\.\n", done.output)
    assert (tmp_path / "new/copy/index.html").exists()
    again = CliRunner().invoke(snapshot, [str(tmp_path / "new" / "copy")])
    assert again.exit_code == 0


def test_a_folder_of_somebody_else_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my own site")
    done = CliRunner().invoke(snapshot, [str(tmp_path)])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "which Helder did not write" in done.output
    assert (tmp_path / "index.html").read_text() == "my own site"


def test_a_folder_that_cannot_be_is_one_line(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(snapshot, [str(tmp_path / "file" / "copy")])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "cannot be written: Not a directory." in done.output


# Writing


def test_a_name_that_leaves_the_folder_is_no_part_of_a_copy() -> None:
    text = json.dumps({"files": {"../x": "1", "/etc/passwd": "1", "a/b": "1"}})
    assert folder.loaded(text).files == {"a/b": "1"}
    for broken in ("", "{", "[]", "{}", '{"files": 3}'):
        assert folder.loaded(broken).files == {}


def test_what_is_led_to_is_written_first() -> None:
    names = ["index.html", "status/index.html", "static/a.css", "status/x/index.html", "api/a.json"]
    assert folder.in_order(names) == [
        "static/a.css",
        "status/x/index.html",
        "api/a.json",
        "status/index.html",
        "index.html",
    ]


WRITING = """
import sys
from pathlib import Path
from helder.outages.copy import folder
from helder.outages.copy.folder import Manifest
place, turn = Path(sys.argv[1]), 0
print("begun", flush=True)
while True:
    turn += 1
    text = f"{turn} " * 20_000
    files = {f"{name}.html": f"<{turn}>{text}</{turn}>".encode() for name in "abcdefgh"}
    folder.write(place, files, Manifest(beat=str(turn)))
"""


@pytest.mark.slow
def test_killed_while_it_writes_no_file_is_half(tmp_path: Path) -> None:
    for _time in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITING, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.05 + 0.03 * _time)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for page in tmp_path.glob("[a-h].html"):
            text = page.read_text()
            turn = text[1 : text.index(">")]
            assert text.endswith(f"</{turn}>"), page
        json.loads((tmp_path / MANIFEST).read_text())
    folder.write(tmp_path, {"a.html": b"whole"}, Manifest(beat="last"))
    assert (tmp_path / "a.html").read_bytes() == b"whole"
    assert not list(tmp_path.rglob(f"{folder.TEMPORARY}*"))
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["a.html"]


def test_a_disk_that_is_full_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    folder.write(tmp_path, {"a.html": b"before"}, Manifest())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="cannot be written: No space left on device"):
        folder.write(tmp_path, {"a.html": b"after"}, Manifest())
    assert (tmp_path / "a.html").read_bytes() == b"before"


# Rewriting a page


def _page(html: str) -> str:
    known = {"/status/": "status/index.html", "/static/a.css": "static/a.css"}
    return rewritten(
        html,
        "status/x/index.html",
        lambda address: known.get(urlsplit(address).path),
        Additions("<!--head-->", "<!--bar-->", "<!--end-->"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/status/#planned">x</a>', '<a href="../index.html#planned">x</a>'),
        ("<a href='/status/?lang=en&amp;a=b'>x</a>", '<a href="../index.html">x</a>'),
        ('<a lang="nl" href="/me/">mine</a>', '<span lang="nl">mine</span>'),
        ('<a class="h-button" href="/me/">mine</a>!', "!"),
        (
            '<a href="https://a.example/?a=b&amp;c=d">x</a>',
            '<a href="https://a.example/?a=b&amp;c=d">x</a>',
        ),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="//evil.example/">x</a>', "<span>x</span>"),
        ("<form><p>a</p><form></form></form>b", "b"),
        ("<div data-live><div>a</div><br>b</div>c", "c"),
        ("<p>a<button>b<i>c</i></button>d</p>", "<p>ad</p>"),
        ("<script>if (1 < 2) document.write('</p>')</script>e", "e"),
        ('<nav><ul><li> <a href="/me/">m</a> </li></ul></nav>f', "f"),
        ("<p>&lt;b&gt; &#39; &euro;</p>", "<p>&lt;b&gt; &#39; &euro;</p>"),
        (
            "<head></head><body><main>m</main></body>",
            "<head><!--head--></head><body><!--bar--><main>m</main><!--end--></body>",
        ),
        (
            '<svg viewBox="0 0 2 2"><path d="M2"/></svg>',
            '<svg viewBox="0 0 2 2"><path d="M2"/></svg>',
        ),
        (
            '<link rel="manifest" href="/m"><link rel="stylesheet" href="/static/a.css">',
            '<link rel="stylesheet" href="../../static/a.css">',
        ),
    ],
)
def test_a_page_works_in_any_folder(before: str, after: str) -> None:
    assert _page(before) == after
