"""Companies as earlier versions of Cauce left them, to be upgraded.

A schema is released when a version with a tag has it. Nothing has been released yet; until then the schemas here are
those that somebody may have used: each file is a backup (`engine.backup`) of a busy company, written by the program
whose newest revision gives it its name, with instances under way, a client's link, a timer, letters and a draft that
wait. `tests.schemas.test_upgrades` restores each as it was, on both databases, upgrades it, and goes on.

`make release` asks that there is a file for the schema that is released. It is written once, by the program itself, and
never again: what a version of years ago left does not change.

    python -m tests.schemas
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def held() -> dict[str, Path]:
    """The backups, by the revision of their schema."""
    return {path.stem: path for path in sorted(FOLDER.glob("[0-9]*.zip"))}
