"""A real Prometheus Alertmanager that tells Helder: grouping, resolving, trying again.

It speaks HTTP to a small server here, which hands each request to Helder in the thread of the test:
so the test and Helder never use one connection to the database at once.
"""

from __future__ import annotations

import json
import queue
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from helder.kit import clock
from helder.messages.models import Message
from helder.outages.models import Alert, Monitor, Outage
from helder.outages.monitors import kinds, proof, taking
from tests.cast import Cast
from tests.outages.telling import TOKEN, later, monitor, rule, template

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PROGRAM = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
SECRET = "s3cret-of-the-tests"
PATIENCE = 60


@dataclass
class Letter:
    """One request that waits for its answer."""

    path: str
    body: bytes
    headers: dict[str, str]
    answer: queue.Queue[int] = field(default_factory=lambda: queue.Queue(1))


class Door:
    """Where Alertmanager posts; `pump` lets Helder answer what came in."""

    def __init__(self) -> None:
        self.letters: queue.Queue[Letter] = queue.Queue()
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept = {name: self.headers[name] for name in ("Authorization", "User-Agent")}
                letter = Letter(self.path, body, kept)
                door.letters.put(letter)
                self.send_response(letter.answer.get(timeout=PATIENCE))
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def pump(self) -> None:
        """Helder answers everything that waits."""
        while not self.letters.empty():
            letter = self.letters.get()
            assert letter.headers["User-Agent"].startswith("Alertmanager")
            answer = Client().post(
                letter.path, letter.body, content_type="application/json", headers=letter.headers
            )
            letter.answer.put(answer.status_code)


class Alertmanager:
    """One of its own, on a port of this machine, with the configuration that the desk shows."""

    def __init__(self, folder: Path) -> None:
        self.door = Door()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = folder / "alertmanager.yml"
        config.write_text(_configuration(f"{self.door.url}/hooks/alertmanager/{TOKEN}"))
        command = [
            str(PROGRAM),
            f"--config.file={config}",
            f"--storage.path={folder}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
        ]
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self.eventually(self._answers)

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Waits until it is so, while Helder answers what comes in."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "this did not happen in time"
            time.sleep(0.1)
            self.door.pump()

    def _answers(self) -> bool:
        try:
            return bool(self._ask("/-/ready").status == 200)
        except OSError:
            return False

    def _ask(self, path: str, body: Any = None) -> Any:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if body is not None:
            asked.data = json.dumps(body).encode()
            asked.add_header("Content-Type", "application/json")
        return urllib.request.urlopen(asked, timeout=10)  # noqa: S310

    def alert(self, *, over: bool = False, **labels: str) -> None:
        """One alert fires, or is over."""
        now = clock.now()
        body = {
            "labels": {"alertname": "Down", "severity": "critical", **labels},
            "annotations": {"summary": "Nothing answers."},
            "startsAt": (now - timedelta(minutes=5)).isoformat(),
            "endsAt": (now if over else now + timedelta(hours=1)).isoformat(),
        }
        self._ask("/api/v2/alerts", [body])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.door.server.shutdown()
        self.log.close()


def _configuration(address: str) -> str:
    """What the desk gives to paste, with shorter waits."""
    pasted = kinds()["alertmanager"].snippets(address, SECRET)[0].text
    own = "route:\n  receiver: nobody\n  group_wait: 300ms\n  group_interval: 500ms\n"
    return pasted.replace("route:\n", own).replace("receivers:\n", "receivers:\n  - name: nobody\n")


@pytest.fixture
def watch(tmp_path: Path, cast: Cast) -> Iterator[Alertmanager]:
    if PROGRAM is None:
        pytest.skip("Alertmanager is not on this machine: apt install prometheus-alertmanager")
    monitor(name="Prometheus", secret=SECRET)
    started = Alertmanager(tmp_path)
    yield started
    started.stop()


def chosen() -> list[str]:
    draft = Message.objects.filter(state=Message.State.DRAFT).first()
    return list(draft.form["fields"]["services"]) if draft else []


def test_an_alert_becomes_a_draft_and_goes_when_it_is_over(watch: Alertmanager) -> None:
    watch.alert(service="wifi")
    watch.eventually(lambda: chosen() == ["wifi"])
    row = Alert.objects.get()
    assert row.name == "Down"
    assert row.summary == "Nothing answers."
    assert timedelta(minutes=4) < clock.now() - row.starts_at < timedelta(minutes=7)
    watch.alert(service="e-mail")
    watch.eventually(lambda: chosen() == ["wifi", "e-mail"])
    assert Alert.objects.count() == 2
    watch.alert(service="wifi", over=True)
    watch.alert(service="e-mail", over=True)
    watch.eventually(lambda: not Alert.objects.filter(state=Alert.State.FIRING).exists())
    later(0)
    later(16)
    assert not Message.objects.exists()


def test_it_tries_again_when_helder_cannot_write(
    watch: Alertmanager, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = taking.take, []

    def first_broken(*args: Any, **more: Any) -> Any:
        tried.append(clock.now())
        if len(tried) == 1:
            raise OperationalError
        return real(*args, **more)

    monkeypatch.setattr(taking, "take", first_broken)
    watch.alert(service="wifi")
    watch.eventually(lambda: chosen() == ["wifi"])
    assert len(tried) >= 2
    assert Alert.objects.count() == 1


def test_a_rule_publishes_what_it_tells(watch: Alertmanager, cast: Cast) -> None:
    row = Monitor.objects.get()
    rule(row, "publish", {"severity": "crit*"}, service=cast.wifi, template=template(cast.wifi))
    watch.alert(service="wifi")
    watch.eventually(Outage.objects.exists)
    watch.alert(service="wifi", over=True)
    watch.eventually(lambda: Message.objects.filter(form__verb="resolve").exists())
    assert Outage.objects.get().state == Outage.State.RUNNING


def test_its_own_tool_sends_the_test_that_the_desk_shows(watch: Alertmanager) -> None:
    amtool = shutil.which("amtool")
    if amtool is None:
        pytest.skip("amtool is not on this machine: apt install prometheus-alertmanager")
    shown = kinds()["alertmanager"].snippets("x", "")[1].text
    address = f"http://127.0.0.1:{watch.port}"
    words = shown.replace("http://localhost:9093", address).split()
    assert words[0] == "amtool"
    subprocess.run([amtool, *words[1:]], check=True, capture_output=True)
    watch.eventually(lambda: Monitor.objects.filter(tested_at__isnull=False).exists())
    assert not Alert.objects.exists()
    assert proof.hashed(TOKEN) == Monitor.objects.get().token_hash
