"""Whose page it may be: by the cookies of a request. Pure.

Owns: that nobody who is signed in or has a notice waiting gets a page that was made for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

OWN_PREFIX = "helder_"


@dataclass(frozen=True)
class Cookies:
    """The name of the cookie with the language, and those that make a page somebody's own."""

    language: str
    personal: frozenset[str]

    def chosen(self, header: str) -> str | None:
        """The language that a stranger chose ("" when none); None when it is no stranger."""
        found = _names(header)
        if any(name in self.personal or self._is_own(name) for name in found):
            return None
        return found.get(self.language, "")

    def spoken(self, header: str) -> str:
        """The language that anybody chose, "" when none."""
        return _names(header).get(self.language, "")

    def _is_own(self, name: str) -> bool:
        return name.startswith(OWN_PREFIX) and name != self.language


def _names(header: str) -> dict[str, str]:
    pairs = (cookie.strip().partition("=") for cookie in header.split(";")) if header else ()
    return {name: value for name, _, value in pairs}
