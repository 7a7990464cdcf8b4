"""What has grown and is in order is sealed, what is not in order is not, and a log that is another is not signed."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from engine.calendar.commands import decide
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.db import Database
from engine.history import checkpoints, ledger, log
from engine.history.checkpoints import keep, read_kept
from engine.history.keys import KeyFile, new_key, public_pem, read_keys
from engine.history.log import KEYS, Head
from engine.instances.runtime import Runtime
from engine.verification import findings, sealing
from engine.verification.ledger_checks import ledger_checks
from engine.verification.log_checker import whole
from engine.verification.sealing import LogNotInOrder, Sealed
from engine.verification.trust import policy_with
from engine.verification.verdicts import VERDICTS
from tests.engine.instances.test_concurrency import at_once
from tests.engine.verification.attacks import (
    Attack,
    change_an_event,
    drop_triggers,
    rebuild_the_log,
    remove_the_log,
    rewrite_with_care,
    truncate_with_care,
)
from tests.engine.verification.opportunity import seal, under_way
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def change_an_entry(connection: Connection, _: str) -> None:
    connection.execute(text("UPDATE ledger_entries SET subject = 'x' WHERE ledger = 'people' AND seq = 2"))


def change_a_day(connection: Connection, _: str) -> None:
    connection.execute(text("UPDATE ledger_entries SET subject = 'x' WHERE ledger = 'calendar'"))


def cut_the_people_off(connection: Connection, _: str) -> None:
    last = "SELECT max(seq) FROM ledger_entries WHERE ledger = 'people'"
    connection.execute(text(f"DELETE FROM ledger_entries WHERE ledger = 'people' AND seq = ({last})"))


def remove_the_people(connection: Connection, _: str) -> None:
    connection.execute(text("DELETE FROM ledger_entries WHERE ledger = 'people'"))


def sealing_of(company: Company, keys: KeyFile) -> Sealed:
    at = company.clock()
    return sealing.seal(company.database, Runtime(company.runtime.calendar), keys, keys.kept, lambda: at)


def attacked(company: Company, folio: str, *attacks: Attack) -> None:
    with company.database.transaction() as connection:
        drop_triggers(connection)
        for attack in attacks:
            attack(connection, folio)


def known(company: Company) -> list[tuple[str, int]]:
    """What was sealed of histories, and the keys."""
    with company.database.reading() as connection:
        heads = [leaf.head for leaf in log.leaves(connection)]
    return [(head.ledger, head.seq) for head in heads if head.ledger == KEYS or log.is_folio(head.ledger)]


def in_order(company: Company, keys: KeyFile) -> bool:
    with company.database.reading() as connection:
        return all(check.ok for check in whole(connection, policy_with(keys, keys.kept)))


def test_what_has_grown_is_sealed_and_only_that(company: Company, keys: KeyFile) -> None:
    first, second = company.start(), company.start()
    made = seal(company, keys)
    assert known(company) == [(KEYS, 1), (first, 2), (second, 2)]
    assert (made.number, from_text(made.at)) == (1, company.clock.now)
    assert sealing_of(company, keys) == Sealed(None)
    company.do(second, "prospeccion")
    seal(company, keys)
    assert known(company)[3:] == [(second, len(company.history(second)))]
    assert in_order(company, keys)


def test_where_nothing_ever_happened_nothing_is_signed(database: Database, keys: KeyFile) -> None:
    runtime = Runtime(OfficeCalendar("America/Mexico_City"))
    assert sealing.seal(database, runtime, keys, keys.kept, lambda: START) == Sealed(None)
    assert read_kept(keys.kept) is None


def test_every_other_ledger_is_sealed_too(company: Company, keys: KeyFile) -> None:
    company.start()
    seal(company, keys)
    with company.database.reading() as connection:
        heads = {Head(*head) for head in ledger.heads(connection)}
        assert heads and heads <= {leaf.head for leaf in log.leaves(connection)}


def test_a_ledger_that_is_not_in_order_is_not_sealed_and_the_rest_is(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    with company.database.transaction() as connection:
        decide(connection, "2026-12-24", works=False, name="Nochebuena", actor="administrador", at=company.clock())
    attacked(company, folio, change_a_day)
    sealed = sealing_of(company, keys)
    assert list(sealed.refused) == ["ledger:calendar"]
    assert (folio, 2) in known(company)


@pytest.mark.parametrize("when", ["before the ledger was sealed", "after"])
def test_while_nobody_knows_who_could_do_what_no_history_is_sealed(company: Company, keys: KeyFile, when: str) -> None:
    folio = company.start()
    if when == "after":
        seal(company, keys)
        company.do(folio, "prospeccion")
    before = known(company)
    attacked(company, folio, change_an_entry)
    sealed = sealing_of(company, keys)
    assert list(sealed.refused) == ["ledger:people"]
    assert [head for head in known(company) if head not in before and head[0] != KEYS] == []


@pytest.mark.parametrize(
    ("attack", "kind"), [(cut_the_people_off, "history_truncated"), (remove_the_people, "history_truncated")]
)
def test_a_ledger_that_lost_its_end_after_it_was_sealed_is_named(
    company: Company, keys: KeyFile, attack: Attack, kind: str
) -> None:
    folio = company.start()
    seal(company, keys)
    attacked(company, folio, attack)
    with company.database.reading() as connection:
        found = {check.subject: [problem.kind for problem in check.problems] for check in ledger_checks(connection)}
    assert kind in found["ledger:people"]


def test_the_last_checkpoint_is_kept_outside_the_database_each_time(company: Company, keys: KeyFile) -> None:
    for _ in range(2):
        company.start()
        made = seal(company, keys)
        kept = read_kept(keys.kept)
        assert kept is not None and str(kept) == made.note


def test_what_is_not_in_order_is_not_sealed_and_named_and_the_rest_goes_on(company: Company, keys: KeyFile) -> None:
    bad, good = under_way(company), company.start()
    attacked(company, bad, change_an_event)
    sealed = sealing_of(company, keys)
    assert list(sealed.refused) == [bad]
    assert sealed.refused[bad][0].kind == "event_changed"
    assert known(company) == [(KEYS, 1), (good, 2)]


def sealed_and_kept(company: Company, keys: KeyFile) -> Sealed:
    """As the job seals: what is new of its verdicts is kept, which lets the ledger of verdicts grow."""
    sealed = sealing_of(company, keys)
    with company.database.transaction() as connection:
        findings.keep(connection, findings.news(connection, sealed.reports), sealed.checks, str, at=company.clock())
    return sealed


def test_that_a_history_is_not_in_order_is_sealed_once_and_nothing_of_it(company: Company, keys: KeyFile) -> None:
    bad = under_way(company)
    attacked(company, bad, change_an_event)
    sealed_and_kept(company, keys)
    made = sealed_and_kept(company, keys).checkpoint
    assert made is not None
    with company.database.reading() as connection:
        (entry,) = ledger.read(connection, VERDICTS)
        heads = [leaf.head for leaf in log.leaves(connection)]
    assert entry.says["verdicts"][bad]["ok"] is False
    assert Head(VERDICTS, 1, entry.hash) in heads and not [head for head in heads if head.ledger == bad]
    assert [sealed_and_kept(company, keys).checkpoint for _ in range(2)] == [None, None]  # it says nothing new
    assert in_order(company, keys)


def test_a_verdict_that_was_made_a_good_one_is_not_sealed(company: Company, keys: KeyFile) -> None:
    bad = under_way(company)
    attacked(company, bad, change_an_event)
    sealed_and_kept(company, keys)
    attacked(company, bad, call_it_good)
    assert set(sealing_of(company, keys).refused) == {bad, "ledger:verdicts"}


def call_it_good(connection: Connection, _: str) -> None:
    connection.execute(
        text("UPDATE ledger_entries SET data = replace(data, 'false', 'true') WHERE ledger = 'verdicts'")
    )
    connection.execute(text("UPDATE verifications SET ok = true"))


@pytest.mark.parametrize(
    ("attack", "kind"), [(rewrite_with_care, "history_rewritten"), (truncate_with_care, "history_truncated")]
)
def test_a_history_that_was_rewritten_after_it_was_sealed_is_not_sealed_again(
    company: Company, keys: KeyFile, attack: Attack, kind: str
) -> None:
    folio = under_way(company)
    seal(company, keys)
    attacked(company, folio, attack)
    sealed = sealing_of(company, keys)
    assert (sealed.checkpoint, [problems[0].kind for problems in sealed.refused.values()]) == (None, [kind])


def test_what_was_sealed_of_a_history_cannot_be_taken_out_of_the_log(company: Company, keys: KeyFile) -> None:
    folio = under_way(company)
    seal(company, keys)
    attacked(company, folio, rewrite_with_care, remove_what_was_sealed)
    with pytest.raises(LogNotInOrder):
        sealing_of(company, keys)


def remove_what_was_sealed(connection: Connection, folio: str) -> None:
    """Of this history, and the log made again from the rest."""
    connection.execute(text("DELETE FROM log_leaves WHERE ledger = :folio"), {"folio": folio})
    rebuild_the_log(connection)


def test_who_removes_the_log_gets_no_signature_for_what_they_wrote_instead(company: Company, keys: KeyFile) -> None:
    folio = under_way(company)
    made = seal(company, keys)
    attacked(company, folio, rewrite_with_care, remove_the_log)
    for _ in range(2):
        with pytest.raises(LogNotInOrder) as caught:
            sealing_of(company, keys)
        assert caught.value.details["problems"] == ["log_rolled_back"]
    assert known(company) == []
    kept = read_kept(keys.kept)
    assert kept is not None and str(kept) == made.note


def test_nothing_is_signed_while_the_last_checkpoint_is_not_at_hand(company: Company, keys: KeyFile) -> None:
    company.start()
    made = seal(company, keys)
    company.start()
    for spoil in (lambda: keys.kept.unlink(), lambda: keys.kept.write_text("x")):
        spoil()
        with pytest.raises(LogNotInOrder) as caught:
            sealing_of(company, keys)
        assert caught.value.details["problems"] == ["kept_missing"]
    keep(keys.kept, made.note)  # a copy that an auditor kept
    assert sealing_of(company, keys).checkpoint is not None


def test_a_kept_checkpoint_that_was_left_behind_is_caught_up_with(company: Company, keys: KeyFile) -> None:
    company.start()
    first = seal(company, keys)
    company.start()
    seal(company, keys)
    keep(keys.kept, first.note)  # as on another machine, or where the power went at the worst moment
    company.start()
    assert seal(company, keys).number == 3


def test_another_key_is_on_record_before_it_signs(company: Company, keys: KeyFile, tmp_path: Path) -> None:
    company.start()
    seal(company, keys)
    new_key(tmp_path / "second.pem")
    pem = (tmp_path / "second.pem").read_bytes()
    (tmp_path / "second.pem").write_bytes(pem + public_pem(keys.signer.public))
    second = read_keys(tmp_path / "second.pem")
    keep(second.kept, keys.kept.read_text())
    company.start()
    made = seal(company, second)
    with company.database.reading() as connection:
        on_record = [leaf.head for leaf in log.of_ledger(connection, KEYS)]
    assert on_record == [Head(KEYS, 1, keys.signer.public), Head(KEYS, 2, second.signer.public)]
    assert made.checkpoint.origin == checkpoint_origin(company)
    assert in_order(company, second)


def checkpoint_origin(company: Company) -> str:
    with company.database.reading() as connection:
        return checkpoints.everything(connection)[0].checkpoint.origin


def test_a_key_that_does_not_vouch_for_the_former_one_signs_nothing(
    company: Company, keys: KeyFile, tmp_path: Path
) -> None:
    company.start()
    seal(company, keys)
    company.start()
    stranger = new_key(tmp_path / "stranger.pem")
    keep(stranger.kept, keys.kept.read_text())
    with pytest.raises(LogNotInOrder):
        sealing_of(company, stranger)


def test_of_several_who_seal_at_once_each_head_is_sealed_once(company: Company, keys: KeyFile) -> None:
    folios = [company.start() for _ in range(3)]
    at_once(company, *[lambda own: sealing_of(own, keys).checkpoint is not None] * 3)
    assert sorted(known(company)) == sorted([(KEYS, 1), *((folio, 2) for folio in folios)])
    assert in_order(company, keys)
