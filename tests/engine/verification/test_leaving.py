"""Checkpoints leave the house at once, each once, by the ways that are set; and nothing of it keeps sealing back."""

from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.history import checkpoints
from engine.history.checkpoints import Stored
from engine.history.keys import new_key
from engine.history.notes import read_copy
from engine.jobs.catalogue import deliver_outbox
from engine.jobs.histories import seal_histories
from engine.notifications.queries import Entry
from engine.notifications.webhook import body_of
from engine.setting_parts.letters import MailServer
from engine.setting_parts.sealing import Leaving
from engine.settings import Settings
from tests.engine.notifications.posting import Scripted, Still, entries, post
from tests.mailbox import Mailbox, mail_server, text_of
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def settings(company: Company, tmp_path: Path) -> Settings:
    """With a key and a directory outside; the auditor has an address."""
    new_key(tmp_path / "seal.pem")
    (tmp_path / "outside").mkdir()
    company.start()
    return Settings(seal_key=tmp_path / "seal.pem", leaving=Leaving(tmp_path / "outside", mail=True, webhook=True))


def seal(company: Company, settings: Settings) -> int:
    return seal_histories(company.database, company.runtime, settings, company.clock)


def deliver(company: Company, settings: Settings, *, later: timedelta = timedelta()) -> int:
    clock = Still(company.clock() + later)
    return deliver_outbox(company.database, company.runtime, settings, clock)


def last(company: Company) -> Stored:
    with company.database.reading() as connection:
        found = checkpoints.last(connection)
    assert found is not None
    return found


def about_seals(company: Company) -> list[Entry]:
    return [each for each in entries(company) if each.key.startswith("cauce.log/")]


def test_it_is_written_once_for_each_way_that_is_set(company: Company, settings: Settings) -> None:
    assert [seal(company, settings), seal(company, settings)] == [1, 0]
    key = f"{last(company).checkpoint.origin}.1"
    assert [(each.key, each.kind, each.about, each.to) for each in about_seals(company)] == [
        (f"{key}.file", "file", "sello-000001.txt", ()),
        (f"{key}.0", "email", "Seal 1 of the log: keep it", ("auditor@example.com",)),
        (key, "webhook", "checkpoint_signed", ()),
    ]


def test_without_a_setting_nothing_leaves(company: Company, settings: Settings) -> None:
    assert seal(company, replace(settings, leaving=Leaving())) == 1
    assert about_seals(company) == []


def test_the_directory_has_a_file_for_each_and_it_is_the_note(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    only = replace(settings, leaving=Leaving(tmp_path / "outside"))
    notes = []
    for _ in range(2):
        company.start()
        seal(company, only)
        deliver(company, only)
        notes.append(last(company).note)
    files = sorted((tmp_path / "outside").iterdir())
    assert [each.name for each in files] == ["sello-000001.txt", "sello-000002.txt"]
    assert [each.read_text(encoding="utf-8") for each in files] == notes


def test_a_directory_that_is_away_loses_nothing_and_keeps_nothing_back(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    only = replace(settings, leaving=Leaving(tmp_path / "later"))
    assert seal(company, only) == 1
    deliver(company, only)
    (entry,) = about_seals(company)
    assert (entry.status, entry.attempts) == ("pending", 1) and str(tmp_path / "later") in str(entry.error)
    (tmp_path / "later").mkdir()
    deliver(company, only, later=timedelta(hours=1))
    assert (tmp_path / "later" / "sello-000001.txt").read_text(encoding="utf-8") == last(company).note


def test_a_mail_server_that_is_away_loses_nothing_and_the_message_can_be_compared(
    company: Company, settings: Settings
) -> None:
    def sending(port: int) -> Settings:
        server = MailServer("127.0.0.1", port, "none", Address("Cauce", "cauce", "empresa.mx"))
        return replace(settings, mail=server, leaving=Leaving(mail=True))

    assert seal(company, sending(9)) == 1
    deliver(company, sending(9))
    with mail_server(Mailbox()) as box:
        for hours in (1, 2):
            deliver(company, sending(box.port), later=timedelta(hours=hours))
        (message,) = box.received
    assert box.recipients == [["auditor@example.com"]]
    kept = read_copy(text_of(message).encode())
    assert kept == last(company).checkpoint


def test_who_has_no_address_is_seen_among_what_did_not_arrive(company: Company, settings: Settings) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = NULL"))
    assert seal(company, replace(settings, leaving=Leaving(mail=True))) == 1
    assert [(each.status, each.error, each.roles) for each in about_seals(company)] == [
        ("dead", "no_recipients", ("auditor",))
    ]


def test_the_webhook_is_handed_the_note_as_an_event(company: Company, settings: Settings) -> None:
    seal(company, replace(settings, leaving=Leaving(webhook=True)))
    channel = Scripted()
    post(company, Still(company.clock()), webhook=channel)
    made, (letter,) = last(company), channel.sent
    told = body_of(letter, "urn:cauce").decode()
    assert f'"subject":"{made.checkpoint.origin}"' in told and '"type":"cauce.checkpoint_signed"' in told
    event = letter.payload["event"]
    assert isinstance(event, dict)
    assert (event["number"], event["size"], event["note"], event["at"]) == (1, made.size, made.note, made.at)


def test_that_a_checkpoint_arrived_makes_no_other_one_by_itself(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    only = replace(settings, leaving=Leaving(tmp_path / "outside"))
    assert seal(company, only) == 1
    assert deliver(company, only) == 1
    assert seal(company, only) == 0
    company.start()
    assert seal(company, only) == 1
    assert deliver(company, only) == 1
    assert seal(company, only) == 0


def test_a_row_that_somebody_put_in_its_place_does_not_keep_sealing_back(company: Company, settings: Settings) -> None:
    seal(company, settings)
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE outbox SET key = replace(key, '.1', '.2') WHERE key LIKE 'cauce.log/%'"))
    company.start()
    assert seal(company, settings) == 1
    assert last(company).number == 2
