"""Real places for a copy: a bucket (moto), a server with sftp (sshd), a daemon of rsync."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KEY = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(name: str, package: str) -> str:
    """Its path, or the test is skipped with the reason."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not on this machine: apt install {package}")
    return found


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server until the end of the block; gone afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 600) -> None:
    """Until something listens there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


@contextmanager
def bucket_server(port: int) -> Iterator[None]:
    """A server that speaks S3."""
    with running(
        [sys.executable, "-m", "moto.server", "-p", str(port)], port, stderr=subprocess.DEVNULL
    ):
        yield


class Sshd:
    """An ssh server of this user alone, with a key."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("host", "user"):
            subprocess.run(
                [
                    program("ssh-keygen", "openssh-client"),
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    name,
                ],
                cwd=folder,
                check=True,
            )
        (folder / "authorized").write_text((folder / "user.pub").read_text())
        (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
        (folder / "config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
            f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
            f"PidFile none\nSubsystem sftp internal-sftp\nPermitRootLogin yes\n"
        )

    def address(self, place: Path, known: str = "known") -> str:
        """As a target."""
        return (
            f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}{place}"
            f"?key={self.folder}/user&known_hosts={self.folder}/{known}"
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """As long as the block."""
        command = [program("sshd", "openssh-server"), "-D", "-q", "-f", f"{self.folder}/config"]
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        with running(command, self.port, stderr=subprocess.DEVNULL):
            yield


@contextmanager
def rsync_daemon(folder: Path, module: Path, port: int) -> Iterator[None]:
    """A daemon with one module that may be written."""
    config = folder / "rsyncd.conf"
    owner = "uid = root\ngid = root\n" if os.geteuid() == 0 else ""
    config.write_text(
        f"{owner}use chroot = no\nlock file = {folder}/lock\n"
        f"[copy]\npath = {module}\nread only = no\n"
    )
    command = [program("rsync", "rsync"), "--daemon", "--no-detach", f"--config={config}",
               f"--port={port}", "--address=127.0.0.1"]  # fmt: skip
    with running(command, port, stderr=subprocess.DEVNULL):
        yield
