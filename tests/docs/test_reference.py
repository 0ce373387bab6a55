"""The reference holds every setting, command, state, permission, verb and address that there is."""

from __future__ import annotations

import ast
import re

import click
import pytest
from django.db.models import TextChoices

from helder.config.cli import main
from helder.delivery.models import Delivery, Dispatch
from helder.messages.models import Message
from helder.outages.models import Outage, Update
from helder.people.models import Person
from helder.people.permissions import PERMISSIONS
from helder.people.tokens import SCOPES
from helder.promises.models import Promise
from tests.docs.pages import ROOT, SOURCE, page, python_files, quoted, table

VARIABLE = re.compile(r"\bHELDER_[A-Z_]+\b")
STATES = [
    Message.State,
    Outage.State,
    Outage.Kind,
    Update.Step,
    Promise.State,
    Dispatch.State,
    Delivery.State,
]
# Set by one process for another, and an example in the description of the API.
INTERNAL = {"HELDER_PARENT", "HELDER_TOKEN", "HELDER_WINDOW"}


def test_every_setting_is_in_the_reference_and_the_other_way_round() -> None:
    read = {
        name
        for path in [*python_files(), ROOT / "helder"]
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    told = {name for name in quoted(page("reference/environment")) if VARIABLE.fullmatch(name)}
    assert told == read - INTERNAL


def _commands(
    group: click.Group, names: tuple[str, ...] = ("helder",)
) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((" ".join((*names, name)), command))
        if isinstance(command, click.Group):
            found += _commands(command, (*names, name))
    return found


def _sections(text: str) -> dict[str, str]:
    """The text under each heading of the page."""
    parts = re.split(r"^## +`?([^`\n]+)`?$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_its_section_with_every_option() -> None:
    sections = _sections(page("reference/cli"))
    lacking = []
    for name, command in _commands(main):
        if isinstance(command, click.Group):
            continue
        said = sections.get(name)
        if said is None:
            lacking.append(name)
            continue
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                longest = max(parameter.opts, key=len)
                lacking += [] if longest in said else [f"{name} {longest}"]
    assert not lacking


def test_no_section_for_a_command_that_is_not_there() -> None:
    there = {name for name, _command in _commands(main)} | {"./helder setup"}
    told = {name for name in _sections(page("reference/cli")) if "helder " in name}
    assert told <= there


@pytest.mark.parametrize("choices", STATES, ids=lambda choices: choices.__qualname__)
def test_every_state_is_explained(choices: type[TextChoices]) -> None:
    assert {choice.value for choice in choices} <= quoted(page("reference/states"))


def test_the_table_of_permissions_is_the_table_in_the_code() -> None:
    roles = [role.value for role in Person.DeskRole]
    told = {
        cells[0].strip("`"): {role for role, cell in zip(roles, cells[1:5], strict=True) if cell}
        for cells in table(page("reference/permissions"))
        if len(cells) == len(roles) + 2
    }
    assert told == {name: set(allowed) for name, allowed in PERMISSIONS.items()}


def test_every_scope_is_explained() -> None:
    assert set(SCOPES) <= quoted(page("reference/permissions"))


def test_every_verb_of_the_journal_is_explained() -> None:
    told = quoted(page("reference/journal"))
    assert {verb for verb in _verbs() if verb not in told} == set()


def _verbs() -> set[str]:
    verbs = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    verbs.add(first.value)
    return verbs


def test_every_header_of_mail_is_explained() -> None:
    source = (SOURCE / "delivery" / "channels" / "mail" / "press.py").read_text(encoding="utf-8")
    written = set(re.findall(r"\"((?:[A-Z][a-z]+|ID|X)(?:-(?:[A-Z][a-z]+|ID))+)[:\"]", source))
    told = " ".join(quoted(page("reference/mail")))
    assert written
    assert not [header for header in written if header not in told]


def test_every_address_of_the_api_is_in_the_reference() -> None:
    from helder.config.api.door import api

    told = quoted(page("reference/api"))
    calls = {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert {call for call in calls if call not in told} == set()
