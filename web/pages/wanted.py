"""The filters of the register, samples, indicators and audits: parsed from a query string, and written back into one.

The address is the truth: what is kept of a question is its address (`Filters.text`), and what it finds follows from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from bpmn.messages import Message, lazy_gettext
from engine.instances.views.quotes import Quotable
from engine.policies.models import PolicyState
from engine.replay import figures
from engine.replay.wanted import GROWN, IN_ORDER, NOT_IN_ORDER, PROOFS, UNVERIFIED, ValueWanted, Wanted
from engine.verification.asked import Period
from web.pages.reader import quotable_here
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
STATE_TEXTS: dict[str, Message] = {
    PolicyState.COMPLIANT: lazy_gettext("complied"),
    PolicyState.BREACHED: lazy_gettext("breached"),
    PolicyState.NOT_APPLICABLE: lazy_gettext("not applicable"),
    PolicyState.NOT_DECIDABLE: lazy_gettext("not decidable"),
}
assert set(STATE_TEXTS) == set(PolicyState)
STATES = {
    "cumple": PolicyState.COMPLIANT,
    "incumple": PolicyState.BREACHED,
    "no_aplica": PolicyState.NOT_APPLICABLE,
    "no_se_sabe": PolicyState.NOT_DECIDABLE,
}
YES, NO = "si", "no"
MOST = 9_999_999
"""No number of rounds, hours or days in a question is greater."""
VALUE, FROM, TO = "dato.", ".desde", ".hasta"
"""What the names begin with by which an address asks for values, and how those of bounds end."""
HOUR, DAY = 60, 24 * 60


def _text(raw: str) -> str:
    return " ".join(raw.split())[:200]


def _day(raw: str) -> str:
    try:
        day = date.fromisoformat(raw if len(raw) == 10 else "")
    except ValueError:
        return ""
    return day.isoformat() if 1900 <= day.year < 9000 else ""


def _number(raw: str) -> str:
    return str(int(raw)) if raw.isascii() and raw.isdigit() and int(raw[:9]) <= MOST else ""


def _count(raw: str) -> str:
    return _number(raw) if _number(raw) != "0" else ""


def _version(raw: str) -> str:
    process_id, _, number = raw.partition(":")
    known = process_id and number.isascii() and number.isdigit() and len(number) < 9
    return f"{process_id[:200]}:{int(number)}" if known else ""


def _one_of(known: Mapping[str, object]) -> Callable[[str], str]:
    return lambda raw: raw if raw in known else ""


_WHETHER = _one_of({YES: True, NO: False})

# What an address may ask, and how each is read: an invalid value counts as absent.
READ: Mapping[str, Callable[[str], str]] = {
    "q": _text,
    "estado": _one_of(INSTANCE_STATUSES),
    "desenlace": _text,
    "desde": _day,
    "hasta": _day,
    "fin_desde": _day,
    "fin_hasta": _day,
    "evento_desde": _day,
    "evento_hasta": _day,
    "procedimiento": _text,
    "version": _version,
    "persona": _text,
    "actividad": _text,
    "carril": _text,
    "plazo": _number,
    "vueltas": _count,
    "correcciones": _count,
    "dura_desde": _number,
    "dura_hasta": _number,
    "movida": _WHETHER,
    "devuelta": _WHETHER,
    "incidencia": _WHETHER,
    "politica": _text,
    "cumplimiento": _one_of(STATES),
    "texto": _text,
    "cifra": lambda raw: figures.write(figures.read(raw)),
    "verificacion": _one_of(RESULTS),
}


USUAL = ("q", "desenlace", "estado", "desde", "hasta")
"""What every page asks for in the open; the rest stands behind a fold."""


@dataclass(frozen=True, slots=True)
class Filters(Sorting):
    """What an address asks for. `said` is the address itself, without what goes without saying: days as they are
    written, both included. `after` is the folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    said: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], zone: ZoneInfo, quotable: Callable[[], Quotable] = quotable_here) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent. `quotable` is asked what its reader,
        whoever is acting, may look for where something is looked for in values."""
        read = {name: of(args.get(name, "")) for name, of in READ.items()}
        said = {name: text for name, text in read.items() if text} | dict(_values_said(args))
        values = tuple(_values(said))
        order, descending = order_of(args)
        get = said.get

        def begin(name: str, days: int = 0) -> datetime | None:
            day = get(name)
            return None if day is None else datetime.combine(date.fromisoformat(day) + timedelta(days), time(), zone)

        def number(name: str, times: int = 1) -> int | None:
            return int(said[name]) * times if name in said else None

        def whether(name: str) -> bool | None:
            return said[name] == YES if name in said else None

        version = get("version", "").rpartition(":")
        wanted = Wanted(
            text=get("q", ""),
            status=get("estado", ""),
            person=get("persona", ""),
            activity=get("actividad", ""),
            version=(version[0], int(version[2])) if version[0] else None,
            since=begin("desde"),
            until=begin("hasta", 1),
            proof=RESULTS.get(get("verificacion", ""), ""),
            order=order,
            descending=descending,
            outcome=get("desenlace", ""),
            process=get("procedimiento", ""),
            ended_since=begin("fin_desde"),
            ended_until=begin("fin_hasta", 1),
            event_since=begin("evento_desde"),
            event_until=begin("evento_hasta", 1),
            lane=get("carril", ""),
            missed=number("plazo", HOUR),
            rounds=number("vueltas") or 0,
            corrections=number("correcciones") or 0,
            shortest=number("dura_desde", DAY),
            longest=number("dura_hasta", DAY),
            migrated=whether("movida"),
            returned=whether("devuelta"),
            incidents=whether("incidencia"),
            policy=get("politica", ""),
            policy_state=STATES[said["cumplimiento"]] if "cumplimiento" in said else "",
            values=values,
            figures=figures.read(get("cifra", "")),
            said=get("texto", ""),
            quotable=quotable() if values or "texto" in said else None,
        )
        return cls(wanted, said, args.get("despues") or None)

    @classmethod
    def of_text(cls, text: str, zone: ZoneInfo, quotable: Callable[[], Quotable] = quotable_here) -> "Filters":
        """The same of an address that was kept as text."""
        return cls.of(dict(parse_qsl(text)), zone, quotable)

    @property
    def text(self) -> str:
        """The address as text, to be kept: `of_text` reads it again."""
        return urlencode(self.address())

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.said)

    @property
    def period(self) -> Period | None:
        """The period that it asks for, where it asks for nothing else."""
        if self.said.keys() != {"desde", "hasta"}:
            return None
        first, last = (date.fromisoformat(self.said[name]) for name in ("desde", "hasta"))
        return None if last < first else Period(first, last)

    def address(self) -> dict[str, str]:
        return {**self.said} | self.ordering()

    @property
    def folded(self) -> list[str]:
        """What it asks for that stands behind the fold."""
        return [name for name in self.said if name not in USUAL]

    def without(self, *names: str) -> dict[str, str]:
        """The address of the same, without some of what it asks for."""
        return {name: text for name, text in self.address().items() if name not in names}


def _values_said(args: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What an address asks of values, by its names, which say the variable."""
    for name, raw in args.items():
        text = _text(raw)
        if name.startswith(VALUE) and len(name) <= 200 and text:
            if not name.endswith((FROM, TO)):
                yield name, text
            elif _day(text) or _amount(text) is not None:
                yield name, _day(text) or text


def _values(said: Mapping[str, str]) -> Iterator[ValueWanted]:
    variables = dict.fromkeys(
        name.removeprefix(VALUE).removesuffix(FROM).removesuffix(TO) for name in said if name.startswith(VALUE)
    )
    for variable in variables:
        name = f"{VALUE}{variable}"
        low, high = said.get(name + FROM, ""), said.get(name + TO, "")
        text = said.get(name, "")
        yield ValueWanted(
            variable,
            text.removeprefix("="),
            whole=text.startswith("="),
            least=_amount(low),
            most=_amount(high),
            first=date.fromisoformat(low) if _day(low) else None,
            last=date.fromisoformat(high) if _day(high) else None,
        )


def _amount(raw: str) -> Decimal | None:
    """A number as people write it, with commas between thousands."""
    try:
        found = Decimal(raw.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**12 and not _day(raw) else None
