"""What somebody asks the list of opportunities for: read from an address, written into one, and out as a table."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.instances.listing import CLIENT, STARTED, Line, Wanted
from web.i18n import Translator
from web.opportunities.events import STATUSES
from web.presenting import Presenter

MOST_LINES = 10_000
"""How many opportunities a table holds at most."""
ORDERS = {"inicio": STARTED, "cliente": CLIENT}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `after` is the folio at which the page before ended, None for the first page."""

    wanted: Wanted = field(default_factory=Wanted)
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address; what it says wrongly counts as not said."""
        order = ORDERS.get(args.get("orden", ""), STARTED)
        # The newest first, clients from A on, unless it says otherwise.
        descending = args.get("sentido", "") == "desc" if "sentido" in args else order == STARTED
        status = args.get("estado", "")
        known = status if status in STATUSES else ""
        wanted = Wanted(args.get("q", "").strip()[:200], known, args.get("etapa", "")[:200], order, descending)
        return cls(wanted, args.get("despues") or None)

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.wanted.text or self.wanted.status or self.wanted.stage)

    @property
    def order(self) -> str:
        """The name of the order in an address."""
        return next(name for name, order in ORDERS.items() if order == self.wanted.order)

    def address(self) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same; what goes without saying is left out."""
        wanted, plain = self.wanted, Asked().wanted
        said = {"q": wanted.text, "estado": wanted.status, "etapa": wanted.stage}
        if wanted.order != plain.order:
            said["orden"] = self.order
        if wanted.descending != (wanted.order == STARTED):
            said["sentido"] = "desc" if wanted.descending else "asc"
        return {name: value for name, value in said.items() if value}

    def sorted_by(self, name: str) -> dict[str, str]:
        """The address of the same in that order; of the order it has, the other way round."""
        order = ORDERS[name]
        descending = not self.wanted.descending if order == self.wanted.order else order == STARTED
        return Asked(replace(self.wanted, order=order, descending=descending)).address()

    def aria_sort(self, name: str) -> str | None:
        """How a column is sorted, in the words of ARIA; None when it is not."""
        if ORDERS[name] != self.wanted.order:
            return None
        return "descending" if self.wanted.descending else "ascending"


def as_csv(lines: Sequence[Line], say: Translator, presenter: Presenter, name_of: Callable[[str], str]) -> bytes:
    """The table of a list in UTF-8, marked as such so that spreadsheets know."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        [say("Folio"), say("Client"), say("Requirement"), say("Status"), say("Stage"), say("Started"), say("By")]
    )
    for line in lines:
        stage = "; ".join(dict.fromkeys(each.name for each in line.waits))
        cells = [
            line.folio,
            line.client or "",
            line.title or "",
            say.render(STATUSES[line.status]),
            stage,
            presenter.moment(line.started_at),
            name_of(line.started_by),
        ]
        rows.writerow([_inert(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
