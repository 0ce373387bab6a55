"""A short run of bench/faults: kills, a database restarted, a relay away. Nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
PROGRAM = "import json, faults; print(json.dumps(faults.short()))"


@pytest.mark.slow
def test_whatever_is_killed_nobody_is_forgotten() -> None:
    sys.path.insert(0, str(BENCH.parent / "scripts"))
    from with_postgres import programs

    if programs() is None:
        pytest.skip("PostgreSQL is not on this machine: apt install postgresql")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=BENCH, capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    broken = [line for line in result["limits"] if not line["holds"]]
    assert not broken, result
