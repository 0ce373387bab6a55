"""The page about monitors gives what the desk gives, and says what the code does."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from helder.outages.monitors import door, events, kinds, matching, proof, tasks
from helder.outages.monitors.forms import MOST_PATTERNS
from helder.outages.monitors.generic import paths
from tests.docs.pages import DOCS

PAGE = (DOCS / "howto" / "monitors.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "monitors.md").read_text(encoding="utf-8")
BASE = "https://status.example.org/hooks"


def blocks() -> list[str]:
    return [code.strip() for code in re.findall(r"```\w+\n(.*?)```", PAGE, re.S)]


@pytest.mark.parametrize("name", ["alertmanager", "uptime_kuma", "gatus", "generic"])
def test_what_one_pastes_is_what_the_desk_shows(name: str) -> None:
    kind = kinds()[name]
    shown = [s.text.strip() for s in kind.snippets(f"{BASE}/{kind.path}/TOKEN", "SECRET")]
    here = [code for code in blocks() if code in shown]
    assert here, f"no snippet of {name} stands on the page"
    assert set(here) <= set(shown)


def test_every_snippet_of_the_page_is_one_of_the_desk() -> None:
    every = {
        s.text.strip()
        for kind in kinds().values()
        for s in kind.snippets(f"{BASE}/{kind.path}/TOKEN", "SECRET")
    }
    assert [code for code in blocks() if code not in every] == []


def test_alertmanager_itself_accepts_the_snippet(tmp_path: object) -> None:
    amtool = shutil.which("amtool")
    if amtool is None:
        pytest.skip("amtool is not on this machine: apt install prometheus-alertmanager")
    code = next(code for code in blocks() if code.startswith("receivers:"))
    whole = code.replace("route:\n", "route:\n  receiver: helder\n")
    done = subprocess.run(
        [amtool, "check-config", "/dev/stdin"], input=whole, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_signature_of_the_page_is_the_one_that_counts() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine: apt install openssl")
    code = next(code for code in blocks() if "openssl" in code)
    script = "\n".join(code.splitlines()[:2]) + '\nprintf "%s" "$sign"'
    made = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert f"sha256={made}" == proof.sign("SECRET", b'{"test": true}')


def test_the_reference_names_what_the_code_knows() -> None:
    for kind in kinds().values():
        assert f"`/hooks/{kind.path}/<token>` | {', '.join(kind.methods)} |" in REFERENCE
    for field in paths.FIELDS:
        default = f"`{field.default}`".replace("|", r"\|") if field.default else ""
        row = next(line for line in REFERENCE.splitlines() if line.startswith(f"| `{field.name}`"))
        assert default in row
    for label in matching.NAMING:
        assert f"`{label}`" in REFERENCE
    for name in proof.SIGNATURES:
        assert f"`{name}:" in REFERENCE
    limits = (f"{events.MOST_ALERTS:,} alerts", f"send {door.PER_MINUTE} a minute",
              f"at most {paths.LONGEST} signs", f"after {tasks.KEPT.days} days")  # fmt: skip
    for words in limits:
        assert words in REFERENCE
    assert MOST_PATTERNS == 10
