"""Which templates there are, in the order in which a hurried writer wants them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from helder.kit.texts import LANGUAGES
from helder.outages.models import Outage, Template
from helder.services.models import Service

CHOICES = {30: "30m", 60: "1h", 120: "2h"}
"""Which choice of the composer a time until the next update is."""


def listed() -> list[Template]:
    """All, the most used first, with their services."""
    active = Prefetch("services", Service.objects.filter(is_active=True))
    return list(Template.objects.prefetch_related(active).order_by("-used", "position", "pk"))


def offered() -> list[Template]:
    """Those of which at least one service is in use."""
    return [template for template in listed() if template.services.all()]


def beginning(slug: str) -> dict[str, Any]:
    """The fields of a new outage that begins with this template; none when there is no such one."""
    template = Template.objects.filter(slug=slug).first()
    if template is None:
        return {}
    services = template.services.filter(is_active=True).values_list("slug", flat=True)
    fields: dict[str, Any] = {
        "template": template.slug,
        "kind": template.kind,
        "services": list(services),
    }
    if template.minutes in CHOICES:
        fields["next_update"] = CHOICES[template.minutes]
    return fields | as_fields(template.parts)


def last_word(outage: Outage) -> dict[str, str]:
    """What the template of this outage says when it is over, as fields of a form."""
    return as_fields(outage.template.last_word) if outage.template else {}


def as_fields(parts: dict[str, dict[str, str]]) -> dict[str, str]:
    """Texts as the fields of a form that asks each part in two languages."""
    return {
        f"{part}_{lang}": texts[lang]
        for part, texts in parts.items()
        for lang in LANGUAGES
        if texts.get(lang)
    }
