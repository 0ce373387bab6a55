"""`helder test`: the tests and checks of this checkout, as a list of steps with names and times.

Owns: which steps make up the fast part and the whole run, and the summary at the end.
Refuses: how a step works; each is a command that a developer can also give by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[4]
ON_POSTGRES = "database and not browser"  # what asks no database did all it can do on SQLite
NOT_POSSIBLE = 77  # a step's exit code when this machine lacks what it needs; it has said what


@dataclass(frozen=True)
class Step:
    """One command, run from the root of the checkout."""

    name: str
    command: tuple[str, ...]
    may_lack: bool = False  # not possible here is told, and is no failure of the whole run
    alone: bool = False  # uses every core by itself, so nothing goes on beside it
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How one step went."""

    name: str
    verdict: str  # passed, failed, skipped
    seconds: float
    output: str = ""  # what is still to be shown


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run the tests of this checkout.

    Without arguments: the fast part. With HELDER_TEST_ALL=1: everything, and nothing may be
    skipped. Arguments go to pytest as they are: helder test tests/coach -k blame.
    """
    if not (ROOT / "tests").is_dir() or not (ROOT / "pyproject.toml").is_file():
        raise click.UsageError("helder test works in a checkout of the source, not in an install.")
    whole = os.environ.get("HELDER_TEST_ALL", "") not in {"", "0"}
    if pytest_arguments:
        steps = [Step("tests", (*_pytest(), *pytest_arguments), alone=True)]
    else:
        steps = _whole() if whole else _fast()
    with _surroundings() as environment:
        outcomes = list(_outcomes(steps, environment, strict=whole))
    _summary(outcomes, told_fast=not whole and not pytest_arguments)
    sys.exit(any(outcome.verdict == "failed" for outcome in outcomes))


def _fast() -> list[Step]:
    """What a developer runs all the time; needs nothing but Python."""
    return [
        *_quick_checks(),
        Step("tests", (*_pytest(), *_parallel(), "-m", "not slow and not browser"), alone=True),
    ]


def _whole() -> list[Step]:
    """Everything, on both databases and in a real browser."""
    return [
        *_quick_checks(),
        Step("format", (_tool("ruff"), "format", "--check", ".")),
        Step("types", (_tool("mypy"),)),
        Step("templates", (_tool("djlint"), "src/helder", "--lint", "--quiet")),
        Step("translations", _script("check_translations.py")),
        Step("advisories", _script("audit.py"), may_lack=True),
        Step("docs", _docs()),
        Step("tests on SQLite", (*_pytest(), *_parallel(), "-m", "not browser"), alone=True),
        Step(
            "tests on PostgreSQL",
            (*_script("with_postgres.py"), *_pytest(), *_parallel(), "-m", ON_POSTGRES),
            alone=True,
        ),
        Step(
            "browser",
            (*_pytest(), *_parallel(), "--dist", "loadfile", "-m", "browser"),
            alone=True,
        ),
    ]


def _quick_checks() -> list[Step]:
    return [
        Step("style", (_tool("ruff"), "check", ".")),
        Step("floors", (_tool("lint-imports"), "--no-cache")),
        Step("system check", (*_django(), "check", "--fail-level", "WARNING")),
        Step("migrations", (*_django(), "makemigrations", "--check", "--dry-run")),
    ]


def _pytest() -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "-q", "--ds=tests.settings")


def _parallel() -> tuple[str, ...]:
    """Tests of one file mostly stay together, so what they share is made once."""
    return ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")


def _django() -> tuple[str, ...]:
    return (sys.executable, "-m", "django")


def _docs() -> tuple[str, ...]:
    return (sys.executable, "-m", "sphinx", "-W", "-q", "-E", "-b", "html", "docs", "docs/_build")


def _script(name: str) -> tuple[str, ...]:
    return (sys.executable, f"scripts/{name}")


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@contextmanager
def _surroundings() -> Iterator[dict[str, str]]:
    """An environment of its own, so that no installation on this machine is touched."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HELDER_")}
    kept |= {key: os.environ[key] for key in ("HELDER_TEST_ALL",) if key in os.environ}
    with tempfile.TemporaryDirectory(prefix="helder-test-") as home:
        yield kept | {
            "DJANGO_SETTINGS_MODULE": "helder.config.settings",
            "HELDER_HOME": home,
            "HELDER_SECRET_KEY": "a secret of the tests, long enough to be accepted by all",
        }


def _outcomes(steps: list[Step], environment: dict[str, str], *, strict: bool) -> Iterator[Outcome]:
    """First the checks, side by side because most use one core; then the others, one by one."""
    checks = [step for step in steps if not step.alone]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(lambda step: _run(step, environment, strict=strict), checks):
            click.secho(f"── {outcome.name} ", bold=True)
            yield _told(outcome)
    for step in steps:
        if step.alone:
            click.secho(f"── {step.name} ", bold=True)
            yield _told(_run(step, environment, strict=strict))


def _told(outcome: Outcome) -> Outcome:
    click.echo(outcome.output, nl=False)
    click.echo(f"{outcome.name}: {outcome.verdict} in {outcome.seconds:.1f} s\n")
    return outcome


def _run(step: Step, environment: dict[str, str], *, strict: bool) -> Outcome:
    """A step that runs alone shows what it says while it says it; that of another is kept."""
    began = time.monotonic()
    pipe, joined = (None, None) if step.alone else (subprocess.PIPE, subprocess.STDOUT)
    env = environment | dict(step.env)
    try:
        done = subprocess.run(
            step.command,
            cwd=ROOT,
            env=env,
            stdout=pipe,
            stderr=joined,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        code, output = done.returncode, done.stdout or ""
    except OSError as error:
        code, output = 1, f"{step.command[0]} cannot be started: {error.strerror}\n"
    return Outcome(step.name, _verdict(step, code, strict), time.monotonic() - began, output)


def _verdict(step: Step, code: int, strict: bool) -> str:
    if code == NOT_POSSIBLE and (step.may_lack or not strict):
        return "skipped"
    return "passed" if code == 0 else "failed"


def _summary(outcomes: list[Outcome], *, told_fast: bool) -> None:
    click.secho("── summary ", bold=True)
    for outcome in outcomes:
        click.echo(f"{outcome.verdict:8} {outcome.seconds:7.1f} s  {outcome.name}")
    if told_fast:
        click.echo(
            "\nThis was the fast part. Not run: types, templates, translations, advisories, docs, "
            "slow tests,\nPostgreSQL, real browsers and real servers. HELDER_TEST_ALL=1 ./helder "
            "test runs them too\n(.ci/run installs what that needs on Debian and Ubuntu: chromium, "
            "firefox, postgresql, slapd,\ndovecot, postfix's test programs, pango, gettext)."
        )
    count = dict.fromkeys(("passed", "failed", "skipped"), 0)
    for outcome in outcomes:
        count[outcome.verdict] += 1
    line = f"steps: {count['passed']} passed, {count['failed']} failed"
    click.echo(f"{line}, {count['skipped']} skipped" if count["skipped"] else line)
