"""Many rows in one go: as many as a lot has, in one statement's time.

Owns: the SQL for it, made of the model's own columns and defaults. Django makes an object and
compiles a value per column, which for a hundred thousand people takes longer than the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

Changes = Mapping[str, Any]


Statement = tuple[str, list[list[Any]]]


def insert(model: type[models.Model], rows: Sequence[Changes]) -> Statement:
    """New rows, to `run`; what one does not say gets the default."""
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    usual = {field.attname: field.get_default() for field in columns}
    names = ", ".join(_quoted(str(field.column)) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})"  # noqa: S608
    return sql, [_prepared(columns, {**usual, **row}) for row in rows]


def update(model: type[models.Model], changes: Iterable[tuple[int, Changes]]) -> list[Statement]:
    """Other values in rows, by key, to `run`."""
    alike: dict[tuple[str, ...], list[tuple[int, Changes]]] = defaultdict(list)
    for key, change in changes:
        alike[tuple(sorted(change))].append((key, change))
    fields = {field.attname: field for field in model._meta.concrete_fields}
    statements = []
    for names, rows in alike.items():
        columns = [fields[name] for name in names]
        wanted = ", ".join(f"{_quoted(str(field.column))} = %s" for field in columns)
        sql = f"UPDATE {_table(model)} SET {wanted} WHERE id = %s"  # noqa: S608
        statements.append((sql, [[*_prepared(columns, change), key] for key, change in rows]))
    return statements


def _prepared(columns: Sequence[Any], row: Changes) -> list[Any]:
    return [field.get_db_prep_save(row[field.attname], connection) for field in columns]


def run(statements: Iterable[Statement]) -> None:
    """Writes what was prepared. Raises IntegrityError, DataError."""
    with connection.cursor() as cursor:
        for sql, rows in statements:
            if rows:
                cursor.executemany(sql, rows)


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
