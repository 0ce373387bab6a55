"""The key pair with which push services know us (VAPID, RFC 8292): made once, for all machines.

Owns: making and keeping it, in a row of its own: what an administrator fills in for the channel
never touches it. Refuses: a second one; browsers that said yes know only the first.
"""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from helder.delivery.models import ChannelSetting

NAME = "webpush"
ROW = "webpush.keys"
PRIVATE, PUBLIC = "private_key", "public_key"


def public_key() -> str:
    """What a browser is given when it subscribes."""
    return str(_kept()[PUBLIC])


def private_key() -> str:
    """What our requests are signed with."""
    return str(_kept()[PRIVATE])


def _kept() -> dict[str, Any]:
    found = ChannelSetting.objects.filter(channel=ROW).values_list("options", flat=True).first()
    return found if found and found.get(PRIVATE) else _made()


@transaction.atomic
def _made() -> dict[str, Any]:
    """Of two that begin together, both get the same one."""
    ChannelSetting.objects.get_or_create(channel=ROW)
    setting = ChannelSetting.objects.select_for_update().get(channel=ROW)
    if not setting.options.get(PRIVATE):
        setting.options = {**setting.options, **_new_pair()}
        setting.save(update_fields=["options"])
    kept: dict[str, Any] = setting.options
    return kept


def _new_pair() -> dict[str, str]:
    pair = ec.generate_private_key(ec.SECP256R1())
    point = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = pair.private_numbers().private_value.to_bytes(32, "big")
    return {PRIVATE: _written(secret), PUBLIC: _written(point)}


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
