"""What auditors ask: what a history says when it is executed again, whether it is what was recorded, and the proof."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from engine.errors import NotFound
from engine.identity.tokens import Scope
from engine.instances import queries
from engine.instances.readings import enter_evidence
from engine.instances.visible import plain, reads_all
from engine.replay import inquiry
from engine.replay.playback import Frame, play
from engine.replay.rights import require_auditor
from engine.verification.asked import Folios
from engine.verification.evidence import evidence
from engine.verification.runs import Verified
from web.api.instance_schemas import Event
from web.api.operations import LINK, operation
from web.api.paging import numbered, paged
from web.api.schemas import Paged, a_moment, a_number, a_text, some_texts, variables
from web.api.shapes import Shape, at, page
from web.api.visibility import shown
from web.pages.downloads import download
from web.pages.reader import reader, visible
from web.session import actor
from web.site import site
from web.transactions import apart, reading, writing


class Live(Schema):
    """Something that waits at a moment of a history."""

    element = a_text("Its element.")
    round = a_number("How many times that was reached by then.")
    kind = fields.String(
        required=True, validate=OneOf(["work", "timer"]), metadata={"description": "Whether a person or time."}
    )
    assignee = a_text("Who has taken it.", null=True)


class RecordedEvent(Event):
    """An event without its sentence."""

    class Meta:
        exclude = ("sentence",)


class ReplayStep(Schema):
    """An instance after an event."""

    seq = a_number("The number of the event.")
    type = a_text("What kind of thing happened.")
    event = fields.Nested(RecordedEvent, required=True)
    waiting = fields.List(fields.Nested(Live), required=True, metadata={"description": "What waits then."})
    changed = some_texts("The names of the variables that it set or changed.")
    data = variables("What the instance holds then, as far as the caller may read it.")
    withheld = some_texts("The names of what it holds and the caller may not read.")


class ReplayPage(Schema):
    """A page of a replay."""

    items = fields.List(fields.Nested(ReplayStep), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)
    stop = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "Where execution gives something else than was recorded: seq, expected, found."},
    )
    broken = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Where the chain does not hold: seq, reason."}
    )


class Verification(Schema):
    """What a verification found."""

    folio = a_text("The instance.")
    ok = fields.Boolean(required=True, metadata={"description": "Whether nothing is wrong."})
    events = a_number("How many events it has.")
    head = a_text("The hash of the last of them.")
    verified_at = a_moment("When.")
    method = a_text("How it was executed: plain, pruned or none.")
    problems = fields.List(
        fields.Dict(), required=True, metadata={"description": "What is wrong, with kind, place, expected and found."}
    )


@operation(
    "GET", "/instances/<folio>/replay", scope=Scope.AUDIT, tag="audit", query=Paged, answers=ReplayPage, sends=[LINK],
    refuses=[404],
)  # fmt: skip
def replay_instance(folio: str, query: dict[str, Any]) -> Response:
    """Replay a history: what each event changed, executed again on the versions that it ran on."""
    require_auditor(actor())
    after, limit = numbered(query["after"]), query["limit"]
    with reading() as connection:
        seen = visible(folio)
        played = play(connection, site().runtime, reader(), seen, folio, after + limit)
    steps = [_step(each, seen) for each in played.frames[after : after + limit]]
    more = len(played.history) > after + limit and len(played.frames) == after + limit
    stop = played.stop
    stopped = None if stop is None else {"seq": stop.seq, "expected": stop.expected, "found": stop.found}
    broken = None if played.broken is None else {"seq": played.broken[0], "reason": played.broken[1]}
    answer = {**page(steps, str(after + limit) if more else None), "stop": stopped, "broken": broken}
    return paged(ReplayPage, answer)


@operation(
    "POST", "/instances/<folio>/verification", scope=Scope.AUDIT, tag="audit", answers=Verification, refuses=[404]
)
def verify_instance(folio: str) -> Shape:
    """Verify a history now: execute it again, and compare everything that is stored with what follows from it."""
    inquiry.verify(apart(), site().runtime, folio, actor=actor().id, at=site().clock())
    return _last(folio)


@operation(
    "GET", "/instances/<folio>/verification", scope=Scope.AUDIT, tag="audit", answers=Verification, refuses=[404]
)
def show_verification(folio: str) -> Shape:
    """Show what the last verification of a history found."""
    require_auditor(actor())
    return _last(folio)


@operation(
    "GET", "/instances/<folio>/evidence", scope=Scope.AUDIT, tag="audit", as_file="application/zip", refuses=[404]
)
def take_evidence(folio: str) -> Response:
    """Take the evidence of a history: what proves it, with a verifier that needs no Cauce."""
    require_auditor(actor())
    with reading() as connection:
        whole = reads_all(connection, site().runtime, actor())
        found = evidence(connection, site().runtime, reader(), Folios([folio]), whole)[1]
        response = download(found, "application/zip", f"evidencia-{folio}.zip")
    with writing() as connection:
        enter_evidence(connection, [folio], actor=actor().id, at=site().clock())
    return response


def _last(folio: str) -> Shape:
    with reading() as connection:
        queries.instance(connection, reader(), folio)
        found = inquiry.last_verification(connection, folio)
    if found is None:
        raise NotFound(kind="verification", id=folio)
    return _verdict(found)


def _verdict(found: Verified) -> Shape:
    report = found.report
    return {
        "folio": found.folio,
        "ok": found.ok,
        "events": found.events,
        "verified_at": at(found.verified_at),
        "head": report["head"],
        "method": report["method"],
        "problems": report["problems"],
    }


def _step(frame: Frame, seen: Any) -> Shape:
    state = frame.state
    after, withheld = plain(seen.data(state.after))
    return {
        "seq": state.event.seq,
        "type": state.event.type,
        "event": shown(seen, state.event),
        "waiting": [
            {"element": live.visit.element, "round": live.visit.round, "kind": live.kind, "assignee": live.assignee}
            for live in state.live
        ],
        "changed": list(state.changed),
        "data": after,
        "withheld": withheld,
    }
