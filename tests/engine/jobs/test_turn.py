"""One process at a time does the jobs of a SQLite file."""

from engine.jobs.turn import Turn
from tests.support import Company


def test_one_has_it_until_it_ends(sqlite_company: Company) -> None:
    with Turn(sqlite_company.database) as first, Turn(sqlite_company.database) as second:
        assert first.take()
        assert first.take()
        assert not second.take()
        first.__exit__(None, None, None)
        assert second.take()


def test_where_workers_share_the_jobs_it_is_everybodys(postgresql_company: Company) -> None:
    with Turn(postgresql_company.database) as first, Turn(postgresql_company.database) as second:
        assert first.take() and second.take()
