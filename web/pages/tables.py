"""What lists of instances share: the order that an address asks for, and the table that a spreadsheet opens."""

import codecs
import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from engine.instances.views.paging import CLIENT, STARTED

ORDERS = {"inicio": STARTED, "cliente": CLIENT}
"""What an order is called in an address."""


class Sorting(ABC):
    """The order of what an address asks for: for a frozen dataclass whose `wanted` has `order` and `descending`."""

    __slots__ = ()
    wanted: Any

    @abstractmethod
    def address(self) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same; what goes without saying is left out."""

    @property
    def order(self) -> str:
        """The name of the order in an address."""
        return next(name for name, order in ORDERS.items() if order == self.wanted.order)

    def ordering(self) -> dict[str, str]:
        """The order as part of an address; empty for what goes without saying."""
        wanted, said = self.wanted, {}
        if wanted.order != STARTED:
            said["orden"] = self.order
        if wanted.descending != _as_usual(wanted.order):
            said["sentido"] = "desc" if wanted.descending else "asc"
        return said

    def sorted_by(self, name: str) -> dict[str, str]:
        """The address of the same in that order; of the order it has, the other way round."""
        order, wanted = ORDERS[name], self.wanted
        descending = not wanted.descending if order == wanted.order else _as_usual(order)
        turned: Any = self
        return {**replace(turned, wanted=replace(wanted, order=order, descending=descending)).address()}

    def aria_sort(self, name: str) -> str | None:
        """How a column is sorted, in the words of ARIA; None when it is not."""
        if ORDERS[name] != self.wanted.order:
            return None
        return "descending" if self.wanted.descending else "ascending"


def order_of(args: Mapping[str, str]) -> tuple[str, bool]:
    """The order in a query string, and whether it is descending; an invalid value counts as absent."""
    order = ORDERS.get(args.get("orden", ""), STARTED)
    return order, args["sentido"] == "desc" if "sentido" in args else _as_usual(order)


def _as_usual(order: str) -> bool:
    """Whether an order is descending unless somebody says otherwise: the newest first, clients from A on."""
    return order == STARTED


def iso(at: datetime | None, zone: ZoneInfo) -> str:
    """A moment as programs read it (ISO 8601, to the second), in the office's zone; empty for none."""
    return "" if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table in UTF-8, marked as such so that spreadsheets know, with no cell that they take for a formula; a line at
    a time, so that it may have any number of them."""
    yield codecs.BOM_UTF8
    for row in chain([heading], rows):
        out = io.StringIO()
        csv.writer(out).writerow([_inert(cell) for cell in row])
        yield out.getvalue().encode()


# What begins a formula, as it is typed and as East Asian keyboards have it (which spreadsheets take for the same),
# behind whatever they skip: spaces, quotation marks, what has no width. At the beginning, and behind whatever another
# spreadsheet, or this one in another country, takes for the end of a cell.
_ENDS = r";,|\t\r\n\x0b\x0c\x85\u2028\u2029"
_SKIPPED = r"""[ \xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"']*"""
_FORMULA = re.compile(rf"(^|[{_ENDS}])(?={_SKIPPED}[=+\-@＝＋－＠﹢﹣﹦﹫−])")
_NUMBER = re.compile(r"-?\d{1,3}(,?\d{3})*(\.\d+)?( ?%)?")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whichever sign ends its cells: an apostrophe stands before what
    would begin one. A number stays one."""
    cell = _UNSEEN.sub("", cell)
    return cell if _NUMBER.fullmatch(cell) else _FORMULA.sub(r"\1'", cell)
