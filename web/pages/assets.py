"""The bundles of the front end by name: `web/frontend/build.mjs` writes them under hashed names, and a manifest."""

import json
from functools import cache
from pathlib import Path

DIST = Path(__file__).parent.parent / "static" / "dist"


class NotBuilt(RuntimeError):
    """The front end was not built: run ``make front``."""


@cache
def _manifest() -> dict[str, dict[str, str]]:
    try:
        manifest: dict[str, dict[str, str]] = json.loads((DIST / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise NotBuilt("run: make front") from error
    return manifest


def bundle(name: str) -> dict[str, str]:
    """The files of a bundle below ``static/dist``: ``script``, and ``style`` where it has one. Raises NotBuilt."""
    try:
        return _manifest()[name]
    except KeyError as error:  # built before this bundle came
        raise NotBuilt(f"{name}; run: make front") from error


def bundle_if_built(name: str) -> dict[str, str] | None:
    """As `bundle`; None where the front end was not built, for pages that say everything without it too."""
    try:
        return bundle(name)
    except NotBuilt:
        return None
