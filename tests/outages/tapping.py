"""Builders for taps: readers who tell it, as the web takes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.test import Client

from helder.kit import clock
from helder.outages.metoo import actions, tellers
from helder.outages.models import Outage
from helder.people.models import Place
from helder.services.models import Service


def tap(client: Client, url: str, **said: str) -> Any:
    """One tap, as a browser sends it from our own page, up to the page of thanks."""
    return client.post(url, said, follow=True, headers={"origin": "http://testserver"})


def taps(
    service: Service,
    count: int,
    *,
    place: Place | None = None,
    outage: Outage | None = None,
    at: Iterable[datetime] | None = None,
) -> None:
    """So many visitors tell it, one after the other."""
    moments = list(at) if at is not None else [clock.now()] * count
    for moment in moments[:count]:
        teller = tellers.teller(None, tellers.new_number())
        actions.tap(service, teller, place=place, outage=outage, at=moment)
