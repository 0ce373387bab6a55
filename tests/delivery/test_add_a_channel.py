"""The how-to page that adds a channel is run as it stands: the folder, its test, and the screen."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from helder.delivery import channels
from helder.delivery.models import ChannelSetting
from tests.cast import Cast
from tests.docs.pages import page

NAME = "noticeboard"


@pytest.fixture
def blocks() -> list[str]:
    """The blocks of code on the page, in order."""
    return re.findall(r"^```python\n(.*?)^```", page("howto/add-a-channel"), re.M | re.S)


@pytest.fixture
def folder(blocks: list[str], tmp_path: Path) -> Iterator[Path]:
    """A folder beside the channels of Helder that holds the channel of the page."""
    there = tmp_path / NAME
    there.mkdir()
    (there / "__init__.py").write_text(blocks[0], encoding="utf-8")
    (there / "channel.py").write_text(blocks[1], encoding="utf-8")
    channels.__path__.append(str(tmp_path))
    channels.kinds.cache_clear()
    yield there
    channels.__path__.remove(str(tmp_path))
    channels.kinds.cache_clear()
    for name in [name for name in sys.modules if name.startswith(f"{channels.__name__}.{NAME}")]:
        del sys.modules[name]
    if hasattr(channels, NAME):
        delattr(channels, NAME)


def test_page_has_the_folder_and_a_test(blocks: list[str]) -> None:
    assert len(blocks) == 3


def test_without_the_folder_there_is_no_such_channel() -> None:
    assert NAME not in channels.kinds()


def test_a_dispatch_arrives_over_the_channel_of_the_page(
    folder: Path, blocks: list[str], settings: Any, cast: Cast
) -> None:
    names: dict[str, Any] = {}
    exec(compile(blocks[2], "docs/howto/add-a-channel.md", "exec"), names)  # noqa: S102
    tests = [thing for name, thing in names.items() if name.startswith("test_")]
    assert len(tests) == 1
    for test in tests:
        test(settings, cast)


def test_screen_shows_it_with_its_option(folder: Path, cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    assert "Noticeboard" in html.unescape(client.get("/desk/channels/").content.decode())
    path = f"/desk/channels/{NAME}/"
    assert "Key of the boards" in client.get(path).content.decode()
    assert client.post(path, {"is_on": "on"}).status_code == 422
    client.post(path, {"is_on": "on", "option_key": "k3y"})
    row = ChannelSetting.objects.get(channel=NAME)
    assert (row.is_on, row.options) == (True, {"key": "k3y"})
    assert (
        "The web address of one board."
        in client.get(f"/desk/rooms/new/?kind={NAME}").content.decode()
    )
