"""A second server by the program rsync: `rsync://name@host/module/folder`, or `rsync+ssh://…`.

A password for a daemon stands in RSYNC_PASSWORD; over ssh the server must be known. rsync writes
each file under another name and moves it over the old one.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import SplitResult, unquote

from django.utils.translation import gettext_noop as _

from helder.outages.copy.folder import MANIFEST, Manifest, read
from helder.outages.copy.targets import SECONDS, Trouble

LONGEST = 300
SSH = f"ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout={SECONDS}"
NOT_THERE = 23
"""Its exit code when a file that was asked for does not exist."""


class Daemon:
    """A folder on another server."""

    def __init__(self, there: str, options: Sequence[str], host: str) -> None:
        self.there, self.options, self.host = there, list(options), host

    def manifest(self) -> Manifest:
        """What stands there."""
        with tempfile.TemporaryDirectory() as folder:
            self._run([self.there + MANIFEST, f"{folder}/"], fine=(0, NOT_THERE))
            return read(Path(folder))

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """In this order: rsync sorts a list by itself, so it gets one group at a time."""
        for group in _groups(names):
            self._with_list(folder, group, [])

    def remove(self, names: Iterable[str]) -> None:
        """What is in the list and not in an empty folder goes away there."""
        gone = list(names)
        if gone:
            with tempfile.TemporaryDirectory() as nothing:
                for name in gone:
                    (Path(nothing) / name).parent.mkdir(parents=True, exist_ok=True)
                self._with_list(Path(nothing), gone, ["--delete-missing-args"])

    def close(self) -> None:
        """Nothing to let go of."""

    def _with_list(self, folder: Path, names: Sequence[str], more: Sequence[str]) -> None:
        asked = ["--files-from=-", "--from0", "--relative", "--times", "--checksum", *more]
        self._run([*asked, f"{folder}/", self.there], "\0".join(names))

    def _run(self, asked: Sequence[str], given: str = "", fine: Sequence[int] = (0,)) -> None:
        command = ["rsync", f"--timeout={SECONDS}", "--chmod=D755,F644", *self.options, *asked]
        try:
            done = subprocess.run(  # noqa: S603 - a list, no shell; the words are the settings
                command,
                input=given,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
        except FileNotFoundError as error:
            raise Trouble(_("The program rsync is not on this machine: install it.")) from error
        except subprocess.TimeoutExpired as error:
            raise Trouble(
                _("%(host)s took longer than %(seconds)s seconds."),
                host=self.host,
                seconds=LONGEST,
            ) from error
        if done.returncode not in fine:
            lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
            raise Trouble(
                _("%(host)s cannot be reached: %(reason)s"),
                host=self.host,
                reason=(lines or ["rsync"])[0],
            )


def _groups(names: Sequence[str]) -> list[list[str]]:
    """Front pages and the manifest come alone, after all that they lead to."""
    first = [name for name in names if not _is_last(name)]
    return [group for group in (first, *([name] for name in names if _is_last(name))) if group]


def _is_last(name: str) -> bool:
    bare = name.removeprefix("en/")
    return bare in ("index.html", "status/index.html", MANIFEST)


def open_target(parts: SplitResult) -> Daemon:
    """The place that is named; nothing is asked of it yet."""
    host, user = parts.hostname or "", f"{parts.username}@" if parts.username else ""
    path = unquote(parts.path).rstrip("/")
    if parts.scheme == "rsync":
        port = f":{parts.port}" if parts.port else ""
        return Daemon(f"rsync://{user}{host}{port}{path}/", ["--contimeout=20"], host)
    port = f" -p {parts.port}" if parts.port else ""
    return Daemon(f"{user}{host}:{path}/", ["-e", SSH + port], host)
