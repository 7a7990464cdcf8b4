"""The matrix of policies: what an address asks for, and the counts with where each leads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bpmn.model import Check, Process
from engine.db import Connection
from engine.definitions import drafts
from engine.definitions import queries as definitions
from engine.definitions.statuses import OPEN
from engine.errors import NotFound
from engine.identity.queries import role_names
from engine.policies import queries
from engine.policies.models import PolicyState
from engine.replay.rights import may_audit
from web.pages.reader import reader
from web.pages.wanted import STATES as ADDRESSED
from web.paper.procedure import process_of
from web.session import actor
from web.site import site
from web.texts.policies import STATES, asked, words
from web.texts.wording import title

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
DRAFT = "borrador"
FOLIOS = 25
"""Folios that are shown of one count, where no page of the register lists them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a procedure, months ('YYYY-MM', "" for no bound), and by whose checks: "" for those of
    the version that each instance runs on, the number of a version, or `DRAFT`."""

    process_id: str
    since: str = ""
    until: str = ""
    by: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str], known: Sequence[str]) -> "Asked":
        """Reads the query string of an address; an invalid value counts as absent."""
        process_id = args.get("proceso", "")
        by = args.get("segun", "")
        since, until = (text if _MONTH.fullmatch(text := args.get(name, "")) else "" for name in ("desde", "hasta"))
        return cls(
            process_id if process_id in known else next(iter(known), ""),
            since,
            until,
            by if by == DRAFT or by.isdecimal() else "",
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """How many instances stand so with a check. `address` is what the register is asked for to list them; `folios` are
    some of them where it cannot be."""

    state: PolicyState
    count: int
    address: Mapping[str, str]
    folios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A check: what it is called, what it asks, of which policy it is, and how instances stand with it."""

    check: Check
    policy: str
    asked: list[str]
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """How many instances were judged by it."""
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The page. `judged` of `there` instances were judged at asking; None where all are kept. `choices` are the
    procedures, `versions` whose checks may be asked for, `has_draft` whether there is one."""

    asked: Asked
    choices: Mapping[str, str]
    versions: tuple[int, ...]
    has_draft: bool
    lines: tuple[Line, ...]
    judged: int | None = None
    there: int = 0


def matrix(connection: Connection, args: Mapping[str, str]) -> Matrix:
    """The matrix that an address asks for, of the procedures whose policies the reader may look at."""
    choices, checked = _choices(connection)
    wanted = Asked.of(args, (*checked, *choices))
    if not wanted.process_id:
        return Matrix(wanted, choices, (), False, ())
    in_force = definitions.in_force(connection).get(wanted.process_id)
    versions = tuple(queries.versions(connection, wanted.process_id)) or ((in_force.number,) if in_force else ())
    draft = _draft(connection, wanted.process_id)
    process, forms = _said(connection, wanted, versions, draft)
    if process is None:
        return Matrix(wanted, choices, versions, draft is not None, ())
    judged: int | None = None
    there, folios = 0, dict[tuple[str, PolicyState], list[str]]()
    if wanted.by:
        counts, folios, judged, there = queries.judged_by(
            connection, site().runtime, wanted.process_id, process.document.checks, wanted.since, wanted.until
        )
    else:
        counts = queries.totals(connection, wanted.process_id, wanted.since, wanted.until)
    known = words(process, forms, role_names(connection))
    lines = [
        Line(check, policy.text, asked(check, known, site().gettext), _cells(wanted, check.key, counts, folios))
        for policy in process.document.policies
        for check in policy.checks
    ]
    return Matrix(wanted, choices, versions, draft is not None, tuple(lines), judged, there)


def _cells(
    wanted: Asked,
    key: str,
    counts: Mapping[str, Mapping[PolicyState, int]],
    folios: Mapping[tuple[str, PolicyState], Sequence[str]],
) -> tuple[Cell, ...]:
    named = {state: name for name, state in ADDRESSED.items()}
    period = {"desde": f"{wanted.since}-01"} if wanted.since else {}
    period |= {"hasta": _last_day(wanted.until)} if wanted.until else {}
    return tuple(
        Cell(
            state,
            counts.get(key, {}).get(state, 0),
            {"politica": key, "cumplimiento": named[state], **period},
            tuple(folios.get((key, state), ())[:FOLIOS]),
        )
        for state in STATES
    )


def _last_day(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).isoformat()


def _choices(connection: Connection) -> tuple[dict[str, str], list[str]]:
    """The procedures in force that the reader may look at (all for who sees all instances, an owner their own), and
    which of them have checks."""
    all_of_them = may_audit(actor()) or reader().everything
    library = site().runtime.library
    processes = {
        id: library.process(connection, id, version.number)
        for id, version in sorted(definitions.in_force(connection).items())
        if all_of_them or id in reader().processes
    }
    checked = [id for id, process in processes.items() if process.document.checks]
    return {id: title(process) for id, process in processes.items()}, checked


def _draft(connection: Connection, process_id: str) -> drafts.Draft | None:
    try:
        return drafts.required(connection, process_id, *OPEN)
    except NotFound:
        return None


def _said(
    connection: Connection, wanted: Asked, versions: Sequence[int], draft: drafts.Draft | None
) -> tuple[Process | None, Mapping[str, bytes]]:
    """What says the checks, with its forms: the draft, the version that was asked for, or the newest."""
    if wanted.by == DRAFT:
        return (None, {}) if draft is None else (process_of(draft.diagram, wanted.process_id), draft.forms)
    number = int(wanted.by) if wanted.by else max(versions, default=0)
    if number not in versions:
        return None, {}
    process = site().runtime.library.process(connection, wanted.process_id, number)
    return process, definitions.forms(connection, wanted.process_id, number)
