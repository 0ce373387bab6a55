"""Writes a copy into a folder so that nobody ever sees half of it.

Owns: each file written beside its place, brought to the disk and moved over the old one; pages that
lead to others after those others; a list of what belongs to the copy last of all; then what is no
longer in it removed. Refuses: touching files that are not of a copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

MANIFEST = "helder-copy.json"
TEMPORARY = ".helder-new-"
LOCK = ".helder-copy.lock"
FRONT_PAGES = ("status/index.html", "index.html")


class Unwritable(Exception):
    """One sentence that says what stands in the way and what to do."""


@dataclass
class Manifest:
    """What stands in a folder, and what it shows. `files` has a digest per name."""

    beat: str = ""
    look: str = ""
    written_at: str = ""
    complete_at: str = ""
    running: bool = False
    files: dict[str, str] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        """Differs as soon as one file does."""
        return hashlib.sha256(repr(sorted(self.files.items())).encode()).hexdigest()[:32]

    def dumped(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def digest(content: bytes) -> str:
    """Of one file."""
    return hashlib.sha256(content).hexdigest()[:32]


def loaded(text: bytes | str) -> Manifest:
    """Reads one; an empty one when it is none of ours."""
    try:
        found = json.loads(text)
        files = {str(name): str(value) for name, value in found["files"].items()}
        return Manifest(
            str(found.get("beat", "")),
            str(found.get("look", "")),
            str(found.get("written_at", "")),
            str(found.get("complete_at", "")),
            bool(found.get("running")),
            {name: value for name, value in files.items() if is_inside(name)},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def is_inside(name: str) -> bool:
    """Whether a name stays within the folder."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def in_order(names: Sequence[str]) -> list[str]:
    """What is led to comes first: styles and pictures, pages, lists of pages, front pages."""
    return sorted(names, key=_rank)


def _rank(name: str) -> tuple[int, str]:
    bare = name.removeprefix("en/")
    if bare in FRONT_PAGES:
        return 3 + FRONT_PAGES.index(bare), name
    if not name.endswith(".html"):
        return (0 if name.startswith(("static/", "house")) else 2), name
    return 1, name


def read(folder: Path) -> Manifest:
    """What stands there; an empty one when there is no copy."""
    try:
        return loaded((folder / MANIFEST).read_bytes())
    except OSError:
        return Manifest()


def write(
    folder: Path,
    files: Mapping[str, bytes],
    manifest: Manifest,
    *,
    keep: Callable[[str], bool] = lambda _name: False,
) -> Manifest:
    """Puts the files in place, then the manifest; what it had more goes away, but for what is to
    `keep`. Raises Unwritable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            return _write(folder, files, manifest, keep)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unwritable(f"{folder} cannot be written: {reason}.") from error


def _write(
    folder: Path, files: Mapping[str, bytes], manifest: Manifest, keep: Callable[[str], bool]
) -> Manifest:
    before = read(folder)
    _refuse_what_is_not_ours(folder, files, before)
    if not before.files:  # a first time that is broken off is known as ours the next time
        put(folder / MANIFEST, Manifest(files=dict.fromkeys(files, "")).dumped())
    _sweep(folder)
    for name in in_order(list(files)):
        if not _stands(folder / name, files[name]):
            put(folder / name, files[name])
        manifest.files[name] = digest(files[name])
    kept = {name: mark for name, mark in before.files.items() if keep(name)}
    manifest.files = {**kept, **manifest.files}
    put(folder / MANIFEST, manifest.dumped())
    _remove(folder, set(before.files) - set(manifest.files))
    return manifest


def _refuse_what_is_not_ours(folder: Path, files: Mapping[str, bytes], before: Manifest) -> None:
    """A folder of somebody's own with an index.html in it was a mistake in the command."""
    if before.files:
        return
    for name in files:
        if (folder / name).exists():
            raise Unwritable(
                f"{folder} holds {name}, which Helder did not write. Choose an empty folder."
            )


def _stands(place: Path, content: bytes) -> bool:
    """What is on the disk counts: whoever wrote before may have been killed before its list."""
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except FileNotFoundError:
        return False


def put(place: Path, content: bytes) -> None:
    """One file, whole on the disk before it takes its place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{TEMPORARY}{place.name}")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)


def _remove(folder: Path, names: set[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):
            (folder / name).unlink()
    parents = {parent for name in names for parent in (folder / name).parents}
    for parent in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        if folder in parent.parents:
            with suppress(OSError):  # something else lives there
                parent.rmdir()


def _sweep(folder: Path) -> None:
    """What a process that was killed left half written."""
    for left in folder.rglob(f"{TEMPORARY}*"):
        with suppress(FileNotFoundError):
            left.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
