"""Putting a message on its way: one Dispatch, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from helder.delivery import letters
from helder.delivery.models import Dispatch
from helder.people.audiences import Selection


def dispatch(
    *,
    kind: str,
    content: dict[str, Any],
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    urgency: int = 5,
    thread: str = "",
    number: int = 1,
    not_after: datetime | None = None,
    mandatory: bool = True,
    if_uncertain: str = Dispatch.Uncertain.HOLD,
    variants: Sequence[Mapping[str, Any]] = (),
    avoid: Sequence[str] = (),
) -> Dispatch:
    """Puts a message on its way, inside the caller's transaction; the worker does the rest.

    Followers of `services` and `places` (slugs) get it beside the selection, each person once.
    `if_uncertain`: "resend" for what nobody may miss (a second copy has the same Message-ID),
    "hold" for what nobody may get twice. `variants`: another text per audience, as
    `{"audience": slug, "content": {locale: Letter}}`; who is in several gets the first of them.
    `avoid`: channels that this very message says are broken. Raises NoLetter.
    """
    letters.check(content)
    letters.check_variants(variants)
    return Dispatch.objects.create(
        kind=kind,
        content=content,
        selection=selection.as_dict(),
        followed={"services": list(services), "places": list(places)},
        urgency=min(max(urgency, 0), 9),
        thread=thread,
        number=number,
        not_after=not_after,
        mandatory=mandatory,
        if_uncertain=if_uncertain,
        variants=[dict(variant) for variant in variants],
        avoid=sorted(set(avoid)),
    )
