"""Small functions, files that fit in a head, and names that say where a line belongs."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import functions, name, python_files, tree

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
USUAL_FUNCTION = 30
NAMES_THAT_SAY_NOTHING = re.compile(
    r"^(utils?|helpers?|common|core|base|misc|services|managers)(\.py)?$"
)
A_ROOM = "services"  # the app of the service catalogue is no drawer of odds and ends


def test_no_function_is_longer_than_a_screen() -> None:
    assert not [f for f in functions() if f.lines > LONGEST_FUNCTION]


def test_nine_in_ten_functions_are_short() -> None:
    every = list(functions())
    long = sorted((f for f in every if f.lines >= USUAL_FUNCTION), key=lambda f: -f.lines)
    assert len(long) <= len(every) / 10, "\n".join(f"{f.lines} {f.where}" for f in long)


def test_no_file_is_too_long() -> None:
    lengths = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {
        part
        for path in python_files()
        for part in path.parts[path.parts.index("helder") + 1 :]
        if NAMES_THAT_SAY_NOTHING.match(part)
    }
    assert named <= {A_ROOM}


def test_every_module_and_public_class_says_what_it_is_for() -> None:
    silent = [name(path) for path in python_files() if tree(path).body and _is_silent(tree(path))]
    for path in python_files():
        silent += [
            f"{name(path)}:{node.lineno} {node.name}"
            for node in tree(path).body
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
            and not node.name.startswith("_")
            and _is_silent(node)
        ]
    assert not silent


def _is_silent(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    return ast.get_docstring(node) is None
