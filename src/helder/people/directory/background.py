"""What the worker does about directories: it begins the nightly run, and lets a process of its own
carry out what waits, so that a directory that hangs or a long file never keeps a message waiting.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from helder.kit import clock
from helder.people.directory import runs
from helder.people.directory.merging import LDAP
from helder.people.directory.records import DirectoryRun

COMMAND = [sys.executable, "-m", "helder", "import", "waiting"]
_process: list[subprocess.Popen[bytes]] = []


def begin_waiting() -> int:
    """Starts the process when there is work and it does not run yet."""
    if _process and _process[0].poll() is None:
        return 0
    _process.clear()
    if not runs.waits():
        return 0
    _process.append(subprocess.Popen(COMMAND))  # noqa: S603
    return 1


def begin_nightly() -> int:
    """Once a day, from the time in HELDER_LDAP_AT on: LDAP is brought in by itself."""
    if settings.LDAP is None or not settings.LDAP["at"]:
        return 0
    turn = last_turn(timezone.localtime(clock.now()), settings.LDAP["at"])
    nightly = DirectoryRun.objects.filter(source=LDAP, way=DirectoryRun.Way.NIGHTLY)
    if clock.now() - turn > timedelta(hours=6) or nightly.filter(made_at__gte=turn).exists():
        return 0
    runs.begin_ldap(DirectoryRun.Way.NIGHTLY, by=None)
    return 1


def last_turn(now: datetime, at: str) -> datetime:
    """When it was last this time of the day."""
    hour, minute = (int(part) for part in at.split(":"))
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)
