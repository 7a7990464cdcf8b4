"""What two versions of a procedure say differently, from a terminal."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bpmn.diff import Edition, compare
from engine.db import Connection
from engine.definitions import drafts, editions, queries, sources
from engine.definitions.inspection import inspect
from engine.definitions.statuses import OPEN
from engine.errors import DiagramRejected, NotFound
from engine.identity.queries import all_roles
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command
from web.texts.differences import Told, by_topic, sentences
from web.texts.formatting import Presenter

DRAFT = "draft"
"""What stands for the open draft where a number of a version may."""


@command()
@argument("subject", metavar="PROCESS")
@argument("before", metavar="[FROM]", required=False)
@argument("after", metavar="[TO]", required=False)
@json_option
@with_context
def diff(context: Context, subject: str, before: str | None, after: str | None, as_json: bool) -> None:
    """Tell what changes from a version of PROCESS to another, or from a file to another.

    FROM and TO are numbers of versions, or draft; by default the newest version and the one before it. The forms
    beside a file are compared too.
    """
    if Path(subject).is_file():
        names = (subject, _file_beside(context, before, after))
        old, new = (_of_file(Path(name)) for name in names)
        roles: Mapping[str, str] = {}
        titles: Mapping[str, str] = {}
    else:
        with context.database.reading() as connection:
            names = _chosen(connection, subject, before, after)
            old, new = (_of_version(connection, subject, name) for name in names)
            roles = {role.id: role.name for role in all_roles(connection)}
            titles = {id: version.name for id, version in queries.in_force(connection).items()}
    comparison = compare(old, new)
    presenter = Presenter(context.gettext, ZoneInfo(context.settings.timezone))
    told = sentences(comparison, presenter, roles=roles, titles=titles)
    if as_json:
        print_json(
            {
                "process": comparison.after.process.id,
                "from": names[0],
                "to": names[1],
                "same": comparison.same,
                "redrawn": comparison.redrawn,
                "technical": comparison.technical,
                "differences": [_as_json(each) for each in told],
            }
        )
        return
    for topic, group in by_topic(told):
        click.echo(context.gettext.render(topic))
        for each in group:
            click.echo(f"  {SIGNS[each.kind]} {each.text}")
            if each.words:
                click.echo(f"      {_as_text(each)}")
    if comparison.same:
        click.echo(context.gettext("Nothing changes."))
    if comparison.redrawn:
        click.echo(context.gettext("Some of it is drawn in another place or form, and says the same."))
    if comparison.technical and not told:
        click.echo(context.gettext("Inner data of the files change that no reader of the procedure sees."))


SIGNS = {"added": "+", "removed": "-", "changed": "≠"}
_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def _as_text(told: Told) -> str:
    """A long text that changed, what went and what came marked as `wdiff` marks it."""
    return " ".join("".join(_MARKS[how].format(run) for how, run in told.words).split())


def _as_json(told: Told) -> dict[str, object]:
    return {
        "kind": str(told.kind),
        "topic": str(told.topic),
        "sentence": told.text,
        "before": told.before,
        "after": told.after,
        "words": [list(run) for run in told.words],
    }


def _file_beside(context: Context, before: str | None, after: str | None) -> str:
    if before is None or after is not None or not Path(before).is_file():
        raise click.UsageError(context.gettext("Give two files, or a procedure with the versions to compare."))
    return before


def _of_file(path: Path) -> Edition:
    source = sources.from_file(path)
    found = editions.of_source(source)
    if found is None:
        raise DiagramRejected(inspect(source).findings, file=str(path))
    return found


def _chosen(connection: Connection, process_id: str, before: str | None, after: str | None) -> tuple[str, str]:
    """The names of both sides. Raises NotFound (kind ``process``)."""
    numbers = [str(version.number) for version in queries.versions(connection, process_id)]
    new = after or numbers[0]
    if before is None:
        following = numbers[numbers.index(new) + 1 :] if new in numbers else numbers
        return (following or [new])[0], new
    return before, new


def _of_version(connection: Connection, process_id: str, name: str) -> Edition:
    """Raises NotFound (kind ``version`` or ``draft``), DiagramRejected."""
    if name == DRAFT:
        draft = drafts.required(connection, process_id, *OPEN)
        found = editions.of_draft(draft)
        if found is None:
            raise DiagramRejected(inspect(draft.source).findings)
        return found
    if not name.isdecimal():
        raise NotFound(kind="version", id=f"{process_id} {name}")
    found = editions.of_version(connection, process_id, int(name))
    assert found is not None  # what is signed can be read
    return found
