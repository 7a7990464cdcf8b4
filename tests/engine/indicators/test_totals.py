"""Totals are kept by what each change adds to them, and are those that are made anew from the facts."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from engine.indicators import totals
from engine.webhooks import feed
from tests.engine.indicators.busy import at_work, taken_in
from tests.support import Company

pytestmark = pytest.mark.both_databases


def rows(company: Company) -> dict[str, set[tuple[object, ...]]]:
    with company.database.reading() as connection:
        return {table.name: {tuple(row) for row in connection.execute(select(table))} for table in totals.TABLES}


def test_what_is_kept_event_by_event_is_what_is_made_anew(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "WINDOW", 25)
    busy = at_work(company)
    taken_in(busy)
    kept = rows(busy)
    assert all(kept.values())
    with busy.database.transaction() as connection:
        totals.rebuild(connection)
    assert rows(busy) == kept


def test_what_is_taken_away_leaves_no_row_that_says_nothing(company: Company) -> None:
    busy = at_work(company)
    taken_in(busy)
    with busy.database.transaction() as connection:
        ids: Sequence[int] = list(connection.execute(select(totals.instance_facts.c.instance_id)).scalars())
        with totals.around(connection, ids):
            for table in (totals.visit_facts, totals.passage_facts, totals.instance_facts):
                connection.execute(table.delete())
    assert not any(rows(busy).values())
