"""Reads the environment into one typed object; a bad value is a sentence, never a traceback.

Owns: every HELDER_* variable, its default and its check. Refuses: anything that needs Django.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url

DEFAULT_HOME = "helder-data"


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
    sender: str
    metrics_token: str
    time_zone: str

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
        secret_key=os.environ.get("HELDER_SECRET_KEY") or _kept_secret(home),
        database=_database(home),
        email=_email(),
        sender=os.environ.get("HELDER_SENDER", "helder@localhost"),
        metrics_token=os.environ.get("HELDER_METRICS_TOKEN", ""),
        time_zone=os.environ.get("HELDER_TIME_ZONE", "Europe/Amsterdam"),
    )


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise BadEnvironment(f"{name} is {value!r}; write 1 for yes or 0 for no.")
    return value in {"1", "true", "yes"}


def _base_url() -> str:
    url = os.environ.get("HELDER_BASE_URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadEnvironment(
            f"HELDER_BASE_URL is {url!r}; write the whole address, such as https://it.example.org."
        )
    return url


def _kept_secret(home: Path) -> str:
    """The generated secret of this installation; made once, readable by its owner only."""
    path = home / "secret.key"
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise BadEnvironment(
            f"HELDER_HOME ({home}) cannot be used: {error.strerror}. Choose a folder you may write."
        ) from error


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


def _email() -> dict[str, Any]:
    url = os.environ.get("HELDER_EMAIL_URL", "smtp://localhost:25")
    if not url.startswith(("smtp://", "smtps://", "smtp+tls://", "smtp+ssl://", "submission://")):
        raise BadEnvironment(
            "HELDER_EMAIL_URL must name a mail server, such as smtp://user:password@host:587/?tls=True."
        )
    try:
        return dict(dj_email_url.parse(url))
    except (ValueError, KeyError) as error:
        raise BadEnvironment(
            "HELDER_EMAIL_URL cannot be read; write smtp://user:password@host:587/?tls=True."
        ) from error
