"""A real Firefox, driven over Marionette: the one browser that takes another push service.

Owns: starting it with a profile of its own, and what a person does in it. What lies outside the
browser's window, where the system shows notifications, is played by `Notices`.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PREFS: dict[str, Any] = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.connection.enabled": True,
    "permissions.default.desktop-notification": 1,
    "marionette.port": 0,
    "remote.prefs.recommended": True,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "intl.accept_languages": "en",
}
# Where the system would show notifications: keeps what it is given, and can be tapped.
NOTICES = """
const shown = [];
globalThis.helderNotices = shown;
const notices = {
  QueryInterface: ChromeUtils.generateQI(["nsIAlertsService"]),
  showAlert(alert, listener) {
    shown.push({ alert, listener });
    listener?.observe(null, "alertshow", alert.cookie);
  },
  showPersistentNotification() {},
  closeAlert() {},
  async getHistory() { return []; },
  teardown() {},
  pbmTeardown() {},
};
const registrar = Components.manager.QueryInterface(Ci.nsIComponentRegistrar);
registrar.registerFactory(
  Services.uuid.generateUUID(), "notices", "@mozilla.org/alerts-service;1",
  {
    createInstance: (iid) => notices.QueryInterface(iid),
    QueryInterface: ChromeUtils.generateQI(["nsIFactory"]),
  }
);
"""


def _unless_locked(what: Callable[[], Any]) -> Any:
    """The server that the test looks at writes into the same database at this very moment."""
    try:
        return what()
    except OperationalError:
        return None


class Firefox:
    """One window of one Firefox."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._last = 0
        self._read()
        self.ask("WebDriver:NewSession")

    def ask(self, command: str, **words: Any) -> Any:
        """One command of WebDriver or Marionette."""
        self._last += 1
        text = json.dumps([0, self._last, command, words])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _kind, _number, error, result = self._read()
        if error:
            raise AssertionError(f"{command}: {error['message']}\n{error['stacktrace'][:600]}")
        return result.get("value") if isinstance(result, dict) else result

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._socket.recv(1)
        left, text = int(size[:-1]), b""
        while len(text) < left:
            text += self._socket.recv(left - len(text))
        return json.loads(text)

    def open(self, url: str) -> None:
        """Goes to an address and waits for the page."""
        self.ask("WebDriver:Navigate", url=url)

    def tap(self, selector: str) -> None:
        """A real click, as of a person."""
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)
        self.ask("WebDriver:ElementClick", id=found[ELEMENT])

    def script(self, words: str, *args: Any) -> Any:
        """What a script in the page gives back; it may be a promise."""
        wrapped = (
            "const done = arguments[arguments.length - 1];"
            f"Promise.resolve((async (...args) => {{{words}}})(...arguments))"
            ".then(done, (error) => done(String(error)));"
        )
        return self.ask("WebDriver:ExecuteAsyncScript", script=wrapped, args=list(args))

    def inside(self, words: str) -> Any:
        """The same in the browser itself, not in the page."""
        self.ask("Marionette:SetContext", value="chrome")
        try:
            return self.ask("WebDriver:ExecuteScript", script=words, args=[], sandbox="system")
        finally:
            self.ask("Marionette:SetContext", value="content")

    def wait(self, what: Callable[[], Any], seconds: float = 30) -> Any:
        """Until it is true."""
        until = time.monotonic() + seconds
        while not (found := _unless_locked(what)):
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.1)
        return found

    def cookie(self, name: str, value: str) -> None:
        """A cookie of the site that is open."""
        self.ask("WebDriver:AddCookie", cookie={"name": name, "value": value, "path": "/"})


@contextmanager
def firefox(profile: Path, **prefs: Any) -> Iterator[Firefox]:
    """A Firefox without a window, gone when the test is over."""
    profile.mkdir(parents=True, exist_ok=True)
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in {**PREFS, **prefs}.items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    command = [FIREFOX, "--headless", "--marionette", "--remote-allow-system-access",
               "--no-remote", "--profile", str(profile)]  # fmt: skip
    with (profile / "log.txt").open("w") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={"HOME": str(profile), "PATH": "/usr/bin:/bin", "MOZ_LOG": ""},
        )
    try:
        yield Firefox(_port(profile, process))
    finally:
        process.terminate()
        process.wait(20)


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    file = profile / "MarionetteActivePort"
    for _try in range(600):
        if file.exists() and file.read_text().strip():
            return int(file.read_text())
        assert process.poll() is None, (profile / "log.txt").read_text()
        time.sleep(0.1)
    raise AssertionError("Firefox did not start.")
