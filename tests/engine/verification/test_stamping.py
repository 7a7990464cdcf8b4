"""Each checkpoint goes to a time-stamp authority, a real one; what it answers is judged before it is kept, and nothing
of it keeps sealing back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from engine.clock import Clock
from engine.history import checkpoints, timestamps
from engine.history.checkpoints import Stored
from engine.history.keys import new_key
from engine.jobs.catalogue import deliver_outbox
from engine.jobs.histories import seal_histories
from engine.notifications.models import outbox
from engine.notifications.queries import Entry
from engine.setting_parts.sealing import Leaving, TimestampAuthority
from engine.settings import Settings
from engine.verification import alarms
from engine.verification.log_checker import whole
from engine.verification.subjects import CLOCK
from engine.verification.trust import policy_of
from tests.authority import Authority, new_authority, openssl, serving
from tests.engine.notifications.posting import entries
from tests.support import START, Company

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority") / "known")


@pytest.fixture
def authority(known: Authority) -> Iterator[Authority]:
    with serving(Authority(known.folder)) as served:
        yield served


@pytest.fixture
def settings(company: Company, authority: Authority, tmp_path: Path) -> Settings:
    start(company)
    new_key(tmp_path / "seal.pem")
    ways = Leaving(stamped=True)
    return Settings(
        seal_key=tmp_path / "seal.pem", leaving=ways, authority=authority.address, roots=authority.address.roots
    )


def start(company: Company) -> None:
    """An opportunity begins now, by the clock of the authority."""
    company.clock.now = Authority.now() - timedelta(minutes=1)
    company.start()


def seal(company: Company, settings: Settings) -> int:
    return seal_histories(company.database, company.runtime, settings, Authority.now)


def deliver(company: Company, settings: Settings, at: datetime | None = None) -> int:
    return deliver_outbox(company.database, company.runtime, settings, Authority.now if at is None else lambda: at)


def last(company: Company) -> Stored:
    with company.database.reading() as connection:
        found = checkpoints.last(connection)
    assert found is not None
    return found


def stamps(company: Company) -> dict[int, bytes]:
    with company.database.reading() as connection:
        return checkpoints.stamped(connection)


def letter(company: Company) -> Entry:
    """The one to the authority."""
    (found,) = (each for each in entries(company) if each.kind == "timestamp")
    return found


def told(company: Company) -> list[tuple[str, str]]:
    with company.database.reading() as connection:
        return [(each.subject, each.kind) for each in alarms.current(connection)]


def in_order(company: Company, settings: Settings) -> bool:
    with company.database.reading() as connection:
        return all(check.ok for check in whole(connection, policy_of(settings)))


def test_each_checkpoint_is_stamped_once_and_anybody_can_check_it_with_openssl(
    company: Company, settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    assert (seal(company, settings), deliver(company, settings), deliver(company, settings)) == (1, 1, 0)
    start(company)
    assert (seal(company, settings), deliver(company, settings)) == (1, 1)
    assert len(stamps(company)) == len(authority.asked) == 2 and in_order(company, settings)
    (tmp_path / "sello.txt").write_text(last(company).note, encoding="utf-8")
    (tmp_path / "sello.tsr").write_bytes(stamps(company)[last(company).size])
    checked = openssl(
        tmp_path, "ts", "-verify", "-data", "sello.txt", "-in", "sello.tsr", "-CAfile", str(authority.certificates)
    )
    assert "Verification: OK" in checked


def test_that_a_checkpoint_was_stamped_makes_no_other_one_by_itself(company: Company, settings: Settings) -> None:
    assert (seal(company, settings), deliver(company, settings), seal(company, settings)) == (1, 1, 0)


def test_the_ledger_of_deliveries_says_what_was_received(company: Company, settings: Settings) -> None:
    seal(company, settings)
    deliver(company, settings)
    (answer,) = stamps(company).values()
    with company.database.reading() as connection:
        query = "SELECT data FROM ledger_entries WHERE ledger = 'deliveries' AND type = 'letter_delivered'"
        (data,) = connection.execute(text(query)).scalars()
    assert str(timestamps.read_stamp(answer)) in data and timestamps.imprint_of(last(company).note) in data


def test_the_time_stamp_leaves_for_the_directory_beside_its_checkpoint(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    both = replace(settings, leaving=Leaving(tmp_path / "outside", stamped=True))
    seal(company, both)
    deliver(company, both)
    assert [each.name for each in sorted((tmp_path / "outside").iterdir())] == ["sello-000001.tsr", "sello-000001.txt"]
    assert [(tmp_path / "outside" / "sello-000001.tsr").read_bytes()] == list(stamps(company).values())


def test_an_authority_that_is_away_is_asked_again_later_and_keeps_nothing_back(
    company: Company, settings: Settings, authority: Authority
) -> None:
    away = replace(settings, authority=TimestampAuthority("http://127.0.0.1:9/", authority.roots))
    assert (seal(company, away), deliver(company, away)) == (1, 1)
    assert letter(company).error and letter(company).status == "pending" and in_order(company, settings)
    start(company)
    assert seal(company, away) == 1
    later = Authority.now() + timedelta(minutes=2)
    assert deliver(company, settings, at=later) == 2
    assert len(stamps(company)) == 2 and in_order(company, settings)


def wrong(company: Company, settings: Settings) -> str:
    """What the letter says after an answer that is not kept."""
    assert (seal(company, settings), deliver(company, settings)) == (1, 1)
    found = letter(company)
    assert found.status == "pending" and stamps(company) == {} and in_order(company, settings)
    return str(found.error)


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (200, b"<html>no</html>", "parse error"),
        (200, b"", "parse error"),
        (503, b"", "HTTP 503"),
        (302, b"", "HTTP 302"),
        (200, b"0" * 70_000, "bytes"),
    ],
)
def test_rubbish_and_rejections_are_not_kept_and_the_letter_says_why(
    company: Company, settings: Settings, authority: Authority, status: int, answer: bytes, reason: str
) -> None:
    authority.says = lambda _: (status, answer)
    assert reason in wrong(company, settings)


def test_a_refusal_of_the_authority_is_not_kept_and_the_letter_says_it_in_its_words(
    company: Company, settings: Settings, authority: Authority
) -> None:
    refused = authority.stamp("a note", "-sha512")  # it takes only SHA-256
    authority.says = lambda _: (200, refused)
    assert "Message digest algorithm is not supported" in wrong(company, settings)


def test_the_answer_to_another_request_is_not_kept(company: Company, settings: Settings, authority: Authority) -> None:
    made = authority.stamp("another note")
    authority.says = lambda _: (200, made)
    assert "sha256" in wrong(company, settings)


def test_an_answer_that_was_given_before_is_not_kept(
    company: Company, settings: Settings, authority: Authority
) -> None:
    assert seal(company, settings) == 1
    made = authority.stamp(last(company).note)
    authority.says = lambda _: (200, made)
    deliver(company, settings)
    assert "Nonce" in str(letter(company).error) and stamps(company) == {}


def test_an_authority_that_no_certificate_vouches_for_is_not_believed(
    company: Company, settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    other = TimestampAuthority(authority.address.url, new_authority(tmp_path / "other", "Otra").roots)
    assert "certificate" in wrong(company, replace(settings, authority=other))


@pytest.mark.parametrize("apart", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_a_clock_that_disagrees_with_the_authority_is_told_and_nothing_is_kept_until_it_agrees(
    company: Company, settings: Settings, apart: timedelta
) -> None:
    off: Clock = lambda: Authority.now() + apart  # noqa: E731
    seal_histories(company.database, company.runtime, settings, off)
    deliver_outbox(company.database, company.runtime, settings, off)
    assert told(company) == [(CLOCK, "time_disagrees")] and "clock" in str(letter(company).error)
    assert stamps(company) == {}
    with company.database.transaction() as connection:
        connection.execute(update(outbox).values(next_attempt_at=START))  # a clock that was put right
    deliver(company, settings)
    assert told(company) == [] and len(stamps(company)) == 1 and in_order(company, settings)


def test_a_checkpoint_of_another_day_is_not_stamped_any_more(company: Company, settings: Settings) -> None:
    seal(company, settings)
    deliver(company, settings, at=Authority.now() + timedelta(days=1, hours=1))
    assert (letter(company).status, stamps(company)) == ("dead", {})


def test_a_worker_that_died_after_the_answer_has_it_stamped_only_once(
    company: Company, settings: Settings, authority: Authority
) -> None:
    seal(company, settings)
    with company.database.transaction() as connection:
        checkpoints.keep_stamp(connection, last(company).size, authority.stamp(last(company).note))
    before = stamps(company)
    assert deliver(company, settings) == 1
    assert (letter(company).status, stamps(company), authority.asked) == ("delivered", before, [])
    assert in_order(company, settings)


def test_of_two_answers_at_once_the_first_is_kept_and_entered(company: Company, settings: Settings) -> None:
    seal(company, settings)
    with company.database.transaction() as connection:
        assert checkpoints.keep_stamp(connection, 9, b"first") == b"first"
        assert checkpoints.keep_stamp(connection, 9, b"second") == b"first"
