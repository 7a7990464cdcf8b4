"""A company whose opportunities take weeks, some of them over, and its facts taken in as a worker does."""

from datetime import datetime, timedelta

from engine.facts.following import step
from engine.indicators import totals
from tests.few_opportunities import OPPORTUNITIES, _drive
from tests.golden.routes import handed_over_and_cancelled
from tests.support import Company, FixedClock

WON = OPPORTUNITIES[4]


class SlowClock(FixedClock):
    """Seven hours pass at each look."""

    def __call__(self) -> datetime:
        self.now += timedelta(hours=7)
        return self.now


def at_work(company: Company) -> Company:
    """The company after its opportunities: three won or not gone for over three months, one cancelled, four that wait,
    of which somebody has taken one."""
    slow = Company(company.database, company.runtime, SlowClock())
    for until, decisions in (*OPPORTUNITIES, WON):
        _drive(slow.database, slow.runtime, slow.clock, until, decisions)
    folio = handed_over_and_cancelled(slow)
    assert folio
    waits = next(task for task in slow.tasks() if task.item.visit.element == "validacion")
    slow.command("claim", waits.item.id, actor=waits.candidates[0])
    return slow


def taken_in(company: Company) -> None:
    """Take in what happened, with what it makes of the totals."""
    while step(company.database, company.runtime, totals.around):
        pass
