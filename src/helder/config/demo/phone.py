"""The demo's phone: a gateway for text messages that keeps each one, to be looked at.

Owns: HELDER_HOME/phone.jsonl, and setting the channel to it. Refuses: passing any text on, and
existing outside the demo.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from helder.delivery.models import ChannelSetting
from helder.kit import clock

FILE = "phone.jsonl"
LONGEST = 2000
PRICE = "0.08"


@dataclass(frozen=True)
class Text:
    """One text message as a phone got it."""

    at: str
    to: str
    text: str

    @property
    def moment(self) -> datetime:
        """When it arrived."""
        return datetime.fromisoformat(self.at)


def keep(home: Path, to: str, text: str) -> None:
    """Writes one down, in one go, so that two at the same moment stay whole."""
    kept = Text(clock.now().isoformat(), to[:40], text[:LONGEST])
    line = json.dumps(asdict(kept), ensure_ascii=False) + "\n"
    with (home / FILE).open("ab", buffering=0) as file:
        file.write(line.encode())


def texts(home: Path) -> list[Text]:
    """Every text message, the newest first."""
    try:
        lines = (home / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    return [Text(**json.loads(line)) for line in lines if line.endswith("\n")][::-1]


def connect() -> None:
    """Points the channel of text messages at this demo, at the port where it is served now."""
    address = settings.BASE_URL.replace("localhost", "127.0.0.1")
    gateway = f"{address}/demo/phone/in/"
    row, _made = ChannelSetting.objects.get_or_create(channel="sms", defaults={"is_on": True})
    row.options = {"sender": "Rivierland", "price": PRICE} | row.options | {"gateway": gateway}
    row.save()
