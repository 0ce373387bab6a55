"""The launcher: what somebody meets who has just cloned the source.

Installing for real needs a network, so a stand-in for Python plays the part of venv and pip here
and writes down what it was asked. Everything else is the launcher as it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")

STAND_IN = """#!/bin/sh
# venv, pip and uv, played; all else is the real Python.
case "$*" in
    "-m venv "*)
        echo venv >> "$LOG"
        mkdir -p "$3/bin"
        cp "$0" "$3/bin/python"
        printf '#!/bin/sh\\ncase "$*" in *install*) echo "uv $*" >> "$LOG"; sleep ${SLOW:-0};
            [ -z "$BREAK" ] ;; esac\\n' > "$3/bin/uv"
        chmod +x "$3/bin/uv" ;;
    "-m pip "*) echo "pip $*" >> "$LOG"; [ -z "$BREAK" ] ;;
    "-")
        printf '#!/bin/sh\\necho "ran: $*"\\n' > "$(dirname "$0")/helder"
        chmod +x "$(dirname "$0")/helder" ;;
    *) exec "$REAL" "$@" ;;
esac
"""


@dataclass
class Checkout:
    """A fresh clone in a folder with a space in its name, and the stand-in for Python."""

    root: Path
    log: Path
    environment: dict[str, str]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """The launcher, from another folder."""
        return subprocess.Popen(
            [self.root / "helder", *arguments],
            cwd="/",
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, output, and what it said."""
        process = self.start(*arguments, **environment)
        output, said = process.communicate(timeout=60)
        return process.returncode, output, said

    def asked(self, what: str) -> int:
        """How often the stand-in was asked for something."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return sum(line.startswith(what) for line in lines)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "a clone"
    root.mkdir()
    for name in ("helder", *LOCKS):
        shutil.copy(ROOT / name, root / name)
    stand_in = tmp_path / "python-stand-in"
    stand_in.write_text(STAND_IN)
    stand_in.chmod(0o755)
    log = tmp_path / "log"
    environment = {
        "PATH": os.environ["PATH"],
        "REAL": sys.executable,
        "LOG": str(log),
        "HELDER_PYTHON": str(stand_in),
    }
    return Checkout(root, log, environment)


def test_first_use_makes_the_environment_and_hands_over(checkout: Checkout) -> None:
    code, output, said = checkout.run("demo", "--port", "8001")
    assert (code, output) == (0, "ran: demo --port 8001\n")
    assert "making .venv with Python 3" in said
    assert "installing" in said
    assert "requirements.lock" in said
    assert checkout.asked("venv") == 1
    assert checkout.asked("uv pip install") == 1


def test_second_use_installs_nothing(checkout: Checkout) -> None:
    checkout.run("setup")
    code, output, said = checkout.run("demo", HELDER_PYTHON="/nowhere", BREAK="yes")
    assert (code, output, said) == (0, "ran: demo\n", "")
    assert checkout.asked("uv") == 1


def test_setup_makes_the_environment_and_nothing_else(checkout: Checkout) -> None:
    code, output, said = checkout.run("setup")
    assert (code, output) == (0, "")
    assert (checkout.root / ".venv" / "bin" / "helder").exists()
    assert said.endswith(f"the environment is ready: {checkout.root}/.venv/bin/helder\n")


def test_tests_get_their_own_packages(checkout: Checkout) -> None:
    checkout.run("setup")
    _code, output, said = checkout.run("test", "-k", "guard")
    assert output == "ran: test -k guard\n"
    assert "requirements-dev.lock" in said
    assert checkout.run("test")[2] == ""
    assert checkout.run("demo")[2] == ""


def test_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.run("setup")
    with (checkout.root / "requirements.lock").open("a") as lock:
        lock.write("another==1.0\n")
    assert "installing" in checkout.run("setup")[2]


def test_interrupted_install_is_done_again(checkout: Checkout) -> None:
    code, _output, said = checkout.run("demo", BREAK="yes")
    assert code == 2
    assert "check the network and run the same command again" in said
    assert not (checkout.root / ".venv" / "setup.lock").exists()
    assert checkout.run("demo")[:2] == (0, "ran: demo\n")
    assert checkout.asked("venv") == 1


def test_killed_setup_leaves_no_lock_that_holds(checkout: Checkout) -> None:
    with checkout.start("demo", SLOW="2") as first:
        _until(lambda: checkout.asked("uv") == 1)
        first.kill()
    assert (checkout.root / ".venv" / "setup.lock").exists()
    assert checkout.run("demo")[:2] == (0, "ran: demo\n")


def test_two_at_once_install_once(checkout: Checkout) -> None:
    first = checkout.start("demo", SLOW="1")
    _until(lambda: checkout.asked("uv") == 1)
    second = checkout.start("demo")
    both = [first.communicate(timeout=60), second.communicate(timeout=60)]
    assert [output for output, _said in both] == ["ran: demo\n"] * 2
    assert "another ./helder is making the environment" in both[1][1]
    assert checkout.asked("uv") == 1


def test_no_python_names_the_package(checkout: Checkout) -> None:
    code, _output, said = checkout.run("demo", HELDER_PYTHON="/nowhere/python3")
    assert code == 2
    assert len(said.splitlines()) == 1
    assert "python3-venv" in said or "brew install" in said


def test_python_without_venv_names_the_package(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "python-bare"
    bare.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *) exec "$REAL" "$@";; esac\n')
    bare.chmod(0o755)
    code, _output, said = checkout.run("demo", HELDER_PYTHON=str(bare))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert code == 2
    assert (
        said
        == f"helder: Python is here, its venv module is not: apt install python{version}-venv\n"
    )


def test_it_is_plain_posix_shell() -> None:
    for shell in filter(None, (shutil.which(name) for name in ("dash", "bash", "ksh", "zsh"))):
        posix = ["--posix"] if shell.endswith("bash") else []
        subprocess.run([shell, *posix, "-n", ROOT / "helder"], check=True)


def _until(true: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)
