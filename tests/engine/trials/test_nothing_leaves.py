"""Nothing of a trial reaches real people, histories, the outbox, the log, ledgers or files: every table is as it was,
but for those that hold the walk and the scenarios."""

import pytest
from sqlalchemy import select

from engine.db import Database
from engine.migrations.tables import TABLES
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.trials.trying import Trying
from tests.engine.verification.won import won
from tests.support import Company

pytestmark = pytest.mark.both_databases

OF_TRIALS = {"draft_walks", "draft_scenarios"}


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table."""
    with database.reading() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in TABLES}


def test_a_trial_writes_its_walk_and_its_scenarios_and_nothing_else(company: Company) -> None:
    won(company)
    trying = Trying(company)
    before = contents(company.database)
    trying.to_the_client()
    trying.answer("revisar_propuesta", {"cumple_tecnicamente": True, "cumple_economicamente": True})
    trying.drive({}, until="formalizar_contrato")
    trying.wait()
    trying.wait(24 * 40)
    trying.complete("formalizar_contrato")
    trying.keep("Se gana")
    assert all(verdict.passed for verdict in trying.verdicts())
    after = contents(company.database)
    assert {name for name in after if after[name] != before[name]} == OF_TRIALS
    assert [len(after[name]) for name in sorted(OF_TRIALS)] == [1, 1]
    assert AUTHOR in after["draft_walks"][0]


def test_what_is_not_kept_is_not_even_written(company: Company) -> None:
    trying = Trying(company)
    trying.begin()
    before = contents(company.database)
    trying.look(lambda stage: stage.sampled(stage.items()[0]))
    assert trying.verdicts() == []
    assert contents(company.database) == before
