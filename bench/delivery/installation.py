"""An installation in a folder of its own, and our programs run in it as other processes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Installation:
    """Its home and its database ("" is SQLite in the home)."""

    home: Path
    database: str = ""

    def run(self, how: str, port: int, count: int) -> dict[str, Any]:
        """One measurement of sender.py in a process of its own."""
        command = [sys.executable, str(HERE / "sender.py"), how, str(port), str(count)]
        done = subprocess.run(
            command, env=self._environment(), stdout=subprocess.PIPE, text=True, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def _environment(self) -> dict[str, str]:
        named = {name: value for name, value in os.environ.items() if name[:7] != "HELDER_"}
        return {**named, "HELDER_HOME": str(self.home), "HELDER_DATABASE_URL": self.database}


@contextlib.contextmanager
def on_sqlite() -> Iterator[Installation]:
    """With the embedded database."""
    with tempfile.TemporaryDirectory(prefix="helder-bench-") as home:
        yield Installation(Path(home))


@contextlib.contextmanager
def on_postgresql() -> Iterator[Installation | None]:
    """With a private PostgreSQL as Debian sets it; None where there is none."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import with_postgres

    if with_postgres.programs() is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="helder-bench-") as home, with_postgres.private() as at:
        yield Installation(Path(home), at.url)
