"""The documents that are written from the code, as texts by path."""

from collections.abc import Iterable

from tests.docs import licences

NOTE = "<!-- Written by `python -m tests.docs`; a test compares it with the code. -->"
USED = {
    "run": "it runs",
    "build": "it is built",
    "dev": "it is tested and checked",
    "devDependencies": "it is built or checked",
}


def documents() -> dict[str, str]:
    """Every generated document: path from the root of the project → text."""
    return {
        "NOTICE-third-party.md": third_party(),
    }


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def third_party() -> str:
    """NOTICE-third-party.md: the direct dependencies and their licences."""

    def rows(dependencies: list[licences.Dependency]) -> Iterable[tuple[str, str, str]]:
        return ((each.name, each.licence, USED[each.used]) for each in sorted(dependencies))

    heads = ("package", "licence", "needed when")
    return f"""{NOTE}

# Software of others

What Cauce depends on directly, each under the licence that its own metadata states. `requirements.txt`,
`requirements-dev.txt` and `web/frontend/package-lock.json` hold the versions, and what these packages need in turn.

## Python

Installed as packages of their own; none is copied into Cauce.

{table(heads, rows(licences.python()))}
SpiffWorkflow and psycopg are under the LGPL: whoever runs Cauce may replace them by changed versions.

## Front end

esbuild puts the packages that are needed when it runs into the bundles, with what they need in turn. The build writes
`web/static/dist/licences.txt` beside the bundles: every package in them, its version, and the text of its licence.

{table(heads, rows(licences.javascript()))}
The licence of bpmn.io asks that its mark, which stands on every diagram and leads to https://bpmn.io, stays fully
visible and uncovered, and that the code which shows it is not removed or changed.
"""
