"""Builds the wheel only from a checkout whose front end was built, compiles the texts into it, and adds the manual.

A wheel without its bundles installs and starts, and then serves pages without style or script; so it is not made.
"""

import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIST = Path("web/static/dist")
SOURCES = Path("web/frontend/src")
MANUAL, SERVED_FROM = Path("docs/manual"), "web/help/manual"


class CustomBuildHook(BuildHookInterface):
    """Runs before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stop with the names of the bundles that are missing; an editable install builds them when it likes."""
        if version == "editable":
            return
        root = Path(self.root)
        missing = missing_bundles(root)
        if missing:
            self.app.abort(f"The front end is not built ({', '.join(missing)} missing): run `make front` first.")
        build_data["force_include"][str(root / MANUAL)] = SERVED_FROM
        sys.path.insert(0, str(root))
        from web.i18n import LANGUAGES, compile_if_older

        for locale in LANGUAGES:
            compile_if_older(locale)


def missing_bundles(root: Path) -> list[str]:
    """What the site would look for below `root` and not find: the manifest, bundles without an entry, their files."""
    manifest = root / DIST / "manifest.json"
    if not manifest.exists():
        return [str(DIST / "manifest.json")]
    bundles: dict[str, dict[str, str | list[str]]] = json.loads(manifest.read_text(encoding="utf-8"))
    unbuilt = [path.stem for path in sorted((root / SOURCES).glob("*.js")) if path.stem not in bundles]
    held = [files for bundle in bundles.values() for files in bundle.values()]
    files = [name for each in held for name in ([each] if isinstance(each, str) else each)]
    return unbuilt + [str(DIST / name) for name in files if not (root / DIST / name).exists()]
