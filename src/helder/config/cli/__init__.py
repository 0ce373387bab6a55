"""The `helder` command: each subcommand is loaded only when it is asked for."""

from __future__ import annotations

import importlib
from typing import Any

import click

from helder import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "coach": ("helder.coach.command:coach", "Read one message and say what it does to the reader."),
    "createadmin": ("helder.config.cli.people:createadmin", "Make the first administrator."),
    "demo": ("helder.config.cli.demo:demo", "Make a demo organisation and serve it."),
    "import": ("helder.config.cli.imports:import_", "Bring in people and past outages."),
    "inbound": ("helder.config.cli.inbound:inbound", "Take mail that a mail server hands over."),
    "run": ("helder.config.cli.serving:run", "Web and background work in one process tree."),
    "serve": ("helder.config.cli.serving:serve", "Only the web."),
    "snapshot": (
        "helder.config.cli.snapshot:snapshot",
        "Write a copy of the status page that works without Helder.",
    ),
    "test": ("helder.config.cli.testing:test", "Run the tests of this checkout."),
    "token": ("helder.config.cli.people:token", "Make and revoke tokens of the API."),
    "worker": ("helder.config.cli.serving:worker", "Only the background work."),
}


class LazyCommands(click.Group):
    """A group whose commands are imported when used, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="helder")
def main(**_options: Any) -> None:
    """Helder: everything IT says, in plain words, at a promised time.

    Works on one installation: the folder HELDER_HOME (default ./helder-data).
    """
