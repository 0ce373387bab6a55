"""Another folder of this machine: a disk of a web server, a share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, unquote

from django.utils.translation import gettext_noop as _

from helder.outages.copy import folder as folders
from helder.outages.copy.folder import Manifest
from helder.outages.copy.targets import Trouble


class Folder:
    """A folder elsewhere."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def manifest(self) -> Manifest:
        """What stands there."""
        if not self.place.is_dir():
            raise Trouble(
                _("The folder %(folder)s is not there. Make it, or mount its disk."),
                folder=self.place,
            )
        return folders.read(self.place)

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Each file beside its place, then over the old one."""
        try:
            for name in names:
                folders.put(self.place / name, (folder / name).read_bytes())
        except OSError as error:
            raise Trouble(
                _("The folder %(folder)s cannot be written: %(reason)s."),
                folder=self.place,
                reason=error.strerror,
            ) from error

    def remove(self, names: Iterable[str]) -> None:
        """Takes these away."""
        for name in names:
            with suppress(OSError):
                (self.place / name).unlink()

    def close(self) -> None:
        """Nothing to let go of."""


def open_target(parts: SplitResult) -> Folder:
    """The folder that is named."""
    return Folder(Path(unquote(parts.path)))
