"""The filters of the list of opportunities: parsed from a query string, written back into one, the result as CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.instances.views.listing import Line, Wanted
from engine.instances.views.quotes import Quotable
from web.i18n import Translator
from web.pages.tables import Sorting, csv_of, order_of
from web.texts.formatting import Presenter
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
        wanted = Wanted(text, known, args.get("etapa", "")[:200], *order_of(args), quotable=quoted)
        return cls(wanted, args.get("despues") or None)

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.wanted.text or self.wanted.status or self.wanted.stage)

    def address(self) -> dict[str, str]:
        wanted = self.wanted
        said = {"q": wanted.text, "estado": wanted.status, "etapa": wanted.stage}
        return {name: value for name, value in said.items() if value} | self.ordering()


def as_csv(
    lines: Iterable[Line], gettext: Translator, presenter: Presenter, name_of: Callable[[str], str]
) -> Iterator[bytes]:
    """The table of a list, piece by piece."""
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
