"""The filters of the register, samples, indicators and audits: parsed from a query string, and written back into one.

The address is the truth: what is kept of a question is its address (`Filters.text`), and what it finds follows from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from bpmn.messages import Message, lazy_gettext
from engine.replay import figures
from engine.replay.register import GROWN, IN_ORDER, NOT_IN_ORDER, PROOFS, UNVERIFIED, Wanted
from engine.verification.asked import Period
from web.pages.tables import Sorting, order_of
from web.texts.statuses import INSTANCE_STATUSES

RESULTS = {"en_orden": IN_ORDER, "con_hallazgos": NOT_IN_ORDER, "crecio": GROWN, "sin_verificar": UNVERIFIED}
PROOF_TEXTS: dict[str, Message] = {
    IN_ORDER: lazy_gettext("in order"),
    NOT_IN_ORDER: lazy_gettext("NOT IN ORDER"),
    GROWN: lazy_gettext("in order, and has grown since"),
    UNVERIFIED: lazy_gettext("not verified yet"),
}
assert set(PROOF_TEXTS) == set(PROOFS)


@dataclass(frozen=True, slots=True)
class Filters(Sorting):
    """What an address asks for. `since` and `until` are the days as they are written, both included; `after` is the
    folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    since: str = ""
    until: str = ""
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], zone: ZoneInfo) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent."""
        order, descending = order_of(args)
        status = args.get("estado", "")
        since, until = (_day(args.get(name, "")) for name in ("desde", "hasta"))
        wanted = Wanted(
            text=args.get("q", "").strip()[:200],
            status=status if status in INSTANCE_STATUSES else "",
            person=args.get("persona", "")[:200],
            activity=args.get("actividad", "")[:200],
            version=_version(args.get("version", "")),
            since=_begin(since, zone),
            until=_begin(until + timedelta(days=1), zone) if until else None,
            proof=RESULTS.get(args.get("verificacion", ""), ""),
            figures=figures.read(args.get("cifra", "")),
            order=order,
            descending=descending,
        )
        return cls(wanted, _text(since), _text(until), args.get("despues") or None)

    @classmethod
    def of_text(cls, text: str, zone: ZoneInfo) -> "Filters":
        """The same of an address that was kept as text."""
        return cls.of(dict(parse_qsl(text)), zone)

    @property
    def text(self) -> str:
        """The address as text, to be kept: `of_text` reads it again."""
        return urlencode(self.address())

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.address().keys() - {"orden", "sentido"})

    @property
    def period(self) -> Period | None:
        """The period that it asks for, where it asks for nothing else."""
        alone = self.since and self.until and self.address().keys() - {"orden", "sentido"} == {"desde", "hasta"}
        days = (date.fromisoformat(self.since), date.fromisoformat(self.until)) if alone else None
        return None if days is None or days[1] < days[0] else Period(*days)

    @property
    def version(self) -> str:
        """The version in an address."""
        return "" if self.wanted.version is None else "{}:{}".format(*self.wanted.version)

    @property
    def result(self) -> str:
        """What is known of the verification, in an address."""
        return next((name for name, proof in RESULTS.items() if proof == self.wanted.proof), "")

    def address(self) -> dict[str, str]:
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
            "cifra": figures.write(wanted.figures),
        }
        return {name: value for name, value in said.items() if value} | self.ordering()


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
