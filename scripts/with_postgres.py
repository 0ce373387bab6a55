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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NOT_POSSIBLE = 77
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def main(command: list[str]) -> int:
    """The exit code of the command, or 77 when there is no PostgreSQL here."""
    programs = _programs()
    if programs is None:
        print("PostgreSQL is not on this machine: apt install postgresql", file=sys.stderr)
        return NOT_POSSIBLE
    with _server(programs) as url:
        environment = os.environ | {"HELDER_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps it off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="helder-pg-", dir="/tmp") as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        initdb = ["--no-sync", "--auth=trust", "--username=helder", "--encoding=UTF8"]
        _call(programs / "initdb", *initdb, "--locale=C.UTF-8", "-D", data, user=user)
        options = f"-k {folder} -c listen_addresses='' " + " ".join(f"-c {o}" for o in QUICK)
        control = programs / "pg_ctl"
        log = f"{folder}/log"
        _call(control, "-w", "-D", data, "-l", log, "-o", options, "start", user=user)
        try:
            yield f"postgres://helder@{quote(folder, safe='')}/postgres"
        finally:
            _call(control, "-w", "-m", "immediate", "-D", data, "stop", user=user)


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
