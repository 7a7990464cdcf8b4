"""What a document names of the code: files, modules, functions and links, and which of them are not there."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.docs.licences import ROOT

PACKAGES = ("bpmn", "engine", "web", "tests")
PLACES = (*PACKAGES, "docs")
# Made by the build and not committed.
BUILT = "web/static/dist/"
_FENCE = re.compile(r"^```.*?^```|^    .*?$", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(rf"(?:{'|'.join(PLACES)})(?:/[\w.*<>-]+)*/?|[A-Z][\w-]*\.md|[\w-]+\.(?:toml|txt)|\.[\w.-]+\.yaml")
_NAME = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+(?:\(\))?")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def documents() -> list[Path]:
    """Every document of the project in Markdown."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def missing(path: Path) -> list[str]:
    """What a document names and the project does not have, each as it is written there."""
    text = path.read_text(encoding="utf-8")
    return [*_missing_names(text), *_missing_links(path, text)]


def named(text: str) -> list[str]:
    """The files, modules and functions that stand between backticks outside of blocks of code."""
    quoted = (each.strip() for each in _QUOTED.findall(_FENCE.sub("", text)))
    return [each for each in quoted if _PATH.fullmatch(each) or _NAME.fullmatch(each)]


def exists(name: str) -> bool:
    """Whether a file, a folder, or a module with what is named in it, is there; ``<name>`` stands for any."""
    if "/" not in name and _NAME.fullmatch(name):
        return _importable(name.removesuffix("()").split("."))
    if name.startswith(BUILT):
        return True
    pattern = re.sub(r"<[^>]*>", "*", name.rstrip("/"))
    return any(ROOT.glob(pattern)) and (not name.endswith("/") or any(p.is_dir() for p in ROOT.glob(pattern)))


def _missing_names(text: str) -> Iterator[str]:
    return (name for name in dict.fromkeys(named(text)) if not exists(name))


def _importable(parts: list[str]) -> bool:
    for length in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            annotated = getattr(found, "__annotations__", {})
            if not hasattr(found, part) and part not in annotated:
                return False
            found = getattr(found, part, None)
        return True
    return False


def _missing_links(path: Path, text: str) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (path.parent / place).resolve() if place else path
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            yield target


def _anchors(file: Path) -> set[str]:
    heads = _HEADING.findall(file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
