"""Asks the advisory service about every locked package; says plainly when it gets no answer.

Exit 0: asked, and nothing known is wrong. 1: a package with a known weakness. 77: no answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOT_POSSIBLE = 77


def main() -> int:
    """Audits requirements.lock: what an installation runs."""
    answer = _ask(ROOT / "requirements.lock")
    if answer is None:
        return NOT_POSSIBLE
    weak = [package for package in answer if package.get("vulns")]
    unknown = [package["name"] for package in answer if "skip_reason" in package]
    for package in weak:
        for weakness in package["vulns"]:
            better = ", ".join(weakness.get("fix_versions", [])) or "no repaired version yet"
            print(
                f"{package['name']} {package.get('version')}: {weakness['id']} (repaired: {better})"
            )
    if weak:
        return 1
    if len(unknown) == len(answer):
        print(
            "No audit: the advisory service did not know, or could not be asked about, any package."
        )
        return NOT_POSSIBLE
    print(f"{len(answer) - len(unknown)} of {len(answer)} packages audited, no known weakness.")
    if unknown:
        print(f"Unknown to the advisory service: {', '.join(unknown)}")
    return 0


def _ask(lock: Path) -> list[dict[str, Any]] | None:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "-r", str(lock)],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print("No audit: the advisory service did not answer within 3 minutes.")
        return None
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("No audit: the advisory service cannot be reached from here.")
        print((done.stderr.strip().splitlines() or [""])[-1])
        return None
    return found


if __name__ == "__main__":
    sys.exit(main())
