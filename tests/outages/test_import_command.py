"""`helder import outages`: the past of another status page, through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helder.config.cli.outages import import_outages
from helder.outages.models import Outage
from helder.services.models import Service
from tests.cast import Cast

WHEN = "2026-03-02T09:00:00Z"


def incident(key: str, body: str, status: str = "resolved") -> dict[str, Any]:
    """One incident of one update."""
    update = {"id": f"{key}-1", "status": status, "body": body, "display_at": WHEN}
    updates = [{**update, "created_at": WHEN}]
    shape = {"id": key, "name": "Mail is slow", "status": status, "impact": "minor"}
    return {**shape, "created_at": WHEN, "started_at": WHEN, "incident_updates": updates}


def bring_in(folder: Path, document: Any, *options: str) -> Result:
    """Imports this document."""
    path = folder / "incidents.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return CliRunner().invoke(import_outages, [str(path), *options])


PAGE = {"id": "kctbh9vrtdwd", "name": "The old status page"}


def test_the_service_has_the_name_of_the_page(cast: Cast, tmp_path: Path) -> None:
    document = {"page": PAGE, "incidents": [incident("a", "It works again.")]}
    answer = bring_in(tmp_path, document)
    assert (answer.exit_code, Outage.objects.count()) == (0, 1)
    assert "1 added" in answer.output
    made = Service.objects.get(slug="the-old-status-page")
    assert (made.name["en"], made.is_active) == ("The old status page", False)
    assert "1 unchanged" in bring_in(tmp_path, document).output


def test_what_goes_on_waits_for_publish(cast: Cast, tmp_path: Path) -> None:
    words = "You cannot send mail. We are looking for the cause."
    document = {"page": PAGE, "incidents": [incident("a", words, "investigating")]}
    answer = bring_in(tmp_path, document, "--service", cast.wifi.slug)
    assert (answer.exit_code, Outage.objects.count()) == (0, 0)
    assert "or now with --publish" in answer.output
    answer = bring_in(tmp_path, document, "--service", cast.wifi.slug, "--publish")
    assert (answer.exit_code, Outage.objects.get().state) == (0, "running")


def test_the_guard_stops_a_blaming_text_in_the_language_of_the_command(
    cast: Cast, tmp_path: Path
) -> None:
    running = [
        incident("a", "You cannot send mail. It is the fault of our supplier.", "investigating"),
        incident("b", "You cannot send mail.", "investigating"),
    ]
    document = {"page": PAGE, "incidents": running}
    answer = bring_in(tmp_path, document, "--service", cast.wifi.slug, "--publish")
    assert answer.exit_code == 1
    assert "1 added, 0 changed, 0 unchanged, 1 refused." in answer.output
    assert "row 1 (a): the guard stops" in answer.output
    assert "For the reader" in answer.output
    assert "lezer" not in answer.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not JSON"),
        ("<html></html>", "is not JSON"),
        ("{}", 'list under "incidents"'),
        ("[]", 'list under "incidents"'),
        ('{"incidents": 5}', 'list under "incidents"'),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_of_another_shape(cast: Cast, tmp_path: Path, content: str, said: str) -> None:
    answer = bring_in(tmp_path, content)
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert said in answer.output
