"""The proofs that are renewed without anybody asking."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.history import checkpoints, log
from engine.history.keys import BadSealKey, new_key
from engine.jobs import histories
from engine.jobs.histories import seal_histories, verify_histories
from engine.notifications.queries import entries
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.verification import alarms, runs
from tests.engine.notifications.posting import Still
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a key for the log."""
    path = tmp_path / "keys" / "seal.pem"
    new_key(path)
    return Settings(seal_key=path)


def verified(company: Company) -> dict[str, bool]:
    with company.database.reading() as connection:
        return {found.folio: found.ok for found in runs.results(connection)}


def numbers(company: Company) -> list[int]:
    with company.database.reading() as connection:
        return [each.number for each in checkpoints.everything(connection)]


def test_every_history_is_verified_and_what_was_found_is_kept(company: Company, settings: Settings) -> None:
    folios = [company.start() for _ in range(3)]
    assert verify_histories(company.database, company.runtime, settings, company.clock) == 3
    assert verified(company) == dict.fromkeys(folios, True)


def test_a_history_that_is_not_in_order_is_told(
    company: Company, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = company.start(), company.start()
    with company.database.transaction() as connection:
        connection.execute(
            text("UPDATE instances SET snapshot = NULL, head_hash = '0' WHERE folio = :bad"), {"bad": bad}
        )
    verify_histories(company.database, company.runtime, settings, company.clock)
    assert verified(company) == {good: True, bad: False}
    assert bad in caplog.text and good not in caplog.text


def test_a_night_is_bounded_and_the_next_one_goes_on_where_it_ended(
    company: Company, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folios = [company.start() for _ in range(3)]
    monkeypatch.setattr(histories, "BUDGET", timedelta(0))
    for night in (1, 2, 3):
        assert verify_histories(company.database, company.runtime, settings, company.clock) == 1
        assert len(verified(company)) == night
    assert verified(company).keys() == set(folios)


def test_histories_that_grew_are_sealed_and_only_those(company: Company, settings: Settings) -> None:
    seal = (company.database, company.runtime, settings, Still(company.clock.now))
    company.start()
    assert [seal_histories(*seal), seal_histories(*seal)] == [1, 0]
    company.start()
    assert seal_histories(*seal) == 1
    assert numbers(company) == [1, 2]


def test_without_a_key_nothing_is_sealed(company: Company) -> None:
    company.start()
    assert seal_histories(company.database, company.runtime, Settings(seal_key=None), company.clock) == 0


def test_where_one_machine_does_everything_the_key_is_made_and_kept(company: Company, tmp_path: Path) -> None:
    company.start()
    named = Settings(seal_key=tmp_path / "made" / "seal.pem")
    seal = (company.database, company.runtime, named, company.clock)
    if company.database.engine.dialect.name == "sqlite":
        assert seal_histories(*seal) == 1
        company.start()
        assert seal_histories(*seal) == 1
        assert verify_histories(*seal) == 2 and set(verified(company).values()) == {True}
    else:
        with pytest.raises(BadSealKey):
            seal_histories(*seal)


def test_a_file_that_is_no_key_is_refused(company: Company, settings: Settings, tmp_path: Path) -> None:
    wrong = replace(settings, seal_key=tmp_path / "wrong.pem")
    (tmp_path / "wrong.pem").write_text("no key")
    for job in (seal_histories, verify_histories):
        with pytest.raises(BadSealKey):
            job(company.database, company.runtime, wrong, company.clock)


def told(company: Company) -> list[tuple[str, str]]:
    """The alarms that last."""
    with company.database.reading() as connection:
        return [(alarm.subject, alarm.kind) for alarm in alarms.current(connection)]


def letters(company: Company) -> list[str]:
    with company.database.reading() as connection:
        return [
            entry.about
            for entry in entries(connection, (LetterStatus.PENDING,), limit=9)
            if entry.key.startswith("alarm.")
        ]


def test_a_log_signed_by_a_stranger_is_told_of_once(
    company: Company, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    company.start()
    seal_histories(company.database, company.runtime, settings, company.clock)
    stranger = replace(settings, seal_key=tmp_path / "stranger.pem", kept_checkpoint=tmp_path / "keys/seal.checkpoint")
    new_key(tmp_path / "stranger.pem")
    for _ in range(2):
        verify_histories(company.database, company.runtime, stranger, company.clock)
        assert seal_histories(company.database, company.runtime, stranger, company.clock) == 0
    assert "checkpoints: not in order" in caplog.text
    assert told(company) == [("checkpoints", "checkpoint_changed")]
    assert letters(company) == ["Alarm: the sealed log is not the one that was signed"]
    verify_histories(company.database, company.runtime, settings, company.clock)
    assert told(company) == []


def test_what_is_not_in_order_is_told_and_the_rest_is_sealed(company: Company, settings: Settings) -> None:
    job = (company.database, company.runtime, settings, company.clock)
    good, bad = company.start(), company.start()
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE instances SET head_seq = 1 WHERE folio = :bad"), {"bad": bad})
    # The second seals the verdict that the first kept, and then there is nothing new: it is the same verdict.
    assert [seal_histories(*job), seal_histories(*job), seal_histories(*job)] == [1, 1, 0]
    with company.database.reading() as connection:
        assert log.folios(connection) == {good}
    assert told(company) == [(bad, "event_inserted")]
    assert letters(company) == ["Alarm: what was recorded is not in order"]
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE instances SET head_seq = 2 WHERE folio = :bad"), {"bad": bad})
    assert seal_histories(*job) == 1
    assert told(company) == []
