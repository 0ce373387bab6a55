"""A whole university at once: 100,000 readers on PostgreSQL with two workers, each with a home and
a configuration of its own as on two machines; 10,000 on SQLite while people read the pages.

The mail server is Debian's smtp-sink, which takes everything. PostgreSQL writes to disk as it does
by default.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from delivery import postfix
from limits import limit

HERE = Path(__file__).resolve().parent
SHARED = "a secret that all machines of one installation share"


def measure() -> dict[str, Any]:
    """Both sizes; each in a process of its own, because the settings are read once."""
    many = _apart("postgres", int(os.environ.get("HELDER_BENCH_READERS", "100000")))
    few = _apart("sqlite", 10_000)
    return {
        "100,000 readers, PostgreSQL, two workers": many,
        "10,000 readers, SQLite, one worker": few,
        "limits": [*many.pop("limits"), *few.pop("limits")],
    }


def _apart(what: str, count: int) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "scale.py"), what, str(count)]
    done = subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def postgres(count: int) -> dict[str, Any]:
    """Publishes to everybody, and waits until the last mail is handed over."""
    sys.path.insert(0, str(HERE.parent / "scripts"))
    from with_postgres import private

    with tempfile.TemporaryDirectory() as folder, private() as server, postfix.sink() as port:
        _settle(Path(folder), server.url, port)
        _people(count)
        with _workers(Path(folder), 2) as workers:
            found = _publish(workers, 300)
    return {
        **found,
        "limits": [
            limit("publish to the last handed over", found["last_seconds"], 60, "s"),
            limit("publish to the first handed over", found["first_seconds"], 2, "s"),
            limit("memory of the larger worker", found["memory_mb"][-1], 300, "MB"),
        ],
    }


def sqlite(count: int) -> dict[str, Any]:
    """The same with the embedded database, while somebody reads the pages all the time."""
    with tempfile.TemporaryDirectory() as folder, postfix.sink() as port:
        home = Path(folder)
        _settle(home, f"sqlite:///{home}/helder.sqlite3", port)
        _people(count)
        with _web(home) as url, _workers(home, 1) as workers:
            found = _publish(workers, 120, pages=[f"{url}/", f"{url}/status/"])
    return {
        **found,
        "limits": [
            limit("publish to the last handed over", found["last_seconds"], 15, "s"),
            limit("p95 of a page meanwhile", found["page_p95_ms"], 200, "ms"),
        ],
    }


def _settle(home: Path, database: str, port: int) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "helder.config.settings",
        "HELDER_HOME": str(home),
        "HELDER_DATABASE_URL": database,
        "HELDER_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "HELDER_SECRET_KEY": SHARED,
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _people(count: int) -> None:
    from django.db import connection
    from faults import crowd

    crowd.make(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _workers(home: Path, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers as on machines of their own: nothing shared but the database and the secret."""
    workers = []
    for number in range(count):
        own = home / f"machine{number}"
        own.mkdir()
        environment = os.environ | {"HELDER_HOME": str(own)}
        command = [sys.executable, "-m", "helder", "worker"]
        workers.append(
            subprocess.Popen(command, env=environment, cwd=own, stderr=subprocess.DEVNULL)
        )
    try:
        _wait_for_signs_of_life(count)
        yield workers
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)


def _wait_for_signs_of_life(count: int) -> None:
    from helder.delivery.models import WorkerBeat

    deadline = time.monotonic() + 60
    while WorkerBeat.objects.count() < count:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(2)


@contextmanager
def _web(home: Path) -> Iterator[str]:
    free = _free_port()
    command = [sys.executable, "-m", "helder", "serve", "--port", str(free)]
    web = subprocess.Popen(command, env=os.environ | {"HELDER_HOME": str(home)}, cwd=home)
    url = f"http://127.0.0.1:{free}"
    try:
        for _try in range(150):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=2).read()  # noqa: S310 - our own
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        web.terminate()
        web.wait(60)


def _publish(
    workers: list[subprocess.Popen[bytes]], longest: float, pages: list[str] | None = None
) -> dict[str, Any]:
    from django.db.models import Max, Min
    from faults import crowd

    from helder.delivery.models import Delivery
    from helder.kit import clock

    began = clock.now()
    dispatch = crowd.publish(6_000)
    memory, times = [], []
    deadline = time.monotonic() + longest
    while not _done(dispatch.pk):
        assert time.monotonic() < deadline, "It did not come to an end in time."
        memory.append(max(_memory(worker.pid) for worker in workers))
        times += [_load(url) for url in pages or ()]
        time.sleep(0.05 if pages else 0.5)
    rows = Delivery.objects.filter(dispatch=dispatch, state="accepted")
    moments = rows.aggregate(first=Min("ended_at"), last=Max("ended_at"))
    seconds = (moments["last"] - began).total_seconds()
    return {
        "readers": rows.count(),
        "first_seconds": round((moments["first"] - began).total_seconds(), 2),
        "last_seconds": round(seconds, 1),
        "per_second": round(rows.count() / seconds),
        "memory_mb": [round(memory[len(memory) // 3]), round(memory[-1])],
        **({"page_p95_ms": round(statistics.quantiles(times, n=20)[-1], 1)} if times else {}),
    }


def _done(dispatch: int) -> bool:
    from helder.delivery.models import Delivery, Dispatch

    if Dispatch.objects.filter(pk=dispatch, state="waiting").exists():
        return False
    unfinished = ["waiting", "claimed", "handing_over"]
    return not Delivery.objects.filter(dispatch=dispatch, state__in=unfinished).exists()


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _memory(process: int) -> float:
    """Resident memory in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _load(url: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own
        answer.read()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    print(json.dumps({"postgres": postgres, "sqlite": sqlite}[sys.argv[1]](int(sys.argv[2]))))
