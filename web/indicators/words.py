"""What tables of indicators are made with: names, numbers with where they lead, sums by what is counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from engine.calendar.office import OfficeCalendar
from engine.indicators.distribution import Distribution
from web.i18n import Translator
from web.indicators.asked import Asked
from web.indicators.charts import Number
from web.pages.lanes import Lane
from web.pages.outcomes import Outcomes
from web.texts.formatting import Presenter

MONTHS = 24
"""So many months are shown one by one, the latest."""
PLAIN = 1000
"""Below it a number is written the same in every language; to ask for the way it is costs most of a page."""
OTHERS = 4
"""So many colours there are for outcomes of which nothing is said."""
WON, LOST, NO_GO = "won", "lost", "noGo"

K = TypeVar("K")


@dataclass(frozen=True)
class Words:
    """The words and numbers of a page about `asked`, at a moment; `lane` and `person` tell of these by their ids."""

    asked: Asked
    outcomes: Outcomes
    presenter: Presenter
    office: OfficeCalendar
    at: datetime
    lane: Callable[[str], Lane]
    person: Callable[[str], str]

    @property
    def gettext(self) -> Translator:
        """The words of the page."""
        return self.presenter.gettext

    def part(self, part: int, of: int) -> Number:
        """What part of all something is, in words; it is not drawn."""
        return Number(None, self.percent(Fraction(100 * part, of)) if of else "—")

    def percent(self, rate: Fraction) -> str:
        """A rate in words."""
        return f"{self.presenter.number(round(float(rate), 1))} %"

    def count(self, count: int, *lead: tuple[object, ...]) -> Number:
        """A number, and where its instances stand; one that is nothing leads nowhere."""
        return Number(
            count,
            str(count) if count < PLAIN else self.presenter.number(count),
            self.asked.leading(*lead) if count else None,
        )

    def codes(self, found: Iterable[str]) -> list[str]:
        """The outcomes that there are, in the order in which the procedure draws them."""
        known = [each.code for each in self.outcomes.ends(self.asked.process_id)]
        there = {code for code in found if code}
        return [*(code for code in known if code in there), *sorted(there - set(known))]

    def outcome_name(self, code: str) -> str:
        """What an outcome is called."""
        known = self.outcomes.of(self.asked.process_id, code)
        return self.gettext("under way") if known is None else known.read(self.gettext)

    def meaning(self, code: str) -> str:
        """What it means to end so (`Outcome.meaning`)."""
        known = self.outcomes.of(self.asked.process_id, code)
        return "" if known is None else known.meaning

    def codes_meaning(self, meaning: str) -> list[str]:
        """The outcomes that mean so."""
        return [each.code for each in self.outcomes.ends(self.asked.process_id) if each.meaning == meaning]

    def tint(self, code: str) -> str:
        """The colour of an outcome: by what it means, else by the order in which the procedure draws it."""
        codes = [each.code for each in self.outcomes.ends(self.asked.process_id)]
        place = codes.index(code) % OTHERS + 1 if code in codes else 0
        return {WON: "won", LOST: "lost", NO_GO: "no-go"}.get(self.meaning(code), f"other-{place}")

    def lane_name(self, lane: str) -> str:
        """What a lane is called."""
        return self.lane(lane).name if lane else self.gettext("Without a lane")

    def month_name(self, month: str) -> str:
        """What a month is called."""
        return self.presenter.month(date.fromisoformat(f"{month}-01"))

    def rate(self, part: int, of: int, meaning: str, *lead: tuple[str, ...]) -> Number:
        """A rate, of so many, and where those stand that an outcome of that meaning came of."""
        if not of:
            return Number(None, "—")
        rate = Fraction(100 * part, of)
        also = self.gettext("{part} of {all}", part=self.presenter.number(part), all=self.presenter.number(of))
        address = self.asked.leading(*lead, ("outcome", ",".join(self.codes_meaning(meaning))))
        return Number(float(rate), self.percent(rate), address if part else None, also)


def sums(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    """What pairs of a key and a number add up to, by key."""
    found: dict[K, int] = {}
    for key, count in pairs:
        found[key] = found.get(key, 0) + count
    return found


def distributions(found: Iterable[tuple[str, int, int]]) -> Mapping[str, Distribution]:
    """How numbers are spread, by key."""
    counts: dict[str, dict[int, int]] = {}
    for key, number, count in found:
        here = counts.setdefault(key, {})
        here[number] = here.get(number, 0) + count
    return {key: Distribution(each) for key, each in counts.items()}


def latest(months: Iterable[str]) -> list[str]:
    """The latest of some months, in order."""
    return sorted(months)[-MONTHS:]


def month_before(month: str, count: int) -> str:
    """The month so many months before another, each 'YYYY-MM'."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{number // 12:04}-{number % 12 + 1:02}"
