"""A private slapd for the tests: its own folder, a free port of the loopback, gone afterwards.

Debian's package `slapd` gives it. It need not be installed as a service: HELDER_SLAPD may name the
folder in which the package (and its libraries) was unpacked.
"""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

UNPACKED = Path(os.environ.get("HELDER_SLAPD", "/"))
BASE = "dc=rivierland,dc=example"
ADMIN, PASSWORD = f"cn=admin,{BASE}", "a secret?"
CONFIG = """
include {etc}/schema/core.schema
include {etc}/schema/cosine.schema
include {etc}/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.141 NAME 'department'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'adUser' SUP top AUXILIARY
  MAY ( userAccountControl $ objectGUID $ department ) )
modulepath {lib}
moduleload back_mdb
TLSCACertificateFile {home}/ca.pem
TLSCertificateFile {home}/server.pem
TLSCertificateKeyFile {home}/server.key
sizelimit {limit}
database mdb
maxsize 67108864
suffix "{base}"
rootdn "cn=root,{base}"
directory {home}/data
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


@dataclass
class Slapd:
    """A running directory: its folder, its two ports."""

    home: Path
    plain: int
    tls: int

    @property
    def ca(self) -> str:
        """The file with which its certificate is verified."""
        return str(self.home / "ca.pem")


def program(name: str) -> Path | None:
    """The program of Debian's package, installed or unpacked."""
    found = shutil.which(name, path=f"{UNPACKED}/usr/sbin:/usr/sbin:/usr/bin")
    return Path(found) if found else None


def people(count: int, **changed: dict[str, Any]) -> str:
    """LDIF of so many persons; `changed` by uid: attributes, or None to leave somebody out."""
    entries = [f"dn: {BASE}\nobjectClass: domain\ndc: rivierland\n"]
    entries.append(
        f"dn: {ADMIN}\nobjectClass: person\ncn: admin\nsn: admin\nuserPassword: {PASSWORD}\n"
    )
    for number in range(count):
        uid = f"p{number}"
        if changed.get(uid, {}) is None:
            continue
        entries.append(_entry(uid, number, changed.get(uid, {})))
    return "\n".join(entries)


def _entry(uid: str, number: int, changed: dict[str, Any]) -> str:
    guid = bytes(12) + number.to_bytes(4, "big")
    attributes = {
        "cn": f"Persoon {number}",
        "sn": f"{number}",
        "mail": f"{uid}@rivierland.example",
        "department": f"Zorg/Team {number % 5}",
        "l": "Noord",
        "employeeType": "student",
        "preferredLanguage": "nl-NL" if number % 2 else "en-GB",
        "userAccountControl": "512",
        **changed,
    }
    lines = [f"dn: uid={uid},{BASE}", "objectClass: inetOrgPerson", "objectClass: adUser"]
    lines += [f"{name}: {value}" for name, value in attributes.items() if value]
    return "\n".join([*lines, f"objectGUID:: {_base64(guid)}", ""])


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


@contextmanager
def running(home: Path, ldif: str, limit: str = "unlimited") -> Iterator[Slapd]:
    """A slapd with these entries until the block ends. `limit`: most entries it gives at once."""
    load(home, ldif, limit)
    slapd = Slapd(home, _free_port(), _free_port())
    urls = f"ldap://127.0.0.1:{slapd.plain}/ ldaps://127.0.0.1:{slapd.tls}/"
    process = subprocess.Popen(
        [str(program("slapd")), "-d", "0", "-f", str(home / "slapd.conf"), "-h", urls],
        env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(slapd.tls)
        yield slapd
    finally:
        process.terminate()
        process.wait(10)


def load(home: Path, ldif: str, limit: str = "unlimited") -> None:
    """Puts the entries in place of those of before; slapd must not run."""
    shutil.rmtree(home / "data", ignore_errors=True)
    (home / "data").mkdir(parents=True)
    if not (home / "ca.pem").exists():
        _certificates(home)
    etc, lib = UNPACKED / "etc/ldap", UNPACKED / "usr/lib/ldap"
    config = CONFIG.format(home=home, etc=etc, lib=lib, base=BASE, limit=limit)
    (home / "slapd.conf").write_text(config)
    subprocess.run(
        [str(program("slapadd")), "-q", "-f", str(home / "slapd.conf")],
        input=ldif.encode(), env=_environment(), check=True, capture_output=True,
    )  # fmt: skip


def _environment() -> dict[str, str]:
    libraries = [str(path) for path in UNPACKED.glob("usr/lib/*-linux-gnu")]
    libraries += [str(path) for path in UNPACKED.glob("lib/*-linux-gnu")]
    own = {} if Path("/") == UNPACKED else {"LD_LIBRARY_PATH": ":".join(libraries)}
    return {**os.environ, **own}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd did not start")


def _certificates(home: Path) -> None:
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _both in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rivierland CA")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ca = _signed(ca_name, ca_name, ca_key.public_key(), ca_key, ca=True)
    server = _signed(name, ca_name, key.public_key(), ca_key, ca=False)
    pem = serialization.Encoding.PEM
    (home / "ca.pem").write_bytes(ca.public_bytes(pem))
    (home / "server.pem").write_bytes(server.public_bytes(pem))
    (home / "server.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _signed(
    name: x509.Name, issuer: x509.Name, public: Any, signer: Any, *, ca: bool
) -> x509.Certificate:
    today = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())
