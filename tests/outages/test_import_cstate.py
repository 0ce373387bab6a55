"""`helder import outages` on a cState page: a folder or zip of Markdown issues."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from helder.config.cli.outages import import_outages
from helder.outages.models import Outage, Update
from helder.services.models import Service
from tests.cast import Cast
from tests.outages.told import ago, read, visitor

ISSUE = """---
title: Publishing is blocked
date: 2024-05-14 10:00:00

resolved: true
resolvedWhen: 2024-05-15 17:50
# disrupted | down | notice
severity: disrupted
section: issue
informational: false
affected:
  - Wifi
  - Something nobody here knows
#  - CDN
---

**Resolved**: Everything is published again. {{< track "2024-05-15 17:50:00" >}}

*Monitoring* - We wait for the last pages.

*Update* - It takes longer, see <https://example.org/why>. {{< track "2024-05-14 19:30:00" >}}

*Investigating* - Nobody can publish
a page now. {{< track "2024-05-14 10:20:00" >}}
"""
TOML = """+++
title = "Mail is gone"
date = 2023-02-01T08:00:00+01:00
resolved = true
resolvedWhen = 2023-02-01T09:30:00+01:00
severity = "down"
affected = ["E-mail"]
section = "issue"
+++
"""


def issue(body: str = "", **changes: str) -> str:
    """An issue with other values than usual."""
    values = {
        "title": "Trouble", "date": "2024-03-01 09:00:00", "resolved": "true",
        "resolvedWhen": "2024-03-01 10:00:00", "severity": "down", "section": "issue", **changes,
    }  # fmt: skip
    lines = "\n".join(f"{key}: {value}" for key, value in values.items() if value)
    return f"---\n{lines}\n---\n\n{body}\n"


def page(folder: Path, **issues: str) -> Path:
    """A page of cState: its settings and its issues."""
    there = folder / "content" / "issues"
    there.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text("title: The old page\nlanguageCode: en\n")
    (there / "_index.md").write_text("---\ntitle: not an issue\n---\n")
    for name, text in issues.items():
        (there / f"{name}.md").write_text(text)
    return folder


def bring_in(place: Path, *options: str) -> Result:
    """The command on this folder or zip."""
    return CliRunner().invoke(import_outages, [str(place), *options])


def test_an_issue_comes_in_with_its_updates_and_times(cast: Cast, tmp_path: Path) -> None:
    answer = bring_in(page(tmp_path, blocked=ISSUE))
    assert "1 added, 0 changed, 0 unchanged, 0 refused." in answer.output, answer.output
    outage = Outage.objects.get()
    assert (outage.kind, outage.state, outage.title) == (
        "degraded", "resolved", {"en": "Publishing is blocked"},
    )  # fmt: skip
    assert [service.slug for service in outage.services.all()] == ["wifi"]
    assert outage.since
    assert outage.resolved_at
    assert outage.since.isoformat() == "2024-05-14T08:00:00+00:00"  # the clock of Amsterdam
    assert outage.resolved_at.isoformat() == "2024-05-15T15:50:00+00:00"
    said = [
        (update.step, update.published_at.strftime("%d %H:%M"),
         next(iter(update.message.parts.values()))["en"])
        for update in Update.objects.order_by("number")
    ]  # fmt: skip
    assert said == [
        ("investigating", "14 08:20", "Nobody can publish\na page now."),
        ("identified", "14 17:30", "It takes longer, see https://example.org/why."),
        ("monitoring", "14 17:30", "We wait for the last pages."),
        ("resolved", "15 15:50", "Everything is published again."),
    ]
    shown = read(visitor(), outage.get_absolute_url())
    assert "Everything is published again." in shown
    assert "track" not in shown


def test_again_changes_nothing_and_a_new_update_comes_along(cast: Cast, tmp_path: Path) -> None:
    bring_in(page(tmp_path, blocked=ISSUE))
    assert "1 unchanged" in bring_in(tmp_path).output
    more = ISSUE.replace(
        "**Resolved**",
        '*Post-mortem* - A disk was full. {{< track "2024-05-17 12:00:00" >}}\n\n**Resolved**',
    )
    assert "1 changed" in bring_in(page(tmp_path, blocked=more)).output
    last = Update.objects.latest("number")
    assert last.message.parts["news"] == {"en": "A disk was full."}
    assert "1 unchanged" in bring_in(tmp_path).output


def test_front_matter_in_toml_and_an_issue_without_a_body(cast: Cast, tmp_path: Path) -> None:
    answer = bring_in(page(tmp_path, mail=TOML))
    assert "1 added" in answer.output, answer.output
    outage = Outage.objects.get()
    assert outage.kind == "outage"
    assert [service.slug for service in outage.services.all()] == ["e-mail"]
    assert outage.updates.get().message.parts == {"symptom": {"en": "Mail is gone"}}


def test_a_zip_as_a_forge_gives_it(cast: Cast, tmp_path: Path) -> None:
    place = tmp_path / "status-main.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("status-main/content/issues/blocked.md", ISSUE)
        archive.writestr("status-main/content/issues/_index.md", "x")
        archive.writestr("status-main/README.md", "# not an issue")
        archive.writestr("../../content/issues/mail.md", TOML)
    answer = bring_in(place)
    assert "2 added" in answer.output, answer.output
    assert "2 unchanged" in bring_in(place).output


def test_what_nobody_knows_belongs_to_the_page(cast: Cast, tmp_path: Path) -> None:
    bring_in(page(tmp_path, one=issue(affected="[Gateway]")))
    made = Outage.objects.get().services.get()
    assert (made.slug, made.name["en"], made.is_active) == ("the-old-page", "The old page", False)


def test_a_named_service_goes_before_what_the_issue_says(cast: Cast, tmp_path: Path) -> None:
    bring_in(page(tmp_path, one=issue(affected="[Wifi]")), "--service", "e-mail")
    assert Outage.objects.get().services.get().slug == "e-mail"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Just words.", "no front matter"),
        ("---\ntitle: [\n---\n", "cannot be read"),
        ("---\n- a\n---\n", "no names with values"),
        ("---\n!!python/object/apply:os.system ['true']\n---\n", "cannot be read"),
        ("+++\ntitle = \n+++\n", "cannot be read"),
        (issue(title=""), '"title" is missing'),
        (issue(date="yesterday"), '"date" is not a time'),
        (issue(date=""), '"date" is not a time'),
        (issue(severity="terrible"), "down, disrupted and notice"),
        (issue(resolved="false"), "not over"),
        (issue(date="2099-01-01 09:00:00"), "still to begin"),
        (issue(resolvedWhen="soon"), '"resolvedWhen" is not a time'),
    ],
)
def test_a_refused_file_says_why_and_loses_nobody(
    cast: Cast, tmp_path: Path, text: str, why: str
) -> None:
    answer = bring_in(page(tmp_path, bad=text, good=ISSUE))
    assert answer.exit_code == 0, answer.output
    assert "1 added, 0 changed, 0 unchanged, 1 refused." in answer.output
    assert "refused: bad.md: " in answer.output
    assert why in answer.output
    assert "Traceback" not in answer.output


def test_bytes_that_are_no_text_are_refused(cast: Cast, tmp_path: Path) -> None:
    page(tmp_path, good=ISSUE)
    (tmp_path / "content/issues/photo.md").write_bytes(b"\xff\xfe\x00" * 100)
    (tmp_path / "content/issues/novel.md").write_text("x" * 300_000)
    answer = bring_in(tmp_path)
    assert "1 added" in answer.output
    assert "photo.md: it is not UTF-8 text." in answer.output
    assert "novel.md: it is larger than 200 kB." in answer.output


def test_a_folder_without_issues(cast: Cast, tmp_path: Path) -> None:
    answer = bring_in(tmp_path)
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert "content/issues" in answer.output
    assert Service.objects.count() == 3


def test_maintenance_is_known_by_its_title(cast: Cast, tmp_path: Path) -> None:
    text = issue(
        "*Completed* - It is done.\n\n*Soon* - We stop for an hour.", title="Maintenance of all"
    )
    bring_in(page(tmp_path, one=text))
    outage = Outage.objects.get()
    assert outage.kind == "maintenance"
    assert (outage.scheduled_for, outage.scheduled_until) == (outage.since, outage.resolved_at)
    assert [u.step for u in outage.updates.order_by("number")] == ["scheduled", "resolved"]


def test_what_goes_on_is_published_when_asked(cast: Cast, tmp_path: Path) -> None:
    began = timezone.localtime(ago(30)).strftime("%Y-%m-%d %H:%M:%S")
    text = issue("*Investigating* - You cannot send mail.", resolved="false", date=began)
    answer = bring_in(page(tmp_path, one=text), "--publish")
    assert "1 added" in answer.output, answer.output
    assert Outage.objects.get().state == "running"
    assert "1 unchanged" in bring_in(tmp_path, "--publish").output
