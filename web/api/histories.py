"""Searching all histories as auditors do: by what came of them, by steps, people, terms, values and policies."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from engine.history.statuses import InstanceStatus
from engine.identity.tokens import Scope
from engine.policies.models import PolicyState
from engine.replay import register
from engine.replay.register import Counted, Line
from engine.replay.rights import require_auditor
from engine.replay.totals import totals
from engine.replay.wanted import PROOFS
from web.api.instance_schemas import Standing
from web.api.operations import LINK, operation
from web.api.paging import paged
from web.api.schemas import Paged, a_moment, a_number, a_text
from web.api.shapes import Shape, at, page
from web.pages.reader import reader
from web.pages.wanted import FROM, NO, RESULTS, STATES, TO, VALUE, YES, Filters
from web.session import actor
from web.site import site
from web.transactions import reading


def _asked(says: str) -> fields.String:
    return fields.String(load_default="", validate=Length(0, 200), metadata={"description": says})


def _day(says: str) -> fields.Date:
    return fields.Date(load_default=None, allow_none=True, metadata={"description": says})


def _count(says: str) -> fields.Integer:
    return fields.Integer(
        load_default=None, allow_none=True, validate=Range(0, 9_999_999), metadata={"description": says}
    )


def _whether(says: str) -> fields.Boolean:
    return fields.Boolean(load_default=None, allow_none=True, metadata={"description": says})


class WantedHistories(Paged):
    """Which histories; what is not said leaves nothing out. Days are those of the office, both included."""

    text = _asked("Each word begins a word of the folio, the client, the title or a step that waits.")
    said = _asked("Words that stand in an answer, a comment or the name of a file; in quotes as they stand.")
    outcome = _asked("What came of them: the id of an end, cancelled, or mistake.")
    status = fields.String(
        load_default="",
        validate=OneOf(["", *map(str, InstanceStatus)]),
        metadata={"description": "How they stand."},
    )
    process = _asked("The id of their procedure.")
    started_from = _day("The first day on which they may have started.")
    started_until = _day("The last.")
    ended_from = _day("The first day on which they may have ended.")
    ended_until = _day("The last.")
    event_from = _day("The first day of a period in which any of their events happened.")
    event_until = _day("The last.")
    element = _asked("The id of a step or another element that they went through.")
    lane = _asked("The id of a lane with work of theirs; of one visit with `element` and `person`.")
    person = _asked("The id of somebody who took part; with `element` or `lane`, who did that.")
    missed_hours = _count("A term was missed by so many working hours or more; 0: at all.")
    rounds = _count("Some step was reached so often, or more.")
    corrections = _count("So many steps beyond the first of each, or more.")
    shortest_days = _count("Days from start to end, at the least.")
    longest_days = _count("Days from start to end, at the most.")
    migrated = _whether("Whether they were moved to another version.")
    returned = _whether("Whether a step of theirs was returned.")
    incidents = _whether("Whether they had incidents.")
    policy = _asked("The key of a check of a policy.")
    policy_state = fields.String(
        load_default="",
        validate=OneOf(["", *map(str, PolicyState)]),
        metadata={"description": "How they stand with it, or with any."},
    )
    verification = fields.String(
        load_default="", validate=OneOf(["", *PROOFS]), metadata={"description": "What is known of their proof."}
    )
    variable = _asked("A variable that a form marks as searchable.")
    value = _asked("What its text begins with; behind an equals sign, the whole of it.")
    value_from = _asked("The least number or the first day that it may be.")
    value_until = _asked("The greatest number or the last day.")
    order = fields.String(
        load_default="started", validate=OneOf(["started", "client"]), metadata={"description": "In which order."}
    )
    ascending = fields.Boolean(load_default=False, metadata={"description": "The first ones first."})
    totals = fields.Boolean(load_default=False, metadata={"description": "Count all of them, by outcome."})


class HistoryLine(Standing):
    """A history in the register. What its facts count is null until they were taken in, a moment after its events."""

    outcome = a_text("What came of it: the id of an end, cancelled, or mistake; null while it is under way.", null=True)
    client = a_text("Whom it is about.", null=True)
    title = a_text("What it is about.", null=True)
    versions = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "The numbers of the versions that it runs on, by procedure."},
    )
    started_by = a_text("Who started it.")
    started_at = a_moment("When.")
    ended_at = a_moment("When it ended.", null=True)
    events = a_number("How many events it has.")
    steps = a_number("Steps that people completed.", null=True)
    people = a_number("People who did something there.", null=True)
    rounds = a_number("How often the step was reached that was reached most often.", null=True)
    corrections = a_number("Steps beyond the first of each.", null=True)
    missed = a_number("Terms that were missed.", null=True)
    missed_minutes = a_number("By how many working minutes, at the most.", null=True)
    elapsed_minutes = a_number("Minutes from start to end.", null=True)
    working_minutes = a_number("The same, as the office works.", null=True)
    migrated = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Whether it was moved to another version."}
    )
    returned = a_number("How often a step was returned.", null=True)
    incidents = a_number("How many incidents it had.", null=True)
    verification = fields.String(
        required=True, validate=OneOf(PROOFS), metadata={"description": "What is known of its proof."}
    )
    verified_at = a_moment("When it was verified last.", null=True)
    sealed_to = a_number("The last sealed event.", null=True)


class Counts(Schema):
    """How many histories of a procedure have an outcome."""

    process = a_text("The id of the procedure.")
    outcome = a_text("The outcome; null: under way.", null=True)
    count = a_number("How many.")


class HistoryPage(Schema):
    """A page of histories."""

    items = fields.List(fields.Nested(HistoryLine), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)
    totals = fields.List(
        fields.Nested(Counts),
        required=True,
        allow_none=True,
        metadata={"description": "How many there are in all; null where that was not asked for."},
    )


# What an operation calls what the page's address asks for.
_NAMES = {
    "text": "q",
    "said": "texto",
    "outcome": "desenlace",
    "status": "estado",
    "process": "procedimiento",
    "started_from": "desde",
    "started_until": "hasta",
    "ended_from": "fin_desde",
    "ended_until": "fin_hasta",
    "event_from": "evento_desde",
    "event_until": "evento_hasta",
    "element": "actividad",
    "lane": "carril",
    "person": "persona",
    "missed_hours": "plazo",
    "rounds": "vueltas",
    "corrections": "correcciones",
    "shortest_days": "dura_desde",
    "longest_days": "dura_hasta",
    "migrated": "movida",
    "returned": "devuelta",
    "incidents": "incidencia",
    "policy": "politica",
}


@operation(
    "GET", "/histories", scope=Scope.AUDIT, tag="audit", query=WantedHistories, answers=HistoryPage, sends=[LINK]
)
def search_histories(query: dict[str, Any]) -> Response:
    """Search all histories that the caller may see, as auditors do."""
    require_auditor(actor())
    wanted = Filters.of(_address(query), site().zone).wanted
    with reading() as connection:
        lines, behind = register.page(connection, reader(), wanted, after=query["after"], limit=query["limit"])
        counts = totals(connection, reader(), wanted) if query["totals"] else None
    answer = page([_line(each) for each in lines], behind)
    told = None if counts is None else [
        {"process": each.process_id, "outcome": each.outcome or None, "count": each.count} for each in counts
    ]  # fmt: skip
    return paged(HistoryPage, {**answer, "totals": told})


def _address(query: dict[str, Any]) -> dict[str, str]:
    """What is asked for as the address of the page asks for it."""
    said = {theirs: _text(query[ours]) for ours, theirs in _NAMES.items()}
    said["cumplimiento"] = next((name for name, state in STATES.items() if state == query["policy_state"]), "")
    said["verificacion"] = next((name for name, proof in RESULTS.items() if proof == query["verification"]), "")
    said["orden"] = "cliente" if query["order"] == "client" else "inicio"
    said["sentido"] = "asc" if query["ascending"] else "desc"
    if query["variable"]:
        name = f"{VALUE}{query['variable']}"
        said |= {name: query["value"], name + FROM: query["value_from"], name + TO: query["value_until"]}
    return said


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)


def _line(line: Line) -> Shape:
    return {
        "folio": line.folio,
        "process": line.process_id,
        "status": str(line.status),
        "end": line.end,
        "outcome": line.outcome or None,
        "client": line.client,
        "title": line.title,
        "versions": dict(line.versions),
        "started_by": line.started_by,
        "started_at": at(line.started_at),
        "ended_at": at(line.ended_at),
        "events": line.events,
        **(dict.fromkeys(Counted._fields) if line.counted is None else line.counted._asdict()),
        "verification": line.proof,
        "verified_at": at(line.verified_at),
        "sealed_to": line.sealed_to or None,
    }
