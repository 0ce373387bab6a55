"""Runs the benchmarks and writes one JSON file each under bench/results/.

.venv/bin/python bench/run.py            all
.venv/bin/python bench/run.py pages      one
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENTRIES = (
    "start",
    "pages",
    "coach",
    "audiences",
    "surges",
    "status",
    "delivery",
    "scale",
    "faults",
)


def main(names: list[str]) -> int:
    """Runs the named entries; 1 when a limit did not hold."""
    sys.path.insert(0, str(HERE))
    held = True
    for name in names or ENTRIES:
        result = importlib.import_module(name).measure()
        result["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
        result["measured_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
        (HERE / "results" / f"{name}.json").write_text(text, encoding="utf-8")
        print(text)
        held = held and all(limit["holds"] for limit in result.get("limits", []))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
