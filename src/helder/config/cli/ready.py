"""Makes Django ready for a command: settings checked, database there and up to date."""

from __future__ import annotations

import os
from typing import NoReturn

import click


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
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError, InterfaceError

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, InterfaceError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        stop(f"The database cannot be used: {reason}. Check HELDER_DATABASE_URL and HELDER_HOME.")


def stop(sentence: str) -> NoReturn:
    """Ends the command with one line and exit 2."""
    click.echo(sentence, err=True)
    raise SystemExit(2) from None
