"""`python -m helder` is the same as the `helder` command."""

from helder.config.cli import main

main()
