"""How work goes: what is done again or late, what each lane and person has, which ways are gone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from bpmn.messages import Message, lazy_gettext
from engine.calendar.office import OfficeCalendar
from engine.clock import to_text
from engine.impact.effects import Verdict
from engine.indicators.distribution import Distribution
from engine.indicators.queries import Holding, LaneMonth, Waiting, Way
from web.indicators.charts import Chart, Column, Row
from web.indicators.words import Words, latest

OFTEN = 5
"""So often or more: what is rarer is counted together."""
AGES = (1, 3, 5, 10, 20)
"""Working days: what waits is counted by between which of these it lies."""
VERDICTS = (
    (str(Verdict.SAME), lazy_gettext("the same way"), "won"),
    (str(Verdict.DIFFERS), lazy_gettext("another way"), "lost"),
    (str(Verdict.DECISION), lazy_gettext("an answer is missing"), "no-go"),
    (str(Verdict.IMPOSSIBLE), lazy_gettext("could not go on"), "late"),
)
"""What can be said of an instance that is over, on another version."""


class Work(Words):
    """The tables about work."""

    def often(self, id: str, kind: str, title: Message, head: Message, found: Distribution) -> Chart:
        """How many had something none, one or more times."""
        rows = []
        for times in range(min(found.most or 0, OFTEN) + 1 if found.count else 0):
            more = times == OFTEN
            count = sum(n for number, n in found.counts.items() if number == times or (more and number > times))
            number = self.count(count, (kind, times, "" if more else times))
            label = self.gettext("{number} or more", number=times) if more else str(times)
            rows.append(Row(str(times), label, [number, self.part(count, found.count)]))
        columns = [Column(lazy_gettext("Opportunities"), "all"), Column(lazy_gettext("Share"))]
        return Chart(id, "stack", title, head, columns, rows, lazy_gettext("opportunities"))

    def load(self, found: Sequence[LaneMonth]) -> Chart:
        """What each lane completed, month by month."""
        steps = {(each.month, each.lane): each for each in found}
        lanes = sorted({each.lane for each in found}, key=lambda lane: (not lane, self.lane_name(lane)))
        rows = []
        for month in latest({each.month for each in found}):
            here = [(lane, steps.get((month, lane))) for lane in lanes]
            numbers = [self.count(0 if it is None else it.completed, ("done", lane, month)) for lane, it in here]
            rows.append(Row(month, self.month_name(month), numbers))
        columns = [Column(self.lane_name(lane), f"lane-{self.lane(lane).tint}") for lane in lanes]
        title = lazy_gettext("What each lane completed, month by month")
        return Chart("carga", "stack", title, lazy_gettext("Month"), columns, rows, lazy_gettext("steps"))

    def ages(self, found: Sequence[Waiting], bounds: Sequence[datetime]) -> Chart:
        """What waits, by lane and since when."""
        steps = {(each.lane, each.age): each for each in found}
        lanes = sorted({each.lane for each in found}, key=lambda lane: (not lane, self.lane_name(lane)))
        edges = ["", *(to_text(bound) for bound in bounds), ""]
        rows = []
        for lane in lanes:
            numbers = []
            for age in range(len(bounds) + 1):
                it = steps.get((lane, age))
                number = self.count(0 if it is None else it.steps, ("waits", lane, edges[age + 1], edges[age]))
                numbers.append(number)
            late = sum(each.late for each in found if each.lane == lane)
            numbers.append(self.count(late, ("behind", lane, to_text(self.at))))
            rows.append(Row(lane, self.lane_name(lane), numbers))
        columns = [Column(text, f"age-{number}") for number, text in enumerate(self._ages())]
        columns.append(Column(lazy_gettext("Overdue")))
        title = lazy_gettext("What waits, by how many working days it has waited")
        return Chart("espera", "across", title, lazy_gettext("Lane"), columns, rows, lazy_gettext("steps"))

    def held(self, found: Sequence[Holding]) -> Chart:
        """What each person has."""
        rows = [
            Row(
                each.person,
                self.person(each.person),
                [
                    self.count(each.steps - each.late, ("holds", each.person)),
                    self.count(each.late, ("overdue", each.person, to_text(self.at))),
                ],
            )
            for each in found
        ]
        columns = [Column(lazy_gettext("Within their term"), "all"), Column(lazy_gettext("Overdue"), "late")]
        title = lazy_gettext("What each person has taken and not done")
        return Chart("personas", "across", title, lazy_gettext("Person"), columns, rows, lazy_gettext("steps"))

    def ways(self, found: Sequence[Way], ended: int) -> Chart:
        """The ways that most went."""
        rows = []
        for number, way in enumerate(found, start=1):
            numbers = [self.count(way.count, ("variant", way.variant)), self.part(way.count, ended)]
            label = self.gettext("Way {number}", number=number)
            rows.append(Row(str(number), label, numbers, about=[name for _, _, name in way.steps]))
        columns = [Column(lazy_gettext("Opportunities"), "all"), Column(lazy_gettext("Share"))]
        title = lazy_gettext("The ways that most went")
        return Chart("variantes", "across", title, lazy_gettext("Way"), columns, rows, lazy_gettext("opportunities"))

    def fits(self, found: Mapping[int, Mapping[str, int]]) -> Chart:
        """How many of those that are over would have gone the same way on each version."""
        rows = []
        for version in sorted(found):
            verdicts = found[version]
            numbers = [self.count(verdicts.get(each, 0), ("fits", version, each)) for each, _, _ in VERDICTS]
            rows.append(
                Row(
                    str(version),
                    self.gettext("version {number}", number=version),
                    [*numbers, self.part(verdicts.get(VERDICTS[0][0], 0), sum(verdicts.values()))],
                )
            )
        columns = [*(Column(text, tint) for _, text, tint in VERDICTS), Column(lazy_gettext("The same way"))]
        title = lazy_gettext("Would they have gone the same way on each version?")
        return Chart(
            "versiones", "across", title, lazy_gettext("Version"), columns, rows, lazy_gettext("opportunities")
        )

    def bounds(self) -> list[datetime]:
        """Since when what has waited as many working days as `AGES` says has done so."""
        today = self.at.astimezone(self.office.zone).date()
        return [_begin(self.office, _waiting_since(self.office, today, days)) for days in AGES]

    def _ages(self) -> list[str]:
        first = self.gettext("up to {days}", days=AGES[0])
        between = [f"{low + 1}–{high}" for low, high in pairwise(AGES)]
        return [first, *between, self.gettext("more than {days}", days=AGES[-1])]


def _waiting_since(office: OfficeCalendar, today: date, days: int) -> date:
    """The first day since which no more than so many working days have passed."""
    day = today
    while office.working_days(day - timedelta(days=1), today) <= days:
        day -= timedelta(days=1)
    return day


def _begin(office: OfficeCalendar, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), office.zone)
