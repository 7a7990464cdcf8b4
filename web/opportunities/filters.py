"""The filters of the list of opportunities: parsed from a query string, written back into one, the result as CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from engine.instances.views.listing import Line, Wanted
from engine.instances.views.quotes import Quotable
from web.i18n import Translator
from web.pages.outcomes import Outcomes, outcome_text
from web.pages.tables import Sorting, csv_of, iso, order_of
from web.texts.statuses import INSTANCE_STATUSES


@dataclass(frozen=True, slots=True)
class Filters(Sorting):
    """What an address asks for. `after` is the folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], quotable: Callable[[], Quotable]) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent. `quotable` is asked what its reader
        may look for where something is searched."""
        status = args.get("estado", "")
        known = status if status in INSTANCE_STATUSES else ""
        text = args.get("q", "").strip()[:200]
        quoted = quotable() if text else None
        outcome = args.get("desenlace", "")[:200]
        asked = text, known, args.get("etapa", "")[:200], *order_of(args)
        wanted = Wanted(*asked, quotable=quoted, outcome=outcome)
        return cls(wanted, args.get("despues") or None)

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.address().keys() - {"orden", "sentido"})

    def address(self) -> dict[str, str]:
        wanted = self.wanted
        said = {"q": wanted.text, "estado": wanted.status, "desenlace": wanted.outcome, "etapa": wanted.stage}
        return {name: value for name, value in said.items() if value} | self.ordering()


def as_csv(
    lines: Iterable[Line], gettext: Translator, zone: ZoneInfo, outcomes: Outcomes, name_of: Callable[[str], str]
) -> Iterator[bytes]:
    """The table of a list, piece by piece: moments as ISO 8601 has them in the office's zone, and beside the words the
    codes by which programs know them."""
    heading = [
        gettext("Folio"),
        gettext("Client"),
        gettext("Requirement"),
        gettext("Status"),
        gettext("Status (code)"),
        gettext("Outcome"),
        gettext("Outcome (code)"),
        gettext("Stage"),
        gettext("Started"),
        gettext("By"),
        gettext("Ended"),
    ]
    rows = (
        [
            line.folio,
            line.client or "",
            line.title or "",
            gettext.render(INSTANCE_STATUSES[line.status]),
            line.status,
            outcome_text(outcomes, line.process_id, line.outcome, gettext),
            line.outcome,
            "; ".join(dict.fromkeys(each.name for each in line.waits)),
            iso(line.started_at, zone),
            name_of(line.started_by),
            iso(line.ended_at, zone),
        ]
        for line in lines
    )
    return csv_of(heading, rows)
