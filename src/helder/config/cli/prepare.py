"""What must be true before anything is served: database up to date, static files collected.

Runs in a process of its own (`python -m helder.config.cli.prepare`), so that what watches over the
web stays small.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

STAMP = "static.version"
NOT_OURS = ["ninja/*"]
"""Pages of the API library that Helder never shows: eight megabytes that take long to compress."""


def prepare() -> None:
    """Does it in a separate process; ends this one when it cannot be done."""
    done = subprocess.run([sys.executable, "-m", "helder.config.cli.prepare"], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def main() -> None:
    """Does it in this process."""
    from helder.config.cli.ready import django_ready, stop

    django_ready()
    from django.conf import settings

    try:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)  # a copy of it always works
        collect_static()
    except OSError as error:
        stop(f"{error.filename or 'HELDER_HOME'} cannot be written: {error.strerror}.")


def collect_static() -> bool:
    """Collects the static files when they differ from the last time; whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEBUG:
        return False
    stamp = Path(settings.HOME) / STAMP
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_OURS)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    """Changes with the version and with any static file."""
    from django.contrib.staticfiles.finders import get_finders

    from helder import __version__

    seen = [__version__]
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            seen.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(seen)).encode()).hexdigest()


if __name__ == "__main__":
    main()
