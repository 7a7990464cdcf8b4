"""The direct dependencies of both languages with their licences, as their own metadata states them."""

import json
import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "web" / "frontend"
# The spelling of the Software Package Data Exchange (SPDX) for what some packages write differently.
SPELLINGS = {
    "lGPLv3": "LGPL-3.0-only",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-0-Clause": "0BSD",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",  # google-re2: so its text reads
    "SEE LICENSE IN LICENSE": "bpmn.io (MIT, and its mark stays visible)",
}
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"


@dataclass(frozen=True, order=True)
class Dependency:
    """`used`: which group of its manifest names it; "run" are those that Cauce cannot run without."""

    name: str
    licence: str
    used: str


def python() -> list[Dependency]:
    """What pyproject.toml names. Raises PackageNotFoundError, with its name, for one that is not installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    found: dict[str, Dependency] = {}
    for used, requirements in groups.items():
        for requirement in requirements:
            match = re.match(r"[A-Za-z0-9._-]+", requirement)
            assert match, requirement
            found.setdefault(match[0], Dependency(match[0], _python_licence(match[0]), used))
    return list(found.values())


def javascript() -> list[Dependency]:
    """What package.json names, with the licences that package-lock.json records."""
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        Dependency(name, _spelling(locked[f"node_modules/{name}"]["license"]), used)
        for used, group in (("run", "dependencies"), ("devDependencies", "devDependencies"))
        for name in package[group]
    ]


def _python_licence(name: str) -> str:
    try:
        said = metadata(name)
    except PackageNotFoundError as error:
        raise PackageNotFoundError(
            f"{name}: pyproject.toml names it and it is not installed; run: make check"
        ) from error
    stated = said.get("License-Expression") or said.get("License") or ""
    if stated and "\n" not in stated:
        return _spelling(stated)
    if MIT in " ".join(stated.split()):
        return "MIT"
    classifiers = [each for each in said.get_all("Classifier") or [] if each in SPELLINGS]
    assert len(classifiers) == 1, f"{name} does not say its licence clearly: read its text, then add its spelling here"
    return SPELLINGS[classifiers[0]]


def _spelling(licence: str) -> str:
    return SPELLINGS.get(licence, licence)
