"""Verifying one history because somebody asks, kept as the nightly run keeps it; and what auditors see of the log."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.errors import NotAllowed, NotFound
from engine.history.keys import BadSealKey, new_key
from engine.identity.queries import Person
from engine.replay import inquiry
from engine.replay.rights import may_audit, require_auditor
from engine.settings import Settings
from engine.verification import instance_verifier, runs
from engine.verification.report import Report
from tests.engine.instances.test_concurrency import at_once
from tests.engine.verification.attacks import drop_triggers, remove_the_instance
from tests.engine.verification.opportunity import seal, sealed
from tests.support import Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases


def verify(company: Company, folio: str, *, actor: str = "auditor", at: datetime | None = None) -> Report:
    return inquiry.verify(company.database, company.runtime, folio, actor=actor, at=at or company.clock())


def test_what_is_found_is_kept_as_the_nightly_verification_keeps_it(company: Company) -> None:
    folio = company.start()
    at = company.clock()
    report = verify(company, folio, at=at)
    assert report.ok and report.method == "plain"
    with company.database.reading() as connection:
        (kept,) = runs.results(connection)
        assert inquiry.last_verification(connection, folio) == kept
    assert (kept.ok, kept.events, kept.verified_at, kept.report) == (True, 2, at, report.as_dict())


def test_nothing_is_known_of_what_nobody_verified(company: Company) -> None:
    with company.database.reading() as connection:
        assert inquiry.last_verification(connection, company.start()) is None
        assert inquiry.last_verification(connection, "GC-1999-0001") is None
        assert inquiry.ledgers(connection) == []


def checked(company: Company, key: Path) -> dict[str, list[str]]:
    settings = Settings(company.database.url, seal_key=key)
    with company.database.reading() as connection:
        found = inquiry.verify_log(connection, settings)
        assert [each.ok for each in inquiry.verify_log(connection, settings, whole=True)] == [e.ok for e in found]
    return {check.subject: [str(problem.kind) for problem in check.problems] for check in found}


def test_the_log_is_held_against_the_key_and_the_checkpoint_of_the_installation(
    company: Company, tmp_path: Path
) -> None:
    sealed(company, tmp_path)
    assert checked(company, tmp_path / "seal.pem") == {"log": [], "checkpoints": []}
    assert checked(company, tmp_path / "not made yet.pem") == {"log": [], "checkpoints": []}
    new_key(tmp_path / "other.pem")
    assert "checkpoint_changed" in checked(company, tmp_path / "other.pem")["checkpoints"]


def test_a_file_that_holds_no_key_is_refused_rather_than_trusted(company: Company, tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    with pytest.raises(BadSealKey):
        checked(company, tmp_path / "bad.pem")


def test_a_folio_that_never_was_is_refused(company: Company) -> None:
    with pytest.raises(NotFound):
        verify(company, "GC-1999-0001")


def test_who_may_not_audit_any_more_when_it_is_their_turn_keeps_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was asked for while they might; what decides is the moment of the command, and of what it keeps."""
    folio = company.start()
    with pytest.raises(NotAllowed):
        verify(company, folio, actor="comercial")

    verified = instance_verifier.verify

    def loses_the_role_meanwhile(*given: Any) -> Report:
        with company.database.transaction() as connection:
            connection.execute(text("DELETE FROM person_roles WHERE person_id = 'auditor'"))
        return verified(*given)

    monkeypatch.setattr(instance_verifier, "verify", loses_the_role_meanwhile)
    with pytest.raises(NotAllowed):
        verify(company, folio)
    with company.database.reading() as connection:
        assert runs.results(connection) == []


def test_of_several_who_verify_at_once_all_are_told_and_one_result_is_kept(company: Company) -> None:
    folio = company.start()

    assert at_once(company, *[lambda own: verify(own, folio, at=company.clock.now).ok] * 4) == [True] * 4
    with company.database.reading() as connection:
        assert len(runs.results(connection)) == 1


def test_what_was_sealed_of_a_history_comes_newest_first(company: Company, tmp_path: Path) -> None:
    folio, keys = sealed(company, tmp_path)
    other = company.start()
    seal(company, keys)
    settings = Settings(company.database.url, seal_key=keys.path)
    with company.database.reading() as connection:
        found = inquiry.covering(connection, folio)
        assert [each.checkpoint.number for each in found] == [2, 1]
        assert found[0].leaf.head.seq == len(company.history(folio)) > found[1].leaf.head.seq
        assert [each.checkpoint.number for each in inquiry.covering(connection, other)] == [3]
        page, before = inquiry.sealing_page(connection, settings, limit=2)
        assert ([(each.checkpoint.number, each.problem) for each in page], before) == ([(3, None), (2, None)], 2)
        page, before = inquiry.sealing_page(connection, settings, before=before, limit=2)
        assert ([each.checkpoint.number for each in page], before) == ([1], None)
        assert inquiry.note(connection, 1) == page[0].checkpoint.note
        with pytest.raises(NotFound):
            inquiry.note(connection, 4)


@pytest.mark.parametrize(("role", "may"), [("auditor", True), ("administrador", True), ("control_documentos", False)])
def test_auditors_and_administrators_may_look_and_nobody_else(role: str, may: bool) -> None:
    person = Person("ana", "Ana", None, True, frozenset({"comercial", role}), frozenset())
    assert may_audit(person) is may
    if may:
        require_auditor(person)
    else:
        with pytest.raises(NotAllowed) as refused:
            require_auditor(person)
        assert refused.value.details == {"actor": "ana", "roles": ["administrador", "auditor"]}


def test_what_was_sealed_and_is_not_there_any_more_is_named(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    company.start()
    with company.database.transaction() as connection:
        assert inquiry.removed(connection) == []
        drop_triggers(connection)
        remove_the_instance(connection, folio)
        assert inquiry.removed(connection) == [folio]


def test_what_was_sealed_is_not_looked_for_one_by_one_while_as_many_are_there_as_were_registered(
    company: Company, tmp_path: Path
) -> None:
    sealed(company, tmp_path)
    with watched(company.database) as sent, company.database.reading() as connection:
        assert inquiry.removed(connection) == []
    assert sent and not any("log_leaves" in sql for sql, _ in sent)
