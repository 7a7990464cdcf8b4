"""The `cauce` command."""

import click


@click.group()
def main() -> None:
    """Cauce ejecuta el procedimiento documentado."""
