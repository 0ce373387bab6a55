"""`helder snapshot DIR`: a copy of the status page that works without Helder."""

from __future__ import annotations

from pathlib import Path

import click

from helder.config.cli.ready import django_ready, stop


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def snapshot(folder: Path) -> None:
    """Write a copy of the status page into DIR, to be read without Helder.

    Whoever reads it meanwhile sees the copy of before or the new one, never half a page. Files in
    DIR that are not of a copy are left alone.
    """
    django_ready()
    from django.db import DatabaseError

    from helder.outages.copy import folder as folders
    from helder.outages.copy import making

    try:
        copy = making.make()
        folders.write(folder, copy.files, copy.manifest)
    except (folders.Unwritable, making.Unmade) as error:
        stop(str(error))
    except DatabaseError as error:
        stop(f"The database cannot be used: {str(error).splitlines()[0]}.")
    pages = sum(name.endswith(".html") for name in copy.files)
    click.echo(f"{len(copy.files)} files ({pages} pages) stand in {folder}.")
