"""What was understood, in words, for whoever began a draft; in the active language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from helder.kit.texts import pick
from helder.outages.starters.drafting import Begun, Catalogue

MOST_NAMED = 24


def lines(begun: Begun, catalogue: Catalogue) -> list[str]:
    """One line per thing; what was not recognised says what there is to choose from."""
    return [_services(begun, catalogue), _kind(begun), _places(begun)]


def _services(begun: Begun, catalogue: Catalogue) -> str:
    if begun.services:
        return gettext("Service: %(services)s.") % {"services": names(begun.services)}
    return f"{gettext('Helder did not recognise a service.')} {offered(catalogue)}"


def _kind(begun: Begun) -> str:
    return gettext("How bad: %(kind)s.") % {"kind": begun.kind_in_words}


def _places(begun: Begun) -> str:
    if begun.places:
        return gettext("Place: %(places)s.") % {"places": names(begun.places)}
    return gettext("Place: everywhere.")


def offered(catalogue: Catalogue) -> str:
    """The services that can be named."""
    known = list(catalogue.services.values())
    if not known:
        return gettext("There are no services in the catalogue yet.")
    more = " …" if len(known) > MOST_NAMED else ""
    return gettext("You can name: %(services)s.") % {"services": names(known[:MOST_NAMED]) + more}


def names(rows: Iterable[object]) -> str:
    """Names in the active language, with commas."""
    return ", ".join(pick(row.name) for row in rows)  # type: ignore[attr-defined]
