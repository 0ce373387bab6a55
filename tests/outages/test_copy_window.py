"""`helder serve` as a whole: windows in front, Django behind; real processes, a real socket."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.outages.places import free_port, running

pytestmark = pytest.mark.slow

SET_UP = """
import django
django.setup()
from datetime import timedelta
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.outages import actions
from helder.outages.rules import Facts, Word
from helder.people.models import Audience, Person
from helder.services.models import Service
Organisation(pk=1, name="Rivierland", desk_phone="024 555 0100").save()
service = Service.objects.create(
    slug="wifi", name={"nl": "Wifi", "en": "Wifi"}, audience=Audience.objects.everyone())
said = {"symptom": {"nl": "Geen wifi.", "en": "No wifi."}}
actions.publish(Facts("outage", [service]), Word(said, clock.now() + timedelta(hours=1)), by=None)
"""


@dataclass
class Answer:
    """What a visitor got."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The words of it."""
        return self.body.decode()


@dataclass
class Web:
    """An installation that is served."""

    port: int
    process: subprocess.Popen[bytes]
    home: Path
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """One request on a connection of its own; header names with `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        got = connection.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        connection.close()
        return answer

    def until(self, path: str, text: str, seconds: float = 60) -> Answer:
        """Asks until it says so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                answer = self.ask(path)
                if text in answer.text:
                    return answer
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{path} does not say {text!r}")

    def django(self) -> int:
        """The process in which Django works: the one with a socket, and the last of its line."""
        listed = subprocess.check_output(["ps", "-eo", "pid,ppid,args"], text=True)
        rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
        behind = next(r for r in rows if int(r[1]) == self.process.pid and "--socket" in r[2])
        return int(next(r[0] for r in rows if r[1] == behind[0] and "--socket" in r[2]))


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One for all tests here."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HELDER_")},
        "HELDER_HOME": str(home),
        "HELDER_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "helder.config.settings",
    }
    command = [sys.executable, "-m", "helder"]
    subprocess.run([*command, "worker", "--once"], env=environment, check=True)
    subprocess.run([sys.executable, "-c", SET_UP], env=environment, check=True)
    with ExitStack() as stack:
        serve = [*command, "serve", "--port", str(port)]
        web = Web(port, stack.enter_context(running(serve, port, env=environment)), home)
        web.until("/status/", "Wifi")
        yield web


def test_each_visitor_gets_the_own_language_and_only_what_changed(web: Web) -> None:
    for _time in range(2):  # the first one teaches the window
        dutch = web.ask("/status/", Accept_Language="nl-NL,nl;q=0.9")
        english = web.ask("/status/", Accept_Language="en-GB")
        chosen = web.ask("/status/", Accept_Language="nl", Cookie="helder_language=en")
        assert '<html lang="nl"' in dutch.text
        assert '<html lang="en"' in english.text
        assert '<html lang="en"' in chosen.text
        assert dutch.headers["ETag"] != english.headers["ETag"]
        assert "x-helder-language" not in dutch.headers
        again = web.ask("/status/", Accept_Language="en-GB", If_None_Match=english.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        small = web.ask("/status/", Accept_Language="en-GB", Accept_Encoding="gzip")
        assert small.headers["Content-Encoding"] == "gzip"
        assert len(small.body) < len(english.body) / 2
    head = web.ask("/status/", "HEAD", Accept_Language="en-GB")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(english.body))


def test_forms_cookies_and_redirects_go_through(web: Web) -> None:
    page = web.ask("/account/login/password/?next=/desk/")
    cookie = re.findall(r"csrf\w*=[^;]+", page.headers["Set-Cookie"])[0]
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[0]
    typed = {"csrfmiddlewaretoken": token, "login": "nobody@example.org", "password": "é" * 40_000}
    tried = web.ask(
        "/account/login/password/", "POST", urlencode(typed).encode(), Cookie=cookie,
        Content_Type="application/x-www-form-urlencoded", Referer=f"http://127.0.0.1:{web.port}/",
    )  # fmt: skip
    assert tried.status == 200, tried.text[:500]
    assert "nobody@example.org" in tried.text
    gone = web.ask("/desk/")
    assert (gone.status, "/account/" in gone.headers["Location"]) == (302, True)
    switched = web.ask(
        "/language/", "POST", b"language=en&next=/status/",
        Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert "en" in switched.headers["Set-Cookie"]
    assert web.ask("/status/caf%C3%A9%20/").status == 404
    assert web.ask("/desk/", Cookie="sessionid=made-up").status == 302


def test_a_style_sheet_is_the_same_the_second_time(web: Web) -> None:
    page = web.ask("/status/")
    style = re.findall(r'href="(/static/kit/kit\.[^"]*css)"', page.text)[0]
    first, second = (web.ask(style, Accept_Encoding="gzip") for _time in range(2))
    assert first.body == second.body
    assert first.status == second.status == 200
    assert "immutable" in second.headers["Cache-Control"]
    assert web.ask(style).body != first.body  # as it is, for who cannot unpack
    assert web.ask(style, "HEAD").body == b""


def test_while_django_is_gone_the_last_copy_answers_and_then_all_is_well_again(web: Web) -> None:
    web.ask("/status/", Accept_Language="nl")
    copy = web.home / "snapshot" / "helder-copy.json"
    for _try in range(600):
        if copy.exists():
            break
        time.sleep(0.5)
    assert copy.exists()
    working = web.django()
    os.kill(working, signal.SIGSTOP)  # it hangs: nothing is refused, nothing is answered
    said = web.until("/status/", "data-age")
    assert "024 555 0100" in said.text
    assert said.headers["Content-Security-Policy"]
    os.kill(working, signal.SIGKILL)
    web.until("/account/login/password/", "csrfmiddlewaretoken")
    for _try in range(300):
        if "data-age" not in web.ask("/status/").text:
            break
        time.sleep(0.1)
    assert "data-age" not in web.ask("/status/").text
    assert web.django() != working


def test_killed_without_a_word_it_leaves_nothing_behind(web: Web) -> None:
    listed = subprocess.check_output(["pgrep", "-P", str(web.process.pid)], text=True).split()
    everybody = [*listed, str(web.django())]
    os.kill(web.process.pid, signal.SIGKILL)
    for _try in range(200):
        if not any(_runs(process) for process in everybody):
            return
        time.sleep(0.1)
    raise AssertionError("some process still runs")


def _runs(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().split(") ")[1][0]
    except OSError:
        return False
    return state != "Z"
