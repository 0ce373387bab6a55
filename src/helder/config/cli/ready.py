"""Makes Django ready for a command: settings checked, database there and up to date."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

LOCK = 0x48656C646572  # "Helder", the number of its advisory lock


def django_ready(*, migrate: bool = True) -> None:
    """Sets Django up. A bad environment ends with one line and exit 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
    from helder.config.environment import BadEnvironment

    try:
        import django

        django.setup()
    except BadEnvironment as error:
        stop(str(error))
    if migrate:
        _bring_database_up_to_date()


def _bring_database_up_to_date() -> None:
    from django.db.utils import DatabaseError, InterfaceError

    try:
        if _is_behind():
            with _alone():
                _migrate()
    except (DatabaseError, InterfaceError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        stop(f"The database cannot be used: {reason}. Check HELDER_DATABASE_URL and HELDER_HOME.")
    except OSError as error:
        stop(f"HELDER_HOME cannot be used: {error.strerror}. Choose a folder you may write.")


def _is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate() -> None:
    from django.core.management import call_command

    if _is_behind():  # nobody else did it in the meantime
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time changes the tables, also when several begin together."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":  # the others may be on other servers
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with (Path(settings.HOME) / "helder.sqlite3.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stop(sentence: str) -> NoReturn:
    """Ends the command with one line and exit 2."""
    click.echo(sentence, err=True)
    raise SystemExit(2) from None
