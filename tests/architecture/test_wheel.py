"""The wheel holds what an installation needs: templates, static files, translations, data."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, python_files, templates

pytestmark = pytest.mark.slow
NOT_SHIPPED = {"__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_wheel_holds_everything_of_the_package(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"helder/{path.relative_to(PACKAGE)}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }
    assert wanted - held == set()
    assert any(name.endswith(".mo") for name in held)
    assert any(name.startswith("helder/kit/static/") for name in held)
    assert len(templates()) > 0
    assert len(python_files()) > 0


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    others = {
        name.split("/")[0]
        for name in zipfile.ZipFile(wheel).namelist()
        if not name.startswith("helder/")
    }
    assert all(name.startswith("helder-") and name.endswith(".dist-info") for name in others)


def test_installed_wheel_gives_the_command(wheel: Path, tmp_path: Path) -> None:
    """Installed apart from the checkout, with the libraries of this environment."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, cwd=tmp_path)
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    libraries = Path(pytest.__file__).parent.parent
    (site / "libraries.pth").write_text(f"{libraries}\n")
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "helder", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("helder, version ")
