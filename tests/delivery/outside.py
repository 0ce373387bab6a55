"""Workers as real processes, on a copy of the test's database: they can really be killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection

PROGRAM = """
import logging, sys
from datetime import timedelta
import django
django.setup()
from helder.delivery import worker
from helder.delivery.actions import handing
from helder.delivery.models import JobRun
logging.getLogger().setLevel("ERROR")
handing.LEASE = handing.HANDING_OVER_LEASE = timedelta(seconds=1)
worker.IDLE_SECONDS = 0.05
JobRun.objects.all().delete()
worker.main()
"""


class Outside:
    """The test's database lent to other processes, and those processes."""

    def __init__(self, home: Path, port: int) -> None:
        self.file = home / "lent.sqlite3"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "helder.config.settings",
            "HELDER_HOME": str(home),
            "HELDER_EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "HELDER_DATABASE_URL": self._lend(),
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def _lend(self) -> str:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(self.file) as lent:
                connection.connection.backup(lent)
            return f"sqlite:///{self.file}"
        known = connection.settings_dict
        host = quote(known["HOST"], safe="")  # may be the folder of a socket
        account = f"{known['USER']}:{known['PASSWORD']}@{host}:{known['PORT'] or 5432}"
        return f"postgres://{account}/{known['NAME']}"

    def take_back(self) -> None:
        """What the other processes did is in the test's database."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as lent:
                lent.backup(connection.connection)

    def start(self) -> subprocess.Popen[bytes]:
        """One more worker."""
        worker = subprocess.Popen([sys.executable, "-c", PROGRAM], env=self.environment)
        self.workers.append(worker)
        return worker

    def end(self) -> None:
        """No worker outlives its test."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(60)

    def count(self, where: str) -> int:
        """Rows of deliveries, seen from outside."""
        statement = f"SELECT count(*) FROM delivery_delivery WHERE {where}"  # noqa: S608
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file, timeout=20) as lent:
                return int(lent.execute(statement).fetchone()[0])
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.fetchone()[0])


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)
