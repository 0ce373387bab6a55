"""Compiles the catalogues of translations, without needing msgfmt: .po becomes .mo."""

from __future__ import annotations

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "helder"


def main() -> None:
    """Writes each .mo beside its .po."""
    for path in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        print(f"{path.relative_to(PACKAGE)}: {catalogue.percent_translated()} % translated")


if __name__ == "__main__":
    main()
