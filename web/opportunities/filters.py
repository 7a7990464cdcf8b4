"""The filters of the list of opportunities: parsed from a query string, written back into one, the result as CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.instances.views.listing import Line, Wanted
from web.i18n import Translator
from web.pages.tables import Sorting, csv_of, order_of
from web.texts.formatting import Presenter
from web.texts.statuses import INSTANCE_STATUSES

MOST_LINES = 10_000
"""How many opportunities a table holds at most."""


@dataclass(frozen=True, slots=True)
class Filters(Sorting):
    """What an address asks for. `after` is the folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent."""
        status = args.get("estado", "")
        known = status if status in INSTANCE_STATUSES else ""
        wanted = Wanted(args.get("q", "").strip()[:200], known, args.get("etapa", "")[:200], *order_of(args))
        return cls(wanted, args.get("despues") or None)

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.wanted.text or self.wanted.status or self.wanted.stage)

    def address(self) -> dict[str, str]:
        wanted = self.wanted
        said = {"q": wanted.text, "estado": wanted.status, "etapa": wanted.stage}
        return {name: value for name, value in said.items() if value} | self.ordering()


def as_csv(lines: Sequence[Line], gettext: Translator, presenter: Presenter, name_of: Callable[[str], str]) -> bytes:
    """The table of a list."""
    heading = [
        gettext("Folio"),
        gettext("Client"),
        gettext("Requirement"),
        gettext("Status"),
        gettext("Stage"),
        gettext("Started"),
        gettext("By"),
    ]
    rows = (
        [
            line.folio,
            line.client or "",
            line.title or "",
            gettext.render(INSTANCE_STATUSES[line.status]),
            "; ".join(dict.fromkeys(each.name for each in line.waits)),
            presenter.moment(line.started_at),
            name_of(line.started_by),
        ]
        for line in lines
    )
    return csv_of(heading, rows)
