"""A real IMAP server for the tests: dovecot, private, over TLS, as nobody special."""

from __future__ import annotations

import contextlib
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

WORD = "geheim/wachtwoord#1"
IMAP = Path("/usr/lib/dovecot/imap")
IN_URL = "geheim%2Fwachtwoord%231"


@dataclass(frozen=True)
class ImapServer:
    """Where it listens; `certificate` is what must be trusted."""

    tls_port: int
    port: int
    certificate: Path
    mail: Path

    @property
    def url(self) -> str:
        """As HELDER_INBOX_URL."""
        return f"imaps://helder:{IN_URL}@localhost:{self.tls_port}/INBOX"

    def line(self) -> imaplib.IMAP4_SSL:
        """Python's own client, signed in."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        line = imaplib.IMAP4_SSL("localhost", self.tls_port, ssl_context=context)
        line.login("helder", WORD)
        return line

    def deliver(self, raw: bytes) -> None:
        """Puts a mail into the mailbox."""
        line = self.line()
        assert line.append("INBOX", "", None, raw)[0] == "OK"  # type: ignore[arg-type]
        line.logout()

    def count(self, folder: str = "INBOX") -> int:
        """How many mails a folder holds; 0 when it is not there."""
        line = self.line()
        state, answer = line.select(folder, readonly=True)
        line.logout()
        return int(answer[0] or 0) if state == "OK" else 0


def start(folder: Path) -> Iterator[ImapServer]:
    """A server with an empty mailbox, until the end of the test."""
    if not IMAP.exists():
        pytest.skip("dovecot is not installed (Debian: apt-get install dovecot-imapd)")
    certificate, key = _certificate(folder)
    server = ImapServer(_free_port(), _free_port(), certificate, folder / "mail")
    settings = folder / "dovecot.conf"
    settings.write_text(_settings(folder, server, certificate, key))
    process = subprocess.Popen(
        ["/usr/sbin/dovecot", "-F", "-c", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=(folder / "errors").open("wb"),
    )
    try:
        _wait(server.tls_port, process, folder)
        yield server
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _settings(folder: Path, server: ImapServer, certificate: Path, key: Path) -> str:
    user = _whoever_may_own_mail()
    own = f"{folder}/run"
    (folder / "users").write_text(f"helder:{{PLAIN}}{WORD}:{user[1]}:{user[2]}::{folder}/home::\n")
    for name in ("home", "run", "mail"):
        (folder / name).mkdir(exist_ok=True)
        shutil.chown(folder / name, user[0])
    for above in (folder, *folder.parents):
        with contextlib.suppress(PermissionError):
            if os.stat(above).st_uid == os.getuid() and str(above).startswith("/tmp/"):  # noqa: S108
                above.chmod(above.stat().st_mode | 0o711)
    return f"""
protocols = imap
base_dir = {own}
state_dir = {own}
log_path = {folder}/log
auth_mechanisms = plain
default_login_user = {user[0]}
default_internal_user = {user[0]}
default_internal_group = {user[3]}
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail/%u
disable_plaintext_auth = yes
passdb {{
  driver = passwd-file
  args = scheme=plain {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {server.port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {server.tls_port}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def _whoever_may_own_mail() -> tuple[str, int, int, str]:
    """Dovecot runs nothing as root: then it is nobody's mailbox."""
    import grp
    import pwd

    entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return entry.pw_name, entry.pw_uid, entry.pw_gid, grp.getgrgid(entry.pw_gid).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    said = [part.read_text() for part in (folder / "errors", folder / "log") if part.exists()]
    pytest.fail(f"dovecot did not start: {' '.join(said)[-2000:]}")


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
