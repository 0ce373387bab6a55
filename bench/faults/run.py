"""The run itself: makes the trouble, then compares what arrived with who should have got it."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONNECTIONS = 8
WORKER = """
import logging
from datetime import timedelta
import django
django.setup()
from helder.delivery import worker
from helder.delivery.actions import handing, pausing
from helder.delivery.models import JobRun
logging.getLogger().setLevel("ERROR")
handing.LEASE = handing.HANDING_OVER_LEASE = timedelta(seconds=3)
handing.PAUSES = (0.05,) * 10  # minutes
pausing.LONGEST_CHANNEL_PAUSE = timedelta(seconds=2)
worker.IDLE_SECONDS = 0.1
worker.main()
"""


@dataclass
class Plan:
    """How much goes wrong."""

    mails: int = 20_000
    kills: int = 50
    restarts: int = 2
    seconds_between: tuple[float, float] = (0.5, 1.5)
    slow: float = 0.04
    longest: float = 900
    seed: int = 20261123


@dataclass
class Stage:
    """The processes of one run, and how to make trouble with them."""

    folder: Path
    server: Any
    plan: Plan
    port: int = 0
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    sink: subprocess.Popen[bytes] | None = None
    killed: int = 0

    def environment(self) -> dict[str, str]:
        """What workers are told."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "helder.config.settings",
            "HELDER_HOME": str(self.folder),
            "HELDER_DATABASE_URL": self.server.url,
            "HELDER_EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "HELDER_MAIL_CONNECTIONS": str(CONNECTIONS),
        }

    def start_worker(self) -> None:
        """One more."""
        self.workers.append(
            subprocess.Popen([sys.executable, "-c", WORKER], env=self.environment())
        )

    def start_sink(self) -> None:
        """The mail server, on the same port each time."""
        arguments = [str(self.port), str(self.folder / "arrived"), str(self.folder / "mood")]
        self.sink = subprocess.Popen([sys.executable, str(HERE / "sink.py"), *arguments])
        _until(self._sink_answers, 20)

    def _sink_answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def stop_sink(self) -> None:
        """The relay is down."""
        assert self.sink is not None
        self.sink.kill()
        self.sink.wait()

    def kill_a_worker(self, choice: random.Random) -> None:
        """SIGKILL at whatever point it is; another one takes its place."""
        victim = choice.choice(self.workers)
        self.workers.remove(victim)
        victim.kill()
        victim.wait()
        self.killed += 1
        self.start_worker()

    def end(self) -> None:
        """Nothing that was started here goes on."""
        for process in [*self.workers, *([self.sink] if self.sink else [])]:
            if process.poll() is None:
                process.kill()
            process.wait()


def measure() -> dict[str, Any]:
    """The whole run."""
    return _run(Plan())


def short() -> dict[str, Any]:
    """A small one, for every test run."""
    return _run(Plan(mails=1_500, kills=6, restarts=1, seconds_between=(0.5, 1.2), longest=150))


def _run(plan: Plan) -> dict[str, Any]:
    sys.path.insert(0, str(ROOT / "scripts"))
    from with_postgres import private

    with tempfile.TemporaryDirectory() as folder, private() as server:
        stage = Stage(Path(folder), server, plan, port=_free_port())
        os.environ |= stage.environment()
        (stage.folder / "mood").write_text(
            json.dumps({"later": 10, "hang_up": 400, "slow": plan.slow})
        )
        _prepare(plan)
        try:
            seconds = _make_trouble(stage)
        finally:
            stage.end()
        return _result(stage, seconds)


def _prepare(plan: Plan) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from faults import crowd

    crowd.make(plan.mails)


def _make_trouble(stage: Stage) -> float:
    """Kills, restarts and a relay that is away, until everything is done. Seconds it took."""
    from faults import crowd

    plan, choice = stage.plan, random.Random(stage.plan.seed)
    stage.start_sink()
    started = time.monotonic()
    crowd.publish(3_000)
    for _two in range(2):
        stage.start_worker()
    restarts = {plan.kills * (n + 1) // (plan.restarts + 1) for n in range(plan.restarts)}
    for number in range(plan.kills):
        time.sleep(choice.uniform(*plan.seconds_between))
        stage.kill_a_worker(choice)
        if number in restarts:
            stage.server.stop("fast" if number % 2 else "immediate")
            stage.server.start()
        if number == plan.kills // 2:
            stage.stop_sink()
            time.sleep(3)
            stage.start_sink()
    _until(_all_done, plan.longest)
    return time.monotonic() - started


def _all_done() -> bool:
    from django.db import DatabaseError, connection

    from helder.delivery.models import Delivery, Dispatch

    try:
        if Dispatch.objects.filter(state="waiting").exists():
            return False
        return not Delivery.objects.filter(
            state__in=["waiting", "claimed", "handing_over"]
        ).exists()
    except DatabaseError:
        connection.close()
        return False


def _result(stage: Stage, seconds: float) -> dict[str, Any]:
    from helder.delivery.models import Delivery, Dispatch
    from helder.delivery.queries import problem_rows
    from helder.people.models import Person

    arrived: defaultdict[str, list[str]] = defaultdict(list)
    for line in (stage.folder / "arrived").read_text().splitlines():
        recipient, message = line.split("\t")
        arrived[recipient].append(message)
    wanted = set(Person.objects.values_list("email", flat=True))
    twice = {to: ids for to, ids in arrived.items() if len(ids) > 1}
    named = {row.person.email for row in problem_rows(Dispatch.objects.get()) if row.person}
    most = stage.killed * CONNECTIONS
    extra = sum(len(ids) - 1 for ids in twice.values())
    states = Counter(Delivery.objects.values_list("state", flat=True))
    return {
        "what": f"{len(wanted)} mails, {stage.killed} kills, {stage.plan.restarts} restarts of the "
        "database, the relay away for 3 s, 'not now' to a tenth, broken lines",
        "seconds": round(seconds, 1),
        "states": dict(states),
        "limits": [
            _line("lost", len(wanted - set(arrived)), 0),
            _line("copies too many", extra, most),
            _line(
                "copies with another Message-ID", sum(len(set(i)) > 1 for i in twice.values()), 0
            ),
            _line("got it twice and is not named", len(set(twice) - named), 0),
            _line("called sent and never arrived", _not_arrived(arrived), 0),
        ],
    }


def _not_arrived(arrived: dict[str, list[str]]) -> int:
    from helder.delivery.models import Delivery

    sent = Delivery.objects.filter(state="accepted").values_list("person__email", flat=True)
    return sum(address not in arrived for address in sent)


def _line(what: str, measured: int, at_most: int) -> dict[str, Any]:
    return {"what": what, "measured": measured, "at_most": at_most, "holds": measured <= at_most}


def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come to an end in time.")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
