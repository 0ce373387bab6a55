"""How long pages take in-process at the size of the demo, beside an empty view in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from limits import limit

ROUNDS = 40
PUBLIC = ("/", "/status/", "/status/history/", "/word/", "/status/feed.atom")
DESK = ("/desk/", "/desk/outages/", "/desk/outages/new", "/desk/sent/", "/desk/people/")
LIMIT_MS = 150


def measure() -> dict[str, Any]:
    """Makes a demo in a folder of its own and asks for each page many times."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HELDER_HOME"] = str(Path(folder) / "demo-data")
        subprocess.run(
            [sys.executable, "-m", "helder", "demo", "--no-serve"], cwd=folder, check=True
        )
        os.environ["HELDER_DEMO"] = "1"
        return _pages()


def _pages() -> dict[str, Any]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helder.config.settings"
    import django

    django.setup()
    from django.test import Client

    from helder.people.models import Person

    staff = Client(headers={"host": "localhost"})
    staff.force_login(Person.objects.filter(role="administrator").first())
    anyone = Client(headers={"host": "localhost"})
    base = _p95(anyone, "/healthz")
    rows = [(path, anyone) for path in PUBLIC] + [(path, staff) for path in DESK]
    found = [limit(f"p95 of {path}", _p95(who, path), LIMIT_MS, "ms") for path, who in rows]
    return {
        "peer": {"what": "p95 of /healthz, an empty view", "ms": round(base, 2)},
        "limits": found,
    }


def _p95(client: Any, path: str) -> float:
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, (path, response.status_code)
    return statistics.quantiles(times[3:], n=20)[-1]
