"""The bundles of the front end by name: `web/frontend/build.mjs` writes them under hashed names, and a manifest."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from markupsafe import Markup

from web.pages.templating import url_for

DIST = Path(__file__).parent.parent / "static" / "dist"


class Files(TypedDict, total=False):
    """The files of a bundle below ``static/dist``. `parts`: further scripts that its own one asks for at once."""

    script: str
    style: str
    parts: list[str]
    drawing: str


class NotBuilt(RuntimeError):
    """The front end was not built: run ``make front``."""


@cache
def _manifest() -> dict[str, Files]:
    try:
        manifest: dict[str, Files] = json.loads((DIST / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise NotBuilt("run: make front") from error
    return manifest


def bundle(name: str) -> Files:
    """The files of a bundle. Raises NotBuilt."""
    try:
        return _manifest()[name]
    except KeyError as error:  # built before this bundle came
        raise NotBuilt(f"{name}; run: make front") from error


def icon(name: str, kind: str = "") -> Markup:
    """The drawing of an icon, beside the word that says the same; `kind` is a class of it. Nothing where the front end
    was not built. `web/frontend/build.mjs` finds the names in the templates, so they stand there as they are."""
    drawings = bundle_if_built("icons")
    if drawings is None:
        return Markup()
    address = url_for("static", filename=f"dist/{drawings['drawing']}")
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>').format(kind, address, name)


def bundle_if_built(name: str) -> Files | None:
    """As `bundle`; None where the front end was not built, for pages that say everything without it too."""
    try:
        return bundle(name)
    except NotBuilt:
        return None
