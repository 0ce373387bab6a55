"""The website as a channel: what is addressed to somebody stands in their inbox at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helder.delivery.channels import Kind
from helder.delivery.parcels import Ledger, Outcome, Parcel, Reader
from helder.people.models import PORTAL


class Inbox:
    """Nothing leaves: a row that was written down stands in the inbox."""

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """All at once."""
        going = ledger.step((), parcels)
        ledger.step([Outcome(parcel) for parcel in going], ())

    def close(self) -> None:
        """Nothing is held open."""


def _everybody(readers: Sequence[Reader]) -> Mapping[int, str]:
    return {reader.pk: PORTAL for reader in readers}


KIND = Kind(
    PORTAL,
    _("Only on this website"),
    "inbox",
    opens=Inbox,
    addresses=_everybody,
    reachable=lambda: Q(pk__isnull=False),
    always_on=True,
    order=99,
)
