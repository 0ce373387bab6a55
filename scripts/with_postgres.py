"""Runs a command on a private PostgreSQL that exists only as long as the command.

    python scripts/with_postgres.py pytest -m "not browser"

The server lives in a temporary folder and listens on a socket in it, on no network port. It is
started as the user `postgres` when this is root, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NOT_POSSIBLE = 77
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class Server:
    """A private PostgreSQL in a folder of its own; `options` are settings of the server."""

    def __init__(self, programs: Path, folder: str, options: Iterable[str]) -> None:
        self.user = "postgres" if os.geteuid() == 0 else None
        self.programs, self.folder = programs, folder
        self.data, self.log = f"{folder}/data", f"{folder}/log"
        self.url = f"postgres://helder@{quote(folder, safe='')}/postgres"
        self.options = f"-k {folder} -c listen_addresses='' " + " ".join(f"-c {o}" for o in options)

    def make(self) -> None:
        """An empty database that only the owner of the folder reaches."""
        if self.user:
            shutil.chown(self.folder, self.user)
        asked = ["--no-sync", "--auth=trust", "--username=helder", "--encoding=UTF8"]
        self._call("initdb", *asked, "--locale=C.UTF-8", "-D", self.data)

    def start(self) -> None:
        """Serves; returns when it answers."""
        self._control("-l", self.log, "-o", self.options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Ends; "immediate" as in a power cut, "fast" politely."""
        self._control("-m", mode, "stop")

    def _control(self, *arguments: str) -> None:
        self._call("pg_ctl", "-w", "-D", self.data, *arguments)

    def _call(self, name: str, *arguments: str) -> None:
        _call(self.programs / name, *arguments, user=self.user)


def main(command: list[str]) -> int:
    """The exit code of the command, or 77 when there is no PostgreSQL here."""
    if programs() is None:
        print("PostgreSQL is not on this machine: apt install postgresql", file=sys.stderr)
        return NOT_POSSIBLE
    with private(QUICK) as server:
        environment = os.environ | {"HELDER_DATABASE_URL": server.url}
        return subprocess.run(command, env=environment, check=False).returncode


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps it off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def private(options: Iterable[str] = ()) -> Iterator[Server]:
    """A running server that is gone afterwards. Raises FileNotFoundError without PostgreSQL."""
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not on this machine: apt install postgresql")
    with tempfile.TemporaryDirectory(prefix="helder-pg-", dir="/tmp") as folder:
        server = Server(found, folder, options)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _call(program: Path, *arguments: str, user: str | None) -> None:
    """Runs one of PostgreSQL's programs in silence; its output is shown when it fails."""
    done = subprocess.run(
        [program, *arguments],
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in arguments else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{program.name} did not work:\n{done.stdout or ''}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
