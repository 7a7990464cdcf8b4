"""What came of instances, and how long that took: by month, by outcome, all together."""

from collections.abc import Sequence

from bpmn.messages import Message, lazy_gettext
from engine.indicators.distribution import Distribution
from engine.indicators.queries import Count, Ended
from web.indicators.charts import Chart, Column, Number, Row
from web.indicators.words import LOST, NO_GO, WON, Words, distributions, latest, sums

PERCENTILES = (50, 80, 95)
BARS = 20
"""So many bars a distribution has at the most."""


class Results(Words):
    """The figures with which the page begins, and the tables about outcomes and durations."""

    def figures(self, counts: Sequence[Count], ended: Sequence[Ended]) -> list[tuple[Message, Number]]:
        """The figures with which the page begins."""
        started, over = (sum(each.number for each in some) for some in (counts, [it for it in counts if it.outcome]))
        by_meaning = sums((self.meaning(each.outcome), each.number) for each in counts)
        won, lost, no_go = (by_meaning.get(meaning, 0) for meaning in (WON, LOST, NO_GO))
        days = Distribution(sums((each.days, each.number) for each in ended)).percentile(PERCENTILES[0])
        found = [
            (lazy_gettext("started"), self.count(started)),
            (lazy_gettext("under way"), self.count(started - over, ("outcome", ""))),
            (lazy_gettext("ended"), self.count(over, ("days", "", ""))),
        ]
        if won + lost:
            found.append((lazy_gettext("won, of those presented"), self.rate(won, won + lost, WON)))
        if won + lost + no_go:
            found.append((lazy_gettext("No Go, of those decided"), self.rate(no_go, won + lost + no_go, NO_GO)))
        if days is not None:
            words = self.gettext.ngettext("{n} working day", "{n} working days", days)
            lead = self.asked.leading(("days", "", str(days)))
            found.append((lazy_gettext("or less take half of them"), Number(days, words, lead)))
        return found

    def by_month(self, counts: Sequence[Count]) -> Chart:
        """What started and what ended, and how, month by month."""
        codes = self.codes(each.outcome for each in counts)
        started = sums((each.started, each.number) for each in counts)
        ended = sums(((each.ended, each.outcome), each.number) for each in counts if each.outcome)
        rows = []
        for month in latest({*started, *(month for month, _ in ended)}):
            numbers = [self.count(started.get(month, 0), ("started", month, month))]
            numbers += [
                self.count(ended.get((month, code), 0), ("ended", month, month), ("outcome", code)) for code in codes
            ]
            rows.append(Row(month, self.month_name(month), numbers))
        columns = [
            Column(lazy_gettext("Started")),
            *(Column(self.outcome_name(code), self.tint(code)) for code in codes),
        ]
        title = lazy_gettext("Month by month: what started and how it ended")
        return Chart("meses", "stack", title, lazy_gettext("Month"), columns, rows, lazy_gettext("opportunities"))

    def rates(self, counts: Sequence[Count]) -> Chart:
        """Of what was decided, how much was won; of what ended, how much was not gone for."""
        ended = sums(((each.ended, self.meaning(each.outcome)), each.number) for each in counts if each.outcome)
        rows = []
        for month in latest({month for month, _ in ended}):
            won, lost, no_go = (ended.get((month, meaning), 0) for meaning in (WON, LOST, NO_GO))
            at = "ended", month, month
            numbers = [self.rate(won, won + lost, WON, at), self.rate(no_go, won + lost + no_go, NO_GO, at)]
            rows.append(Row(month, self.month_name(month), numbers))
        columns = [
            Column(lazy_gettext("Won, of those presented"), "won"),
            Column(lazy_gettext("No Go, of those decided"), "no-go"),
        ]
        title = lazy_gettext("Rates of winning and of No Go")
        return Chart("tasas", "lines", title, lazy_gettext("Month"), columns, rows, "%")

    def cycle(self, ended: Sequence[Ended]) -> Chart:
        """How long it took, by outcome."""
        by_outcome = distributions((each.outcome, each.days, each.number) for each in ended)
        codes = self.codes(by_outcome)
        rows = [self._percentiles(code, self.outcome_name(code), by_outcome[code], ("outcome", code)) for code in codes]
        if len(rows) > 1:
            all_ = sum(by_outcome.values(), Distribution())
            rows.append(self._percentiles("", self.gettext("All"), all_))
        title = lazy_gettext("How long it takes, by outcome")
        columns = [
            *self._percentile_columns(),
            Column(lazy_gettext("The longest"), "most"),
            Column(lazy_gettext("How many")),
        ]
        unit = lazy_gettext("working days")
        return Chart("ciclo", "ranges", title, lazy_gettext("Outcome"), columns, rows, unit)

    def cycle_by_month(self, ended: Sequence[Ended]) -> Chart:
        """How long what ended in each month had taken."""
        by_month = distributions((each.month, each.days, each.number) for each in ended)
        rows = [
            self._percentiles(month, self.month_name(month), by_month[month], ("ended", month, month))
            for month in latest(by_month)
        ]
        rows = [Row(row.key, row.label, [*row.numbers[: len(PERCENTILES)], row.numbers[-1]]) for row in rows]
        columns = [*self._percentile_columns(), Column(lazy_gettext("How many"))]
        title = lazy_gettext("How long it took, month by month")
        return Chart("plazos", "lines", title, lazy_gettext("Ended in"), columns, rows, lazy_gettext("working days"))

    def spread(self, ended: Sequence[Ended]) -> Chart:
        """How many took how long."""
        codes = self.codes(each.outcome for each in ended)
        longest = max((each.days for each in ended), default=0)
        wide = -(-(longest + 1) // BARS)
        counts = sums(((each.days // wide, each.outcome), each.number) for each in ended)
        rows = []
        for bar in range(longest // wide + 1 if ended else 0):
            first, last = bar * wide, bar * wide + wide - 1
            numbers = [
                self.count(counts.get((bar, code), 0), ("days", first, last), ("outcome", code)) for code in codes
            ]
            rows.append(Row(str(first), str(first) if wide == 1 else f"{first}–{last}", numbers))
        columns = [Column(self.outcome_name(code), self.tint(code)) for code in codes]
        title = lazy_gettext("How many took how long")
        return Chart(
            "reparto", "stack", title, lazy_gettext("Working days"), columns, rows, lazy_gettext("opportunities")
        )

    def _percentile_columns(self) -> list[Column]:
        half, most, nearly_all = (f"p{each}" for each in PERCENTILES)
        return [
            Column(lazy_gettext("Half of them, up to"), half),
            Column(lazy_gettext("80 %, up to"), most),
            Column(lazy_gettext("95 %, up to"), nearly_all),
        ]

    def _percentiles(self, key: str, label: str, found: Distribution, *lead: tuple[str, ...]) -> Row:
        numbers = []
        for days in (*(found.percentile(part) for part in PERCENTILES), found.most):
            more = ("days", days, "")
            address = None if days is None else self.asked.leading(*lead, more)
            numbers.append(Number(days, "—" if days is None else self.presenter.number(days), address))
        numbers.append(
            Number(found.count, self.presenter.number(found.count), self.asked.leading(*lead, ("days", "", "")))
        )
        return Row(key, label, numbers)
