"""The register whole, for spreadsheets and for programs: moments as ISO 8601 has them, codes beside the words."""

from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

from engine import canonical_json
from engine.clock import to_text
from engine.replay.register import Counted, Line
from web.i18n import Translator
from web.pages.outcomes import Outcomes, outcome_text
from web.pages.tables import csv_of, iso
from web.pages.wanted import PROOF_TEXTS
from web.texts.statuses import INSTANCE_STATUSES

Names = Callable[[str, str], str]
"""What somebody was called at a moment."""


def as_csv(
    lines: Iterable[Line], gettext: Translator, zone: ZoneInfo, outcomes: Outcomes, name_then: Names
) -> Iterator[bytes]:
    """The register as a table, piece by piece."""
    heading = [
        gettext("Folio"),
        gettext("Client"),
        gettext("Requirement"),
        gettext("Status"),
        gettext("Status (code)"),
        gettext("Outcome"),
        gettext("Outcome (code)"),
        gettext("Procedure"),
        gettext("Version"),
        gettext("Started"),
        gettext("By"),
        gettext("Ended"),
        gettext("Events"),
        gettext("Steps completed"),
        gettext("People"),
        gettext("Rounds"),
        gettext("Corrections"),
        gettext("Terms missed"),
        gettext("Missed by at most (working minutes)"),
        gettext("Minutes from start to end"),
        gettext("Working minutes"),
        gettext("Moved"),
        gettext("Returned"),
        gettext("Incidents"),
        gettext("Verification"),
        gettext("Verification (code)"),
        gettext("Verified"),
        gettext("Sealed to event"),
        gettext("Sealed"),
    ]
    return csv_of(heading, (_row(line, gettext, zone, outcomes, name_then) for line in lines))


def _row(line: Line, gettext: Translator, zone: ZoneInfo, outcomes: Outcomes, name_then: Names) -> list[str]:
    return [
        line.folio,
        line.client or "",
        line.title or "",
        gettext.render(INSTANCE_STATUSES[line.status]),
        line.status,
        outcome_text(outcomes, line.process_id, line.outcome, gettext),
        line.outcome,
        line.process_id,
        str(line.versions.get(line.process_id, "")),
        iso(line.started_at, zone),
        name_then(line.started_by, to_text(line.started_at)),
        iso(line.ended_at, zone),
        str(line.events),
        *("" if each is None else str(int(each)) for each in line.counted or [None] * len(Counted._fields)),
        gettext.render(PROOF_TEXTS[line.proof]),
        line.proof,
        iso(line.verified_at, zone),
        str(line.sealed_to or ""),
        iso(line.sealed_at, zone),
    ]


def as_json(
    lines: Iterable[Line], gettext: Translator, zone: ZoneInfo, outcomes: Outcomes, name_then: Names
) -> Iterator[bytes]:
    """The register as JSON, an array of objects, piece by piece; what is not known is null."""
    yield b"[\n"
    between = b""
    for line in lines:
        record = canonical_json.dumps(_record(line, gettext, zone, outcomes, name_then))
        yield between + record.encode()
        between = b",\n"
    yield b"\n]\n"


def _record(line: Line, gettext: Translator, zone: ZoneInfo, outcomes: Outcomes, name_then: Names) -> dict[str, object]:
    counted = line.counted
    return {
        "folio": line.folio,
        "client": line.client,
        "title": line.title,
        "status": str(line.status),
        "status_text": gettext.render(INSTANCE_STATUSES[line.status]),
        "outcome": line.outcome or None,
        "outcome_text": outcome_text(outcomes, line.process_id, line.outcome, gettext) or None,
        "process": line.process_id,
        "versions": dict(line.versions),
        "started_at": iso(line.started_at, zone),
        "started_by": line.started_by,
        "started_by_name": name_then(line.started_by, to_text(line.started_at)),
        "ended_at": iso(line.ended_at, zone) or None,
        "events": line.events,
        **dict.fromkeys(Counted._fields),
        **({} if counted is None else counted._asdict()),
        "verification": line.proof,
        "verified_at": iso(line.verified_at, zone) or None,
        "sealed_to": line.sealed_to or None,
        "sealed_at": iso(line.sealed_at, zone) or None,
    }
