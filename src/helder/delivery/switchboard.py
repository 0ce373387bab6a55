"""How the channels are set here: what an administrator filled in, read by whoever opens one.

Owns: reading. Refuses: changing (desk/actions.py), and showing: options hold secrets.
"""

from __future__ import annotations

from helder.delivery.channels import kinds
from helder.delivery.models import ChannelSetting


def options(channel: str) -> dict[str, str]:
    """Every option of a channel: what was filled in, else its default."""
    kind = kinds().get(channel)
    values = {option.name: option.default for option in kind.options} if kind else {}
    kept = ChannelSetting.objects.filter(channel=channel).values_list("options", flat=True).first()
    filled = {name: str(value) for name, value in (kept or {}).items() if str(value).strip()}
    return values | filled


def setting(channel: str) -> ChannelSetting:
    """The row of one channel; one that is not saved yet when nobody set it."""
    found = ChannelSetting.objects.filter(channel=channel).first()
    return found or ChannelSetting(channel=channel)
