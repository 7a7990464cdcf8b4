"""Evidence of many instances in one file: of a period, that none is missing; of a sample, that nobody chose it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, text, update

from engine.errors import NotFound
from engine.history import checkpoints
from engine.history.keys import KeyFile, new_key
from engine.history.models import ledger_entries
from engine.instances.models import folios as counters
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.verification import sealing
from engine.verification.asked import Asked, Folios, NothingToDrawBy, Period
from engine.verification.evidence import evidence
from engine.verifier.evidence import Evidence, NotEvidence
from engine.verifier.log import Note, Trust
from engine.verifier.report import as_json, as_text
from engine.verifier.verdict import verdicts
from tests.engine.verification.attacks import drop_triggers, rewrite_with_care, under
from tests.engine.verification.opportunity import everything, seal
from tests.support import START, Company

DAYS = 6
FIRST = START.date()
WEEK = Period(FIRST + timedelta(days=1), FIRST + timedelta(days=3))
"""The second to the fourth day; there is a start on each of the six."""
INSIDE = ["GC-2026-0002", "GC-2026-0003", "GC-2026-0004"]
Found = set[tuple[str | None, str]]


@pytest.fixture
def keys(company: Company, tmp_path: Path) -> KeyFile:
    """Six instances, one a day; they were sealed in the middle and at the end."""
    made = new_key(tmp_path / "seal.pem")
    for number in range(DAYS):
        company.clock.now = START + timedelta(days=number)
        company.start()
        if number == 2:
            seal(company, made)
    seal(company, made)
    return made


def written(connection: Connection, company: Company, asked: Asked) -> bytes:
    return b"".join(evidence(connection, Runtime(company.runtime.calendar), EVERYTHING, asked, everything)[1])


def made(company: Company, asked: Asked) -> bytes:
    with company.database.reading() as connection:
        return written(connection, company, asked)


def found(content: bytes, trust: Trust | None = None) -> Found:
    """What is wrong, by the folio that is named; of the file as a whole under what it is about."""
    return {
        (each.folio or problem["subject"], problem["kind"])
        for each in verdicts(Evidence(io.BytesIO(content)), trust)
        for problem in each.findings.problems
    }


def reserves(content: bytes) -> str:
    return "; ".join(text for each in verdicts(Evidence(io.BytesIO(content))) for text in each.findings.reserves)


def changed(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def without(parts: dict[str, bytes], *folios: str) -> None:
    for name in [name for name in parts if name.split("/")[1:2] and name.split("/")[1] in folios]:
        del parts[name]


def without_any(parts: dict[str, bytes]) -> None:
    """No instance is left, nor what only they need."""
    for name in [name for name in parts if name.startswith(("instances/", "diagrams/", "forms/"))]:
        del parts[name]


def edited(parts: dict[str, bytes], name: str, edit: Callable[[Any], object]) -> None:
    value = json.loads(parts[name])
    edit(value)
    parts[name] = json.dumps(value).encode()


@pytest.mark.both_databases
def test_a_period_holds_every_start_of_its_days_and_proves_it(company: Company, keys: KeyFile) -> None:
    content = made(company, WEEK)
    read = Evidence(io.BytesIO(content))
    assert (read.folios, found(content)) == (INSIDE, set())
    assert "probado hasta" not in reserves(content)  # a start after it is sealed
    assert "otro prefijo que GC-2026" in reserves(content)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(names) == len(set(names)) and sum(name.startswith("diagrams/gestion_") for name in names) == 1


def test_a_period_that_lasts_is_proven_to_its_last_sealed_start(company: Company, keys: KeyFile) -> None:
    company.clock.now += timedelta(hours=1)
    company.start()
    content = made(company, Period(FIRST, FIRST + timedelta(days=90)))
    assert len(Evidence(io.BytesIO(content)).folios) == DAYS + 1 and found(content) == set()
    assert f"GC-2026 está probado hasta {(FIRST + timedelta(days=5)).isoformat()}" in reserves(content)
    assert "aún no estaba sellado" in reserves(content)


def test_a_period_in_which_nothing_began_is_proven_too(company: Company, keys: KeyFile) -> None:
    content = made(company, Period(FIRST - timedelta(days=20), FIRST - timedelta(days=10)))
    assert (Evidence(io.BytesIO(content)).folios, found(content)) == ([], set())


def test_of_folios_each_shows_that_it_begins_as_it_was_registered(company: Company, keys: KeyFile) -> None:
    content = made(company, Folios([INSIDE[0], "GC-2026-0006", INSIDE[0]]))
    assert (Evidence(io.BytesIO(content)).folios, found(content)) == ([INSIDE[0], "GC-2026-0006"], set())
    assert reserves(content) == ""


def test_what_was_never_sealed_is_only_what_the_database_says(company: Company) -> None:
    company.start()
    content = made(company, Period(FIRST, FIRST))
    assert found(content) == set() and "no lleva sello" in reserves(content)


def test_a_folio_that_is_not_there_is_refused_before_anything_is_written(company: Company, keys: KeyFile) -> None:
    with company.database.reading() as connection, pytest.raises(NotFound):
        evidence(connection, company.runtime, EVERYTHING, Folios([INSIDE[0], "GC-2026-0099"]), everything)


# --- a sample


def sampled(company: Company, size: int) -> list[str]:
    return Evidence(io.BytesIO(made(company, Period(FIRST, FIRST + timedelta(days=9), size)))).folios


def test_a_sample_is_drawn_by_the_last_seal_and_drawn_again_by_whoever_verifies(
    company: Company, keys: KeyFile
) -> None:
    three, five = sampled(company, 3), sampled(company, 5)
    assert len(three) == 3 and set(three) < set(five) and sampled(company, 3) == three
    content = made(company, Period(FIRST, FIRST + timedelta(days=9), 3))
    assert found(content) == set()
    others = [folio for folio in five if folio not in three]

    def with_another(parts: dict[str, bytes]) -> None:
        with zipfile.ZipFile(io.BytesIO(made(company, Folios(others[:1])))) as archive:
            parts |= {name: archive.read(name) for name in archive.namelist() if name.startswith("instances/")}
        without(parts, three[0])

    assert found(changed(content, with_another)) == {
        (three[0], "folio_missing"), (others[0], "folio_unexpected"),
    }  # fmt: skip

    def with_another_seed(parts: dict[str, bytes]) -> None:
        edited(parts, "evidence.json", lambda told: told["sample"].update(seed="00" * 32))

    assert ("GC-2026-0001", "sample_changed") not in found(changed(content, with_another_seed))
    assert "sample_changed" in {kind for _, kind in found(changed(content, with_another_seed))}
    company.start()
    seal(company, keys)
    draws = {tuple(sampled(company, 3)) for _ in range(2)}
    assert len(draws) == 1  # by the new seal: whether it takes others is left to it


@pytest.mark.parametrize("size", [0, -DAYS, True, 1.0, "3", None])
def test_a_sample_is_of_a_whole_number_of_folios_and_of_none_it_is_no_sample(
    company: Company, keys: KeyFile, size: object
) -> None:
    def of_that_size(parts: dict[str, bytes]) -> None:
        without_any(parts)
        edited(parts, "evidence.json", lambda told: told["sample"].update(size=size))

    content = made(company, Period(FIRST, FIRST + timedelta(days=9), 3))
    assert (None, "sample_changed") in found(changed(content, of_that_size))


def test_a_sample_is_not_drawn_from_those_that_somebody_left_as_proven(company: Company, keys: KeyFile) -> None:
    def of_none(parts: dict[str, bytes]) -> None:
        without_any(parts)
        its_entries_are_said_not_to_be_sealed_yet(parts)

    content = made(company, Period(FIRST, FIRST + timedelta(days=9), 3))
    assert found(changed(content, of_none)) == {("register:GC-2026", "time_disagrees")}


def test_what_sealing_left_out_is_not_missed_and_only_that(company: Company, keys: KeyFile) -> None:
    """It does not verify, so it is not sealed, which is on record under the seal; once mended nobody is named for it
    by evidence of before. What the record does not name is missed all the same."""
    spoilt = "GC-2026-0006"
    company.clock.now += timedelta(days=1)
    company.do(spoilt, "prospeccion")

    def put(status: str) -> None:
        with company.database.transaction() as connection:
            connection.execute(update(instances).where(instances.c.folio == spoilt).values(status=status))

    put("cancelled")
    company.clock.now += timedelta(days=1)
    company.start()
    runtime, at = Runtime(company.runtime.calendar), company.clock()
    assert [*sealing.seal(company.database, runtime, keys, keys.kept, lambda: at).refused] == [spoilt]
    put("running")
    content = made(company, Folios([spoilt]))
    assert found(content) == set() and "consta que el sellado lo dejó fuera" in reserves(content)

    def without_the_record(parts: dict[str, bytes]) -> None:
        edited(parts, "log.json", lambda told: told.update(left=None))

    def with_a_record_of_their_own(parts: dict[str, bytes]) -> None:
        edited(parts, "log.json", lambda told: told["left"]["entry"]["data"]["left"].append("GC-2026-0001"))

    assert found(changed(content, without_the_record)) == {(spoilt, "event_back_dated")}
    assert (None, "log_changed") in {(None, kind) for _, kind in found(changed(content, with_a_record_of_their_own))}


def test_evidence_of_nothing_is_none(company: Company, keys: KeyFile) -> None:
    def of_nothing(parts: dict[str, bytes]) -> None:
        without_any(parts)
        edited(parts, "evidence.json", lambda told: told.update(folios=[]))

    with pytest.raises(NotEvidence):
        Evidence(io.BytesIO(changed(made(company, Folios([INSIDE[0]])), of_nothing)))


def test_whoever_knows_a_key_or_a_seal_misses_a_log_that_was_taken_out(company: Company, keys: KeyFile) -> None:
    def without_log(parts: dict[str, bytes]) -> None:
        edited(parts, "log.json", lambda told: told.update(checkpoint=None, keys=[], earlier=[]))
        del parts["public_key_1.pem"]

    content = changed(made(company, Folios([INSIDE[0]])), without_log)
    assert found(content) == set()
    assert found(content, Trust([bytes.fromhex(keys.signer.public)])) == {("firma", "checkpoint_changed")}


def test_without_a_seal_there_is_nothing_to_draw_by(company: Company) -> None:
    company.start()
    with pytest.raises(NothingToDrawBy):
        sampled(company, 1)


# --- what somebody does to the file


def a_folio_is_taken_out(parts: dict[str, bytes]) -> None:
    without(parts, INSIDE[1])


def a_folio_and_its_entry_are_taken_out(parts: dict[str, bytes]) -> None:
    without(parts, INSIDE[1])
    edited(parts, "registers/GC-2026.json", lambda told: told["entries"].pop(2))


def the_period_begins_later(parts: dict[str, bytes]) -> None:
    without(parts, INSIDE[0])
    edited(parts, "registers/GC-2026.json", lambda told: told.update(entries=told["entries"][2:]))


def the_days_say_other_moments(parts: dict[str, bytes]) -> None:
    edited(parts, "evidence.json", lambda told: told["period"].update({"from": "2026-01-01"}))


def the_period_is_written_so_that_nothing_is_in_it(parts: dict[str, bytes]) -> None:
    """A moment in another notation, which as a text stands behind all others; and none of the folios."""
    without_any(parts)
    compact = FIRST.strftime("%Y%m%dT060000Z")
    edited(parts, "evidence.json", lambda told: told["period"].update({"from": FIRST.isoformat(), "since": compact}))


def the_period_begins_some_hours_later(parts: dict[str, bytes]) -> None:
    edited(
        parts,
        "evidence.json",
        lambda told: told["period"].update(since=told["period"]["since"].replace("T06:", "T07:")),
    )


def the_period_says_another_zone(parts: dict[str, bytes]) -> None:
    edited(parts, "evidence.json", lambda told: told["period"].update(zone="Asia/Tokyo"))


def its_entries_are_said_not_to_be_sealed_yet(parts: dict[str, bytes]) -> None:
    edited(parts, "registers/GC-2026.json", lambda told: told.update(heads=[]))


def one_is_said_not_to_be_sealed_yet(parts: dict[str, bytes]) -> None:
    """What was sealed of it is left out: it could be written anew then."""
    edited(parts, f"instances/{INSIDE[0]}/heads.json", lambda told: told.clear())


def a_file_is_put_in_as_a_folder(parts: dict[str, bytes]) -> None:
    parts["files/"] = b"%PDF"


def an_entry_says_something_else(parts: dict[str, bytes]) -> None:
    edited(parts, "registers/GC-2026.json", lambda told: told["entries"][1]["data"].update(first="00" * 32))


def a_file_is_put_in(parts: dict[str, bytes]) -> None:
    parts["files/acta.pdf"] = b"%PDF"


def a_folio_is_put_in(parts: dict[str, bytes]) -> None:
    for name in ("history.json", "state.json", "heads.json"):
        part = parts[f"instances/{INSIDE[0]}/{name}"]
        parts[f"instances/GC-2026-0099/{name}"] = part.replace(INSIDE[0].encode(), b"GC-2026-0099")


def an_instance_is_spoilt(parts: dict[str, bytes]) -> None:
    parts[f"instances/{INSIDE[2]}/history.json"] = b"{"


def another_key_lies_in_it(parts: dict[str, bytes]) -> None:
    parts["public_key_1.pem"] = parts["public_key_1.pem"].replace(b"A", b"B")


FILES: dict[Callable[[dict[str, bytes]], None], Found] = {
    a_folio_is_taken_out: {(INSIDE[1], "folio_missing")},
    a_folio_and_its_entry_are_taken_out: {("register:GC-2026", "entry_removed"), (INSIDE[1], "folio_missing")},
    the_period_begins_later: {("register:GC-2026", "entry_removed")},
    the_days_say_other_moments: {(None, "period_changed"), *((each, "folio_unexpected") for each in INSIDE)},
    the_period_is_written_so_that_nothing_is_in_it: {(None, "period_changed")},
    the_period_begins_some_hours_later: {
        (None, "period_changed"),
        *((each, "folio_unexpected") for each in INSIDE),
    },
    the_period_says_another_zone: {(None, "period_changed"), *((each, "folio_unexpected") for each in INSIDE)},
    its_entries_are_said_not_to_be_sealed_yet: {("register:GC-2026", "time_disagrees")},
    one_is_said_not_to_be_sealed_yet: {(INSIDE[0], "event_back_dated")},
    a_file_is_put_in_as_a_folder: {("'files/'", "part_unexpected")},
    an_entry_says_something_else: {("register:GC-2026", "entry_changed"), (INSIDE[0], "start_changed")},
    a_file_is_put_in: {("'files/acta.pdf'", "part_unexpected")},
    an_instance_is_spoilt: {(INSIDE[2], "part_unreadable")},
    another_key_lies_in_it: {("public_key_1.pem", "file_changed")},
}


@pytest.mark.parametrize("change", FILES, ids=lambda change: change.__name__)
def test_what_was_done_to_the_file_is_named_and_no_innocent(
    company: Company, keys: KeyFile, change: Callable[[dict[str, bytes]], None]
) -> None:
    assert found(changed(made(company, WEEK), change)) == FILES[change]


def test_a_folio_that_was_put_in_is_named_and_the_others_are_not(company: Company, keys: KeyFile) -> None:
    named = found(changed(made(company, WEEK), a_folio_is_put_in))
    assert {folio for folio, _ in named} == {"GC-2026-0099"}
    assert {("GC-2026-0099", "folio_unexpected"), ("GC-2026-0099", "instance_not_registered")} <= named


def test_a_part_that_stands_there_twice_is_named(company: Company, keys: KeyFile) -> None:
    content = io.BytesIO(made(company, WEEK))
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("LEEME.txt", b"otra cosa")
    assert found(content.getvalue()) == {("'LEEME.txt'", "part_unexpected")}


# --- what somebody did to the database


def removed_from_everywhere(connection: Connection, folio: str) -> None:
    """With its entry and its number, as far as nothing comes after it."""
    connection.execute(delete(ledger_entries).where(ledger_entries.c.subject == folio))
    connection.execute(update(counters).values(last=counters.c.last - 1))
    _remove(connection, folio)


def removed(connection: Connection, folio: str) -> None:
    _remove(connection, folio)


def _remove(connection: Connection, folio: str) -> None:
    id_ = connection.execute(instances.select().where(instances.c.folio == folio)).one().id
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in ("events", "work_items", "search_words", "overviews", "outbox", "verifications"):
        connection.execute(text(f"DELETE FROM {table} WHERE instance_id = :id"), {"id": id_})
    connection.execute(delete(instances).where(instances.c.id == id_))


@pytest.mark.both_databases
def test_an_instance_that_was_removed_is_a_hole_in_its_period(company: Company, keys: KeyFile) -> None:
    def look(connection: Connection) -> Found:
        return found(written(connection, company, WEEK))

    def attack(connection: Connection, folio: str) -> None:
        drop_triggers(connection)
        removed(connection, folio)

    assert under(attack, company.database, INSIDE[1], look) == {(INSIDE[1], "folio_missing")}


def test_the_newest_with_its_entry_is_missed_by_what_was_sealed(company: Company, keys: KeyFile) -> None:
    def attack(connection: Connection, folio: str) -> None:
        drop_triggers(connection)
        removed_from_everywhere(connection, folio)

    def look(connection: Connection) -> Found:
        return found(written(connection, company, Period(FIRST, FIRST + timedelta(days=9))))

    newest = f"GC-2026-{DAYS:04d}"
    assert under(attack, company.database, newest, look) == {("register:GC-2026", "entry_removed")}


@pytest.mark.both_databases
def test_of_many_the_one_that_was_written_anew_is_named_alone(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    seal(company, keys)

    def look(connection: Connection) -> Found:
        return found(written(connection, company, Period(FIRST, FIRST + timedelta(days=9))))

    def attack(connection: Connection, folio: str) -> None:
        drop_triggers(connection)
        rewrite_with_care(connection, folio)

    named = under(attack, company.database, folio, look)
    assert named and {each for each, _ in named} == {folio}


def test_an_instance_that_nobody_registered_is_named(company: Company, keys: KeyFile) -> None:
    def attack(connection: Connection, folio: str) -> None:
        drop_triggers(connection)
        connection.execute(update(instances).where(instances.c.folio == folio).values(folio="GC-2026-0044"))

    def look(connection: Connection) -> Found:
        return found(written(connection, company, WEEK))

    named = under(attack, company.database, INSIDE[1], look)
    assert {each for each, _ in named} == {INSIDE[1], "GC-2026-0044"}
    assert {(INSIDE[1], "folio_missing"), ("GC-2026-0044", "instance_not_registered")} <= named


def test_a_kept_seal_is_held_against_all_of_it(company: Company, keys: KeyFile) -> None:
    with company.database.reading() as connection:
        kept = [Note(each.note) for each in checkpoints.everything(connection)]
    assert found(made(company, WEEK), Trust(kept=kept)) == set()


# --- in words


def test_of_few_each_is_told_and_of_many_those_that_are_not_in_order(
    company: Company, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = changed(made(company, WEEK), an_entry_says_something_else)

    def told() -> list[str]:
        read = Evidence(io.BytesIO(content))
        return list(as_text(read, verdicts(read)))

    few = told()
    assert f"iniciados del {WEEK.first} al {WEEK.last}" in few[0] and few[-1] == "NO CONFORME"
    assert [line for line in few if line.startswith("Folio")] == [f"Folio {each}, 2 eventos" for each in INSIDE]
    monkeypatch.setattr("engine.verifier.report.FEW", 2)
    many = told()
    assert [line for line in many if line.startswith("Folio")] == [f"Folio {INSIDE[0]}, 2 eventos"]
    assert "3 folios comprobados; 1 no conformes" in many
    read = Evidence(io.BytesIO(content))
    as_object = json.loads("".join(as_json(read, verdicts(read))))
    assert (as_object["ok"], as_object["expected"]) == (False, 3)
    assert [each["folio"] for each in as_object["instances"] if not each["ok"]] == [INSIDE[0]]


def test_days_are_those_of_the_office(company: Company, keys: KeyFile) -> None:
    """Half an hour before midnight in Mexico City is the next day in UTC."""
    company.clock.now = company.clock.now.replace(hour=5, minute=30) + timedelta(days=1)
    late = company.start()
    day = FIRST + timedelta(days=DAYS - 1)
    assert late in Evidence(io.BytesIO(made(company, Period(day, day)))).folios
    assert Evidence(io.BytesIO(made(company, Period(day + timedelta(days=1), date(2026, 12, 1))))).folios == []
