"""What a run has met, kept on disk: memory stays the same for a thousand rows and for a million."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping


class Seen:
    """Addresses and numbers with the line on which they first stood, and persons who are there."""

    def __init__(self) -> None:
        self.file = sqlite3.connect("")  # a file of its own that goes when it is closed
        self.file.executescript(
            "PRAGMA cache_size=-1000; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE key (text TEXT PRIMARY KEY, line INT) WITHOUT ROWID;"
            "CREATE TABLE person (id INTEGER PRIMARY KEY);"
        )

    def close(self) -> None:
        """Lets go of the file."""
        self.file.close()

    def first(self, keys: Mapping[str, int]) -> dict[str, int]:
        """Of each key the line on which it first stood: the one given, or an earlier one."""
        self.file.executemany("INSERT OR IGNORE INTO key VALUES (?, ?)", keys.items())
        marks = ",".join("?" * len(keys))
        found = self.file.execute(
            f"SELECT text, line FROM key WHERE text IN ({marks})",  # noqa: S608
            list(keys),
        )
        return dict(found.fetchall())

    def has(self, key: str) -> bool:
        """Whether this stood somewhere."""
        found = self.file.execute("SELECT 1 FROM key WHERE text = ?", [key])
        return found.fetchone() is not None

    def keep(self, persons: Iterable[int]) -> None:
        """These are in the directory."""
        self.file.executemany("INSERT OR IGNORE INTO person VALUES (?)", [(pk,) for pk in persons])

    def without(self, persons: Iterable[int]) -> list[int]:
        """Those of these persons who are not in the directory."""
        persons = list(persons)
        marks = ",".join("?" * len(persons))
        found = self.file.execute(f"SELECT id FROM person WHERE id IN ({marks})", persons)  # noqa: S608
        kept = {pk for (pk,) in found}
        return [pk for pk in persons if pk not in kept]
