"""The last word stays: two real web processes that share nothing but a real PostgreSQL, nginx as in
the how-to, and then one after the other is killed."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.outages.places import free_port, program, running

ROOT = Path(__file__).resolve().parents[2]
HOWTO = ROOT / "docs" / "howto" / "status-elsewhere.md"
PUBLISHES = 5
SAY = """
import sys, time, django
django.setup()
from datetime import timedelta
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.outages import actions
from helder.outages.rules import Facts, Word
from helder.people.models import Audience
from helder.services.models import Service
Organisation(pk=1, name="Rivierland", desk_phone="024 555 0100").save()
service = Service.objects.create(
    slug="wifi", name={"nl": "Wifi", "en": "Wifi"}, audience=Audience.objects.everyone())
def word(name, text):
    due = clock.now() + timedelta(hours=1)
    return Word({name: {"nl": text, "en": f"In English: {text}"}}, due)
outage = actions.publish(Facts("outage", [service]), word("symptom", "Geen wifi."), by=None)
print(outage.get_absolute_url(), flush=True)
for line in sys.stdin:
    actions.update(outage, word("news", line.strip()), by=None)
    print(time.time(), flush=True)
"""


@dataclass
class House:
    """A database, two web processes with a home of their own, and somebody who publishes."""

    database: Any
    homes: list[Path]
    ports: list[int]
    webs: list[subprocess.Popen[bytes]]
    author: subprocess.Popen[str]
    page: str

    def say(self, text: str) -> float:
        """Publishes an update from another process; when it held."""
        assert self.author.stdin is not None
        assert self.author.stdout is not None
        self.author.stdin.write(f"{text}\n")
        self.author.stdin.flush()
        return float(self.author.stdout.readline())


def read(port: int, path: str, lang: str = "nl") -> str:
    """A page as a visitor gets it."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Language": lang}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own servers
        return answer.read().decode()


def until_it_says(port: int, path: str, text: str, seconds: float = 120) -> float:
    """The moment at which it says so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if text in read(port, path):
                return time.time()
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError(f"{path} does not say {text!r}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Everything up and running, with one outage."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from with_postgres import private, programs

    if programs() is None:
        pytest.skip("PostgreSQL is not on this machine: apt install postgresql")
    with ExitStack() as stack:
        database = stack.enter_context(private(["max_connections=60"]))
        ports, homes, webs = [free_port(), free_port()], [tmp_path / "one", tmp_path / "two"], []
        base = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HELDER_")},
            "HELDER_DATABASE_URL": database.url,
            "HELDER_SECRET_KEY": "a secret that both machines share, long enough",
            "HELDER_BASE_URL": f"http://localhost:{ports[0]}",
            "DJANGO_SETTINGS_MODULE": "helder.config.settings",
        }
        for port, home in zip(ports, homes, strict=True):
            home.mkdir()
            command = [sys.executable, "-m", "helder", "serve", "--port", str(port)]
            environment = base | {"HELDER_HOME": str(home)}
            webs.append(stack.enter_context(running(command, port, env=environment)))
        author = subprocess.Popen(
            [sys.executable, "-c", SAY],
            env=base | {"HELDER_HOME": str(tmp_path / "author")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(author.kill)
        assert author.stdout is not None
        page = author.stdout.readline().strip()
        yield House(database, homes, ports, webs, author, page)


def nginx_as_in_the_howto(folder: Path, port: int, helder: int, copy: Path) -> list[str]:
    """The first configuration of the how-to, with our ports and folder in it."""
    site = re.findall(r"```nginx\n(.*?)```", HOWTO.read_text(), re.DOTALL)[0]
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{helder}")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
    site = site.replace("/srv/helder-data/snapshot", str(copy))
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; include /etc/nginx/mime.types;\n{site}}}\n"
    )
    return [program("nginx", "nginx"), "-c", str(config), "-p", str(folder)]


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills a web process and what it started, as a power cut does."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    for pid in [*children.stdout.split(), str(process.pid)]:
        os.kill(int(pid), signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_the_last_word_outlives_the_application_and_the_database(
    house: House, tmp_path: Path
) -> None:
    for port in house.ports:
        until_it_says(port, house.page, "Geen wifi.")
    _both_show_each_publish_within_a_second(house)

    port = free_port()
    copy = house.homes[0] / "snapshot"
    config = nginx_as_in_the_howto(tmp_path, port, house.ports[0], copy)
    with running(config, port):
        house.say("Het laatste woord.")
        assert until_it_says(port, "/status/", "Wifi")
        until_it_says(port, house.page, "Het laatste woord.")
        _wait_for_the_copy(copy, house.page, "Het laatste woord.")

        house.database.stop()
        until_it_says(house.ports[1], "/status/", "data-age")  # by itself, from its own folder
        until_it_says(house.ports[0], house.page, "data-age")
        assert "Het laatste woord." in read(house.ports[0], house.page)
        end(house.webs[0])
        with pytest.raises(OSError, match=r"refused|reset"):
            read(house.ports[0], "/status/")

        said = read(port, house.page)
        assert "Het laatste woord." in said
        assert "data-age" in said
        assert "024 555 0100" in said
        assert "In English: Het laatste woord." in read(port, f"/en{house.page}")
        for path in ("/", "/status/", "/status/feed.atom", "/api/v2/summary.json"):
            assert "Wifi" in read(port, path)
        style = re.findall(r'href="([./]+)(static/kit/kit\.[^"]*css)"', said)[0][1]
        assert "--helder" in read(port, f"/{style}")
        house.database.start()


def _both_show_each_publish_within_a_second(house: House) -> None:
    took = []
    for number in range(PUBLISHES):
        published = house.say(f"Bericht {number}.")
        for port in house.ports:
            took.append(until_it_says(port, house.page, f"Bericht {number}.") - published)
        time.sleep(0.5)
    assert statistics.median(took) <= 1.0, took


def _wait_for_the_copy(copy: Path, page: str, text: str) -> None:
    file = copy / page.strip("/") / "index.html"
    for _try in range(1200):
        if file.exists() and text in file.read_text() and (copy / "index.html").exists():
            return
        time.sleep(0.05)
    raise AssertionError("the copy is not written")
