"""What `cauce deploy` does: files from a terminal, through the same gate as a draft from a page.

Only an empty installation takes its first versions as they are, on the record as such: somebody has to begin. After
that, each file becomes a draft of its process, submitted for review by whoever deploys it, and others must sign it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bpmn.findings import Finding
from bpmn.model import Process
from engine.definitions import control, queries
from engine.definitions.calls import process_ids, reached
from engine.definitions.commands import Origin, forms_of, identity_of, is_empty, next_number, put_version, row_number
from engine.definitions.drafts import Draft, begin
from engine.definitions.inspection import Report, Source, inspect
from engine.definitions.letters import Render
from engine.definitions.queries import Version
from engine.definitions.signing import require_right
from engine.definitions.sources import known_forms
from engine.definitions.staffing import unstaffed
from engine.definitions.turns import EVERY, take_turn
from engine.errors import AlreadyDeployed, DiagramRejected
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Deployed:
    """What became of a process that was deployed: a `version` in force, or a `draft` that others must sign. `findings`
    are those of its diagram and forms, roles that nobody holds included."""

    process_id: str
    findings: tuple[Finding, ...]
    version: Version | None = None
    draft: Draft | None = None


def deploy(
    connection: Connection,
    sources: Sequence[Source],
    description: str,
    answers: Sequence[str] = (),
    *,
    before_review: Callable[[Connection, Draft], None] | None = None,
    render: Render = str,
    actor: str,
    at: datetime,
) -> list[Deployed]:
    """Deploy every process of `sources`; they may call each other. A process that says nothing new is left as it is.

    In an empty installation each is in force at once: whoever prepares versions may do that, and administrators. Else
    each becomes a draft, submitted for review; `before_review` is called with it before that, to try it on instances.
    Raises RightRequired, DiagramRejected (the first source that has findings), AlreadyDeployed when none of them is
    new, DraftOfAnother where a draft is open, SignedVersionLeftOut, ImpactRequired.
    """
    processes = {id_ for source in sources for id_ in process_ids(source.diagram)}
    take_turn(connection, *([EVERY] if is_empty(connection) else []), *processes)
    first = is_empty(connection)
    _check_rights(connection, actor, first, sources)
    known = queries.diagrams_in_force(connection)
    forms = queries.forms_in_force(connection) | known_forms(sources)
    reports = [inspect(source, {**known, **_others(sources, source)}, forms) for source in sources]
    for report in reports:
        if not report.ok:
            raise DiagramRejected(report.findings, file=report.source.file)
    in_force = queries.in_force(connection)
    found = [(report, process) for report in reports for process in report.processes()]
    new = [each for each in found if _is_new(*each, in_force)]
    if not new:
        unchanged = found[0][1].id
        raise AlreadyDeployed(process_id=unchanged, number=in_force[unchanged].number)
    told = description, answers
    if first:
        return [_take(connection, *each, *told, actor=actor, at=at) for each in _callees_first(new)]
    return [
        _submit(connection, *each, *told, before_review, render=render, actor=actor, at=at)
        for each in _callees_first(new)
    ]


def _take(
    connection: Connection,
    report: Report,
    process: Process,
    description: str,
    answers: Sequence[str],
    *,
    actor: str,
    at: datetime,
) -> Deployed:
    number = next_number(connection, process.id, process)
    said = next((row.description for row in process.document.changes if row_number(row) == number), description)
    origin = Origin(answers=tuple(answers))
    version = put_version(connection, report, process, said, number=number, origin=origin, actor=actor, at=at)
    return Deployed(process.id, (*report.findings, *unstaffed(connection, process)), version)


def _submit(
    connection: Connection,
    report: Report,
    process: Process,
    description: str,
    answers: Sequence[str],
    before_review: Callable[[Connection, Draft], None] | None,
    *,
    render: Render,
    actor: str,
    at: datetime,
) -> Deployed:
    current = queries.in_force(connection).get(process.id)
    forms = {name: form for each in report.processes() for name, form in forms_of(report, each).items()}
    source = Source(report.source.file, report.source.diagram, forms)
    begun = begin(connection, process.id, source, base=current.number if current else 0, actor=actor, at=at)
    if before_review is not None:
        before_review(connection, begun)
    draft = control.submit(connection, process.id, description, answers, render=render, actor=actor, at=at)
    return Deployed(process.id, (*report.findings, *unstaffed(connection, process)), draft=draft)


def _is_new(report: Report, process: Process, in_force: Mapping[str, Version]) -> bool:
    current = in_force.get(process.id)
    return current is None or current.digest != identity_of(report, process)


def _callees_first(found: Sequence[tuple[Report, Process]]) -> list[tuple[Report, Process]]:
    """A draft may call what is submitted already: whoever is called is submitted first."""
    diagrams = {process.id: report.source.diagram for report, process in found}
    return sorted(found, key=lambda each: len(reached(each[1].id, diagrams)))


def _check_rights(connection: Connection, actor: str, first: bool, sources: Sequence[Source]) -> None:
    """Over each procedure that the files hold; over all for what cannot be read, or in an empty installation."""
    if first and ADMINISTRATOR in person(connection, actor).roles:
        return
    named = set() if first else {id_ for source in sources for id_ in process_ids(source.diagram)}
    if not named:
        require_right(connection, actor, None, Right.PREPARE)
    for process_id in sorted(named):
        require_right(connection, actor, process_id, Right.PREPARE)


def _others(sources: Sequence[Source], source: Source) -> Mapping[str, bytes]:
    return {id_: other.diagram for other in sources if other is not source for id_ in process_ids(other.diagram)}
