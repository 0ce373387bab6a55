"""Reads the environment into one typed object; a bad value is a sentence, never a traceback.

Owns: every HELDER_* variable, its default and its check. Refuses: anything that needs Django.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import tempfile
import zoneinfo
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

import dj_database_url
import dj_email_url

DEFAULT_HOME = "helder-data"
DEFAULT_CONNECTIONS = 10
SHORTEST_SECRET = 32
INBOXES = {"imap", "imaps"}
COPIES = {"s3", "sftp", "rsync", "rsync+ssh"}
SAID = (*dj_email_url.TRUTHY, "0", "no", "false", "False")


class BadEnvironment(Exception):
    """One sentence that says which variable is wrong and what to write instead."""


@dataclass(frozen=True)
class Environment:
    """The settings of one installation, checked."""

    home: Path
    base_url: str
    debug: bool
    demo: bool
    secret_key: str
    database: dict[str, Any]
    email: dict[str, Any]
    email_fallback: dict[str, Any]
    mail_connections: int
    mail_per_minute: int
    sender: str
    reply_address: str
    outage_address: str
    mail_authserv: str
    inbox_url: str
    time_zone: str
    private_hosts: tuple[str, ...]
    snapshot_targets: tuple[str, ...]

    @property
    def hosts(self) -> list[str]:
        """Host names that may be asked for: that of the base URL, and this machine itself."""
        host = urlsplit(self.base_url).hostname or "localhost"
        return sorted({host, "localhost", "127.0.0.1", "[::1]"})

    @property
    def secure(self) -> bool:
        """Whether people reach Helder over HTTPS."""
        return self.base_url.startswith("https://")


def read() -> Environment:
    """The environment of this process. Raises BadEnvironment with one sentence."""
    home = Path(os.environ.get("HELDER_HOME") or DEFAULT_HOME).resolve()
    return Environment(
        home=home,
        base_url=_base_url(),
        debug=_flag("HELDER_DEBUG"),
        demo=_flag("HELDER_DEMO"),
        secret_key=_secret_key(home),
        database=_database(home),
        email=_email("HELDER_EMAIL_URL", "smtp://localhost:25"),
        email_fallback=_email("HELDER_EMAIL_FALLBACK_URL", ""),
        mail_connections=_number("HELDER_MAIL_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 100),
        mail_per_minute=_number("HELDER_MAIL_PER_MINUTE", 0, 0, 1_000_000),
        sender=_sender(),
        reply_address=_reply_address(),
        outage_address=_outage_address(),
        mail_authserv=_mail_authserv(),
        inbox_url=_inbox_url(),
        time_zone=_time_zone(),
        private_hosts=_private_hosts(),
        snapshot_targets=_snapshot_targets(),
    )


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise BadEnvironment(f"{name} is {value!r}; write 1 for yes or 0 for no.")
    return value in {"1", "true", "yes"}


def _base_url() -> str:
    url = os.environ.get("HELDER_BASE_URL", "http://localhost:8000").rstrip("/")
    parts = _parts(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadEnvironment(
            f"HELDER_BASE_URL is {url!r}; write the whole address, such as https://it.example.org."
        )
    if parts.path or parts.query or parts.fragment or parts.username:
        raise BadEnvironment(
            f"HELDER_BASE_URL is {url!r}; Helder needs a host name of its own, with nothing after "
            "it, such as https://it.example.org."
        )
    return url


def _parts(url: str) -> SplitResult | None:
    """The parts of an address, its port among them; None when it cannot be one."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _secret_key(home: Path) -> str:
    key = os.environ.get("HELDER_SECRET_KEY", "")
    if key and len(key) < SHORTEST_SECRET:
        raise BadEnvironment(
            f"HELDER_SECRET_KEY has {len(key)} signs; write at least {SHORTEST_SECRET} random "
            "ones, or leave it out and Helder makes its own."
        )
    return key or _kept_secret(home)


def _sender() -> str:
    sender = os.environ.get("HELDER_SENDER") or "helder@localhost"
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", sender):
        raise BadEnvironment(
            f"HELDER_SENDER is {sender!r}; write a mail address, such as it@example.org."
        )
    return sender


def _reply_address() -> str:
    """Where bounces and replies go; "" when Helder reads no mail."""
    address = os.environ.get("HELDER_REPLY_ADDRESS", "").strip()
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,24}@[A-Za-z0-9.-]+", address):
        raise BadEnvironment(
            f"HELDER_REPLY_ADDRESS is {address!r}; write a plain mail address with at most 24 "
            "letters before the @, such as it-antwoord@example.org. Helder itself puts a plus "
            "and a code behind those letters."
        )
    return address


def _outage_address() -> str:
    """Where colleagues mail an outage to; "" for the reply address with +storing or +outage."""
    address = os.environ.get("HELDER_OUTAGE_ADDRESS", "").strip().lower()
    if address and not re.fullmatch(r"[a-z0-9._+-]{1,64}@[a-z0-9.-]+", address):
        raise BadEnvironment(
            f"HELDER_OUTAGE_ADDRESS is {address!r}; write a mail address, such as "
            "storing@example.org."
        )
    if address and not os.environ.get("HELDER_REPLY_ADDRESS"):
        raise BadEnvironment(
            "HELDER_OUTAGE_ADDRESS is set and HELDER_REPLY_ADDRESS is not; Helder reads no mail "
            "without the second, such as it-antwoord@example.org."
        )
    return address


def _mail_authserv() -> str:
    """The name with which our mail server signs its Authentication-Results; "" to look at none."""
    name = os.environ.get("HELDER_MAIL_AUTHSERV", "").strip().lower()
    if name and not re.fullmatch(r"[a-z0-9.-]{1,200}", name):
        raise BadEnvironment(
            f"HELDER_MAIL_AUTHSERV is {name!r}; write the first word of the header "
            "Authentication-Results in a mail that came in, such as mx.example.org."
        )
    return name


def _inbox_url() -> str:
    """The mailbox in which mail to the reply address arrives; "" when it is not read."""
    url = os.environ.get("HELDER_INBOX_URL", "").strip()
    parts = _parts(url)
    if url and (parts is None or parts.scheme not in INBOXES or not parts.hostname):
        raise BadEnvironment(
            "HELDER_INBOX_URL must name a mailbox, such as "
            "imaps://user:password@mail.example.org/INBOX (imap:// for STARTTLS; a sign such as "
            "/ or # in the password in percent form: %2F, %23)."
        )
    if url and not os.environ.get("HELDER_REPLY_ADDRESS"):
        raise BadEnvironment(
            "HELDER_INBOX_URL is set and HELDER_REPLY_ADDRESS is not; write the mail address "
            "whose mail arrives in that mailbox, such as it-antwoord@example.org."
        )
    return url


def _snapshot_targets() -> tuple[str, ...]:
    """Places elsewhere for the copy of the status page, with spaces or lines between them."""
    found = tuple(os.environ.get("HELDER_SNAPSHOT_TARGETS", "").split())
    for address in found:
        parts = _parts(address)
        is_folder = parts is not None and parts.scheme in {"", "file"} and parts.path[:1] == "/"
        if not is_folder and (parts is None or parts.scheme not in COPIES or not parts.hostname):
            shown = address.rpartition("@")[2]
            raise BadEnvironment(
                f"HELDER_SNAPSHOT_TARGETS holds {shown!r}; write a whole path such as /srv/copy, "
                "or an address such as s3://bucket/folder, sftp://name@host/folder, "
                "rsync://host/module or rsync+ssh://name@host/folder."
            )
    return found


def _private_hosts() -> tuple[str, ...]:
    """Hosts and networks of one's own to which channels may go: names, or such as 10.1.0.0/16."""
    entries = tuple(
        filter(None, os.environ.get("HELDER_PRIVATE_HOSTS", "").replace(",", " ").split())
    )
    for entry in entries:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", entry) and not _network(
            entry
        ):
            raise BadEnvironment(
                f"HELDER_PRIVATE_HOSTS holds {entry!r}; write host names or networks with commas "
                "between, such as chat.example.org,10.1.0.0/16."
            )
    return entries


def _network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _time_zone() -> str:
    name = os.environ.get("HELDER_TIME_ZONE") or "Europe/Amsterdam"
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise BadEnvironment(
            f"HELDER_TIME_ZONE is {name!r}; write a name such as Europe/Amsterdam."
        ) from None
    return name


def _kept_secret(home: Path) -> str:
    """The generated secret of this installation; made once, readable by its owner only."""
    path = home / "secret.key"
    try:
        kept = path.read_text().strip() if path.exists() else ""
        return kept or _new_secret(path)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "secret.key holds something else")
        raise BadEnvironment(
            f"HELDER_HOME ({home}) cannot be used: {why}. Choose a folder you may write."
        ) from error


def _new_secret(path: Path) -> str:
    """Written beside and then put in place whole: a full disk or a kill leaves no half secret,
    and of two that begin together both get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.unlink()  # an empty one, of a disk that was full
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix="secret.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        os.unlink(beside)
    return path.read_text().strip()


def _database(home: Path) -> dict[str, Any]:
    url = os.environ.get("HELDER_DATABASE_URL")
    if not url:
        return _sqlite(home / "helder.sqlite3")
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    except (ValueError, dj_database_url.ParseError) as error:
        raise BadEnvironment(
            "HELDER_DATABASE_URL cannot be read; write postgres://user:password@host/name "
            "or sqlite:////path/to/file."
        ) from error
    if str(parsed.get("ENGINE", "")).endswith("sqlite3"):
        return _sqlite(Path(parsed["NAME"]))
    if not str(parsed.get("ENGINE", "")).endswith("postgresql"):
        raise BadEnvironment("HELDER_DATABASE_URL must name PostgreSQL (postgres://…) or SQLite.")
    parsed["CONN_HEALTH_CHECKS"] = True
    return parsed


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;",
        },
    }


def _number(name: str, otherwise: int, least: int, most: int) -> int:
    value = os.environ.get(name, "").strip() or str(otherwise)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadEnvironment(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def _email(name: str, otherwise: str) -> dict[str, Any]:
    """A mail server; nothing when none is named. An option that is misspelt is refused: mail must
    not go unprotected."""
    url = os.environ.get(name) or otherwise
    if not url:
        return {}
    parts = _parts(url)
    if parts is None or parts.scheme not in {"smtp", "submission"} or not parts.hostname:
        raise BadEnvironment(
            f"{name} must name a mail server, such as "
            "smtp://user:password@host:587/?tls=True "
            "(a sign such as / or # in the password in percent form: %2F, %23)."
        )
    options = parse_qs(parts.query, keep_blank_values=True)
    for option, values in options.items():
        if option not in {"tls", "ssl"} or values[0] not in SAID:
            raise BadEnvironment(
                f"{name} has {option}={values[0]} at its end; it can be ?tls=True "
                "(STARTTLS) or ?ssl=True."
            )
    return dict(dj_email_url.parse(url))
