"""What a screen in a hall shows one after the other: slides, which the modules declare.

A module declares in its AppConfig `screen_slides = ["dotted.name"]`: a function from a View to its
slides, in the active language. Owns: the shape of a slide. Refuses: how it looks; all look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helder.kit import clock
from helder.kit.texts import Chosen


@dataclass(frozen=True)
class View:
    """For whom the screen hangs: the places (keys) whose news it shows; none means all."""

    places: frozenset[int] = frozenset()

    def shows(self, places: Sequence[Any]) -> bool:
        """Whether news of these places belongs here; news without a place always does."""
        return not self.places or not places or any(place.pk in self.places for place in places)


@dataclass(frozen=True)
class Line:
    """One line with an icon. `more` stands under it, or else how far away `moment` is.

    `state` gives the icon the colour of that state.
    """

    icon: str
    text: str
    more: str = ""
    moment: datetime | None = None
    late: bool = False
    state: str = ""

    @property
    def away(self) -> str:
        """How far away the moment is, in the active language."""
        return clock.until(self.moment) if self.moment else ""


@dataclass(frozen=True)
class Slide:
    """One calm screenful that is read from six metres: few words.

    `state` is one of the kit's, with `word` beside its shape; `title` is the sentence that counts;
    `head` stands above `text`; `figure` is a large number. A lower `order` comes first.
    """

    key: str
    title: Chosen
    state: str = ""
    word: str = ""
    head: str = ""
    text: Chosen | None = None
    lines: Sequence[Line] = field(default_factory=tuple)
    figure: str = ""
    drawing: str = ""
    order: int = 50
    seconds: int = 12
