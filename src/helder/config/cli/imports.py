"""`helder import`: bulk imports, each idempotent, with a report of what was refused and why."""

from __future__ import annotations

from typing import Any

import click

from helder.config.cli.directory import import_ldap, import_people, import_waiting
from helder.config.cli.outages import import_outages


@click.group("import")
def import_(**_options: Any) -> None:
    """Bring in people and past outages."""


import_.add_command(import_people, "people")
import_.add_command(import_ldap, "ldap")
import_.add_command(import_waiting, "waiting")
import_.add_command(import_outages, "outages")
