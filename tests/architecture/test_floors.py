"""Imports go down the floors, and every app has its floor."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT


def test_imports_go_down_only() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_app_has_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = next(c for c in contracts["contracts"] if c["type"] == "layers")["layers"]
    placed = {name.strip() for floor in floors for name in floor.split("|")}
    there = {f"helder.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert there == placed
