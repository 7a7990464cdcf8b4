"""What an auditor asks the register for: read from an address, written into one, and out as a table."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bpmn.messages import Message, msg
from engine.instances.listing import CLIENT, STARTED
from engine.replay.register import GROWN, IN_ORDER, NOT_IN_ORDER, PROOFS, UNVERIFIED, Line, Wanted
from web.i18n import Translator
from web.opportunities.events import STATUSES
from web.presenting import Presenter

MOST_LINES = 10_000
"""How many histories a table holds at most."""
ORDERS = {"inicio": STARTED, "cliente": CLIENT}
RESULTS = {"en_orden": IN_ORDER, "con_hallazgos": NOT_IN_ORDER, "crecio": GROWN, "sin_verificar": UNVERIFIED}
SAID: dict[str, Message] = {
    IN_ORDER: msg("in order"),
    NOT_IN_ORDER: msg("NOT IN ORDER"),
    GROWN: msg("in order, and has grown since"),
    UNVERIFIED: msg("not verified yet"),
}
assert set(SAID) == set(PROOFS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `since` and `until` are the days as they are written, both included; `after` is the
    folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    since: str = ""
    until: str = ""
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], zone: ZoneInfo) -> "Asked":
        """Read an address; what it says wrongly counts as not said."""
        order = ORDERS.get(args.get("orden", ""), STARTED)
        descending = args.get("sentido", "") == "desc" if "sentido" in args else order == STARTED
        status = args.get("estado", "")
        since, until = (_day(args.get(name, "")) for name in ("desde", "hasta"))
        wanted = Wanted(
            text=args.get("q", "").strip()[:200],
            status=status if status in STATUSES else "",
            person=args.get("persona", "")[:200],
            activity=args.get("actividad", "")[:200],
            version=_version(args.get("version", "")),
            since=_begin(since, zone),
            until=_begin(until + timedelta(days=1), zone) if until else None,
            proof=RESULTS.get(args.get("verificacion", ""), ""),
            order=order,
            descending=descending,
        )
        return cls(wanted, _text(since), _text(until), args.get("despues") or None)

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.address().keys() - {"orden", "sentido"})

    @property
    def order(self) -> str:
        """The name of the order in an address."""
        return next(name for name, order in ORDERS.items() if order == self.wanted.order)

    @property
    def version(self) -> str:
        """The version in an address."""
        return "" if self.wanted.version is None else "{}:{}".format(*self.wanted.version)

    @property
    def result(self) -> str:
        """What is known of the verification, in an address."""
        return next((name for name, proof in RESULTS.items() if proof == self.wanted.proof), "")

    def address(self) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same; what goes without saying is left out."""
        wanted = self.wanted
        said = {
            "q": wanted.text,
            "estado": wanted.status,
            "persona": wanted.person,
            "actividad": wanted.activity,
            "version": self.version,
            "desde": self.since,
            "hasta": self.until,
            "verificacion": self.result,
            "orden": self.order if wanted.order != STARTED else "",
        }
        if wanted.descending != (wanted.order == STARTED):
            said["sentido"] = "desc" if wanted.descending else "asc"
        return {name: value for name, value in said.items() if value}

    def sorted_by(self, name: str) -> dict[str, str]:
        """The address of the same in that order; of the order it has, the other way round."""
        order = ORDERS[name]
        descending = not self.wanted.descending if order == self.wanted.order else order == STARTED
        return replace(self, wanted=replace(self.wanted, order=order, descending=descending)).address()

    def aria_sort(self, name: str) -> str | None:
        """How a column is sorted, in the words of ARIA; None when it is not."""
        if ORDERS[name] != self.wanted.order:
            return None
        return "descending" if self.wanted.descending else "ascending"


def as_csv(lines: Sequence[Line], say: Translator, presenter: Presenter, name_of: Callable[[str], str]) -> bytes:
    """The register as a table in UTF-8, marked as such so that spreadsheets know."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        [
            say("Folio"),
            say("Client"),
            say("Requirement"),
            say("Status"),
            say("Procedure"),
            say("Version"),
            say("Started"),
            say("By"),
            say("Ended"),
            say("Events"),
            say("Verification"),
            say("Verified"),
            say("Sealed to event"),
            say("Sealed"),
        ]
    )
    for line in lines:
        moments = [
            "" if at is None else presenter.moment(at)
            for at in (line.started_at, line.ended_at, line.verified_at, line.sealed_at)
        ]
        cells = [
            line.folio,
            line.client or "",
            line.title or "",
            say.render(STATUSES[line.status]),
            line.process_id,
            str(line.versions.get(line.process_id, "")),
            moments[0],
            name_of(line.started_by),
            moments[1],
            str(line.events),
            say.render(SAID[line.proof]),
            moments[2],
            str(line.sealed_to or ""),
            moments[3],
        ]
        rows.writerow([_inert(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 9000 else None


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)


def _version(text: str) -> tuple[str, int] | None:
    process_id, _, number = text.partition(":")
    known = process_id and number.isascii() and number.isdigit() and len(number) < 9
    return (process_id[:200], int(number)) if known else None


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
