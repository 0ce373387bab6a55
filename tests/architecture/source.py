"""What the architecture tests read: the Python files, functions and templates of the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "helder"


@dataclass(frozen=True)
class Function:
    """One function or method, with its length in lines (decorators and docstring left out)."""

    where: str
    lines: int


def python_files() -> list[Path]:
    """Every module that somebody wrote: migrations are made by a machine."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A path as people write it."""
    return str(path.relative_to(ROOT))


def functions() -> Iterator[Function]:
    """Every function in the project."""
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(f"{name(path)}:{node.lineno} {node.name}", _length(node))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    documented = body[0].lineno - node.body[0].lineno if body and body is not node.body else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - documented


def templates() -> list[Path]:
    """Every template: pages, mails, fragments."""
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())
