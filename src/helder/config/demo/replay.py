"""Plays one real incident again, live: each of its minutes becomes a second.

Owns: the timing, and taking the guard's better wording where the real text would be stopped.
Run as a process beside the web and the worker: `python -m helder.config.demo.replay N`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import click

MINUTE = 1.0
LONGEST_WAIT = 90.0
LAST_PROMISE = 20.0
HEAD_START = 4.0
MARGIN = timedelta(seconds=2)


def start(number: int) -> subprocess.Popen[bytes]:
    """Begins the replay of incident `number` in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", __name__, str(number)])  # noqa: S603


def main(number: int) -> None:
    """Plays incident `number` (1 is the oldest)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
    import django

    django.setup()
    time.sleep(HEAD_START)
    past, service = _incident(number)
    click.echo(f"Replaying incident {number}: {past.name} ({len(past.updates)} updates)")
    outage = None
    for update, wait in zip(past.updates, _waits(past), strict=True):
        due = _now() + timedelta(seconds=wait) + MARGIN
        outage = _say(past, service, outage, update, due)
        if outage.state == "running":
            time.sleep(max(0.0, (due - MARGIN - _now()).total_seconds()))
    if outage is not None and outage.state == "running":
        _resolve(outage)
    click.echo("The replay is over.")


def _incident(number: int) -> tuple[Any, Any]:
    from helder.config.demo.story import HISTORIES, document
    from helder.outages.history import incidents, page_of, read_incident
    from helder.services.models import Service

    every = []
    for name, slug in HISTORIES.items():
        read = document(name)
        every += [(read_incident(raw, page_of(read)), slug) for raw in incidents(read)]
    past, slug = sorted(every, key=lambda pair: pair[0].since)[number - 1]
    return past, Service.objects.get(slug=slug)


def _waits(past: Any) -> list[float]:
    """Seconds after each update until the next one, or until the end."""
    moments: list[datetime] = [update.at for update in past.updates]
    minutes = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(moments)]
    return [min(max(m * MINUTE, 3.0), LONGEST_WAIT) for m in minutes] + [LAST_PROMISE]


def _say(past: Any, service: Any, outage: Any, update: Any, due: datetime) -> Any:
    from helder.outages import actions
    from helder.outages.rules import Facts, Word

    title = {"en": past.name[:200]}
    if outage is None:
        parts = _acceptable({"symptom": {"en": update.body}})
        step = "identified" if update.step == "resolved" else update.step  # told afterwards
        word = Word(parts, due, step, title)
        facts = Facts(past.kind if past.kind != "maintenance" else "degraded", [service])
        outage = actions.publish(facts, word, by=None)
        click.echo(f"  published: {_short(update.body)}")
        return outage
    word = Word(_acceptable({"news": {"en": update.body}}), due, update.step, title)
    if update.step == "resolved" and outage.state == "running":
        actions.resolve(outage, word, by=None)
    elif outage.state == "running":
        actions.update(outage, word, by=None)
    outage.refresh_from_db()
    click.echo(f"  {update.step}: {_short(update.body)}")
    return outage


def _resolve(outage: Any) -> None:
    from helder.outages import actions
    from helder.outages.rules import Word

    news = {"nl": "Het werkt weer.", "en": "It works again."}
    actions.resolve(outage, Word({"news": news}), by=None)
    click.echo("  resolved: It works again.")


def _acceptable(parts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Real texts, with the guard's own wording in place of what it stops."""
    from helder.messages.review import review

    for field, found in review("outage", {}, parts).blocking.items():
        name, lang = field.split(".")
        text = parts[name][lang]
        for finding in sorted(found, key=lambda f: -f["start"]):
            click.echo(f"  the guard stops: {finding['excerpt']} ({finding['rule']})")
            text = text[: finding["start"]] + finding["suggestion"] + text[finding["end"] :]
        parts[name][lang] = text.strip() or "We will tell you more in the next update."
    return parts


def _now() -> datetime:
    from helder.kit import clock

    return clock.now()


def _short(text: str) -> str:
    return text if len(text) < 90 else text[:87] + "…"


if __name__ == "__main__":
    main(int(sys.argv[1]))
