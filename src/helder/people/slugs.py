"""Short names for rows that people name themselves."""

from __future__ import annotations

from django.db import models
from django.utils.text import slugify

from helder.kit.ids import public_id

RESERVED = {"new", "count", "all"}


def free_slug(model: type[models.Model], name: str) -> str:
    """A slug of this name that no row has: "wifi", "wifi-2"."""
    wanted = slugify(name)[:100] or public_id()
    rows = model._default_manager.filter(slug__startswith=wanted)
    taken = set(rows.values_list("slug", flat=True)) | (RESERVED & {wanted})
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
