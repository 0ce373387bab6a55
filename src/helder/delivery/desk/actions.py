"""What an administrator decides about channels and rooms: one verb, one transaction, a journal row.

The journal names what changed, never its contents: those hold secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from helder.delivery.actions import resume
from helder.delivery.channels import Kind
from helder.delivery.models import ChannelSetting, Delivery, Outlet
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.models import Audience

ROOM_REMOVED = _("The room was removed before it was posted there.")


@transaction.atomic
def set_channel(
    kind: Kind, *, is_on: bool, options: Mapping[str, str], per_minute: int | None, by: Actor
) -> ChannelSetting:
    """Keeps how a channel is set; what stays the same is not noted."""
    row, _made = ChannelSetting.objects.select_for_update().get_or_create(channel=kind.name)
    kept = {name: value for name, value in options.items() if value}
    names = {*row.options, *kept}
    changed = [name for name in sorted(names) if row.options.get(name) != kept.get(name)]
    changed += ["per_minute"] if row.per_minute != per_minute else []
    turned = row.is_on != is_on
    row.is_on, row.options, row.per_minute = is_on, kept, per_minute
    if changed:  # what was tested is not what is set now
        row.tested_at, row.tested_ok, row.tested_note = None, False, ""
        resume(kind.name)  # what was wrong may be mended: it need not wait for its next try
    row.save()
    if turned and is_on:
        record("channel.switched_on", f"channel:{kind.name}", by=by)
    elif turned:
        record("channel.switched_off", f"channel:{kind.name}", by=by)
    if changed:
        record("channel.changed", f"channel:{kind.name}", by=by, fields=changed)
    return row


@transaction.atomic
def save_room(
    room: Outlet, values: Mapping[str, Any], audiences: Iterable[Audience], *, by: Actor
) -> Outlet:
    """A new room, or another form of one. A new address is tried afresh."""
    is_new = room.pk is None
    changed = sorted(name for name, value in values.items() if getattr(room, name) != value)
    for name, value in values.items():
        setattr(room, name, value)
    if "address" in changed:
        room.refused_at, room.note = None, ""
        room.is_on = True
    room.save()
    before = set(room.audiences.all())
    room.audiences.set(audiences)
    if before != set(audiences):
        changed.append("audiences")
    if is_new:
        record("room.added", f"room:{room.pk}", by=by, name=room.name, channel=room.channel)
    elif changed:
        record("room.changed", f"room:{room.pk}", by=by, fields=changed)
    return room


@transaction.atomic
def remove_room(room: Outlet, *, by: Actor) -> None:
    """The room goes: its secret address is wiped and nothing is posted there any more. Its name
    stays, so that what was posted stays readable."""
    now = clock.now()
    waiting = room.deliveries.filter(state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.SUPPRESSED, note=ROOM_REMOVED, ended_at=now)
    room.is_on, room.address, room.note = False, "", ""
    room.refused_at, room.removed_at = None, now
    room.save()
    room.audiences.clear()
    record("room.removed", f"room:{room.pk}", by=by, name=room.name)


@transaction.atomic
def switch_room(room: Outlet, *, is_on: bool, by: Actor) -> None:
    """From now on the room gets messages, or no longer."""
    room.is_on = is_on
    if is_on:
        room.refused_at, room.note = None, ""
    room.save(update_fields=["is_on", "refused_at", "note"])
    if is_on:
        record("room.switched_on", f"room:{room.pk}", by=by, name=room.name)
    else:
        record("room.switched_off", f"room:{room.pk}", by=by, name=room.name)
