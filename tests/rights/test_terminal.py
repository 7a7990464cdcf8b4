"""The table of rights of the terminal: every command, as everybody, about what is theirs and what is others'; and as
whom somebody who sits there may give it.

It is complete by construction: a command without a row fails, and so does a row without a command.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import EngineError, NotAllowed, NotFound
from engine.identity.commands import ensure_person, ensure_right
from engine.identity.rights import Right
from tests.conftest import SENT, SqliteTemplates, open_company
from tests.engine.migration.moving import procedure
from tests.rights.terminal_table import ADMINISTERS, BY_WHO_SITS, FOR_OWNERS, OF_NOBODY, PEOPLE, SEES, TABLE, Row
from tests.web.cli.commands import commands
from tests.web.cli.conftest import Terminal
from web.cli import context, refusals
from web.cli.os_user import OsUser

DONE, REFUSED, NOT_THERE = "done", "refused", "not there"
ROOT, ANA, EVE = OsUser("root", 0), OsUser("ana", 4242), OsUser("eve", 4243)
CELLS = 1005
"""So many cells the table has at least: who removes a row or a person lowers it."""
STEPS = {"first": "GC-2026-0002.2", "second": "GC-2026-0003.4"}


@pytest.fixture(scope="module")
def prepared(sqlite_templates: SqliteTemplates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with all that the table is about, as a file."""
    folder = tmp_path_factory.mktemp("company")
    terminal = Terminal(sqlite_templates.make(SENT, folder))

    def run(words: str, by: str, *more: str) -> str:
        result = terminal.run(*words.split(), "--as", by, *more)
        assert result.exit_code == 0, (words, result.output)
        return str(result.stdout)

    with open_company(terminal.url) as company, company.database.transaction() as connection:
        for id_ in ("lectora", "nuevo"):
            ensure_person(connection, id_, id_.title(), [], email=None, at=company.clock())
        ensure_right(connection, "lectora", Right.READ, actor=None, at=company.clock())
    for _ in range(3):
        run("start gestion_comercial", "comercial")
    run("complete GC-2026-0003.2 --fill", "director_comercial")
    run("claim GC-2026-0003.4", "preventa")
    run("cancel GC-2026-0004 --reason Duplicada", "comercial")
    for id_ in ("z1", "z2", "z3", "z4"):
        (folder / f"{id_}.bpmn").write_bytes(procedure("start > a > end").replace(b' id="p"', f' id="{id_}"'.encode()))
    for id_ in ("z1", "z2", "z3"):
        run(f"deploy {folder / id_}.bpmn --description Nuevo", "director_comercial")
    for id_ in ("z2", "z3"):
        run(f"draft review {id_}", "control_documentos")
    run("draft approve z3 --from 2099-01-01", "direccion_general")
    run("draft comment z1 Falta", "control_documentos")
    run("calendar add 2026-12-31 Inventario", "administrador")
    run("webhook add crm https://crm.example.com/x", "administrador")
    (folder / "offered").write_text(terminal.json("tasks", "--folio", "GC-2026-0001")[0]["id"])
    token = run("token make Informe --scope read", "preventa", "--json")
    (folder / "token").write_text(json.loads(token)["id"])
    (folder / "comment").write_text(str(terminal.json("draft", "comments", "z1")[0]["number"]))
    return folder


class Refusals:
    """What the last command was refused with."""

    def __init__(self) -> None:
        self.last: EngineError | None = None


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Refusals:
    found = Refusals()
    monkeypatch.setattr(refusals, "print_refusal", lambda error, _ctx: setattr(found, "last", error))
    return found


@pytest.fixture
def sits(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, OsUser]]:
    """Who sits at the terminal, under "user"; whoever administers the machine, if nobody else does."""
    found = {"user": ROOT}
    monkeypatch.setattr(context, "os_user", lambda: found["user"])
    yield found


def fresh(prepared: Path, folder: Path) -> Terminal:
    """The company as it was made."""
    shutil.copyfile(prepared / "cauce.sqlite3", folder / "cauce.sqlite3")
    return Terminal(f"sqlite:///{folder / 'cauce.sqlite3'}")


def filled(words: str, prepared: Path, folder: Path) -> list[str]:
    """The words of a command about this company."""
    for name, step in STEPS.items():
        words = words.replace(f"{{{name}}}.step", step)
    offered = (prepared / "offered").read_text()
    places = {
        "first": "GC-2026-0002",
        "second": "GC-2026-0003",
        "offered": "GC-2026-0001",
        "over": "GC-2026-0004",
        "new": str(prepared / "z4.bpmn"),
        "comment": (prepared / "comment").read_text(),
        "token": (prepared / "token").read_text(),
        "file": str(folder / "out.zip"),
        "folder": str(folder / "records"),
    }
    return words.replace("{offered}.step", offered).format(**places).split()


def given(row: Row, person: str, terminal: Terminal, words: list[str], refused: Refusals) -> str:
    """What becomes of a command, given as a person."""
    refused.last = None
    result = terminal.run(*words, "--as", person, input=row.text)
    assert result.exit_code in (0, 1), (words, person, result.output, result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    error = refused.last
    if error is None and result.exit_code == 0:
        return DONE
    assert error is not None, (words, person, result.output)
    if error.code == row.met:
        return DONE
    if isinstance(error, NotFound):
        return NOT_THERE
    assert isinstance(error, NotAllowed) or error.code in row.refused, (words, person, error.code, error.details)
    return REFUSED


def meant(row: Row, person: str) -> str:
    """What should become of it."""
    if row.blind and person in ADMINISTERS:
        return DONE
    if row.about is not None and person not in SEES[row.about]:
        return NOT_THERE
    return DONE if person in row.may else REFUSED if row.told else NOT_THERE


ROWS = [(name, row) for name, rows in TABLE.items() for row in rows]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[row.words for _, row in ROWS])
def test_everybody_may_what_is_meant_and_nothing_else(
    name: str, row: Row, prepared: Path, tmp_path: Path, refused: Refusals, sits: dict[str, OsUser]
) -> None:
    words = filled(row.words, prepared, tmp_path)
    assert " ".join(words).startswith(name)
    terminal, found = fresh(prepared, tmp_path), {}
    for person in sorted(PEOPLE, key=lambda person: meant(row, person) == DONE):  # what is refused changes nothing
        if meant(row, person) == DONE:
            terminal = fresh(prepared, tmp_path)
        found[person] = given(row, person, terminal, words, refused)
    assert found == {person: meant(row, person) for person in found}


def test_the_table_has_so_many_cells() -> None:
    assert len(ROWS) * len(PEOPLE) >= CELLS


def test_every_command_has_its_row() -> None:
    there = {" ".join(path): command for path, command in commands()}
    as_a_person = {name for name, each in there.items() if any(it.name == "actor" for it in each.params)}
    assert as_a_person == set(TABLE)
    assert there.keys() - as_a_person == OF_NOBODY | FOR_OWNERS.keys()
    without = {name for name in as_a_person for it in there[name].params if it.name == "actor" and not it.required}
    assert without - {"people add", "people password"} == BY_WHO_SITS, "those ask besides who is there already"


@pytest.mark.parametrize(("name", "row"), [(name, rows[0]) for name, rows in TABLE.items()], ids=list(TABLE))
def test_nobody_gives_it_as_somebody_they_are_not(
    name: str, row: Row, prepared: Path, tmp_path: Path, refused: Refusals, sits: dict[str, OsUser]
) -> None:
    terminal, words = fresh(prepared, tmp_path), filled(row.words, prepared, tmp_path)
    doer = min(row.may)
    terminal.run("people", "os-user", "soc_noc" if doer != "soc_noc" else "nuevo", "ana", "--as", "administrador")
    for user in (ANA, EVE):
        sits["user"], refused.last = user, None
        result = terminal.run(*words, "--as", doer, input=row.text)
        assert result.exit_code == 1 and refused.last is not None and refused.last.code == "not_yours", result.output
    sits["user"] = ROOT
    terminal.run("people", "os-user", doer, "ana", "--as", "administrador")
    sits["user"] = ANA
    assert given(row, doer, terminal, words, refused) == meant(row, doer), "as whom one is"


@pytest.mark.parametrize("name", sorted(BY_WHO_SITS))
def test_who_says_nobody_reads_as_whom_they_are(
    name: str, prepared: Path, tmp_path: Path, refused: Refusals, sits: dict[str, OsUser]
) -> None:
    terminal = fresh(prepared, tmp_path)
    apart = {
        "tasks": "tasks",
        "incidents": "incidents",
        "records": "records {first} --out {folder}",
        "log": "log --xes {folder}/log.xes",
    }
    apart["sample"] = "sample --size 9 --seed 7"
    words = filled(apart.get(name, f"{name} {{first}}"), prepared, tmp_path)
    terminal.run("people", "os-user", "soc_noc", "ana", "--as", "administrador")
    everything = terminal.run(*words).stdout
    sits["user"] = EVE
    assert terminal.run(*words).exit_code == 1 and refused.last is not None and refused.last.code == "who_are_you"
    sits["user"] = ANA
    mine = terminal.run(*words)
    assert "GC-2026-0002" not in mine.stdout
    if name in ("show", "history"):
        assert mine.exit_code == 1 and isinstance(refused.last, NotFound) and everything
    if name != "tasks":  # which are then those that the person can do
        assert terminal.run(*words, "--as", "soc_noc").stdout == mine.stdout


@pytest.mark.parametrize("name", sorted(FOR_OWNERS))
def test_what_is_no_person_s_is_the_owner_s_alone(
    name: str, prepared: Path, tmp_path: Path, refused: Refusals, sits: dict[str, OsUser]
) -> None:
    terminal, words = fresh(prepared, tmp_path), filled(FOR_OWNERS[name], prepared, tmp_path)
    terminal.run("people", "os-user", "auditor", "ana", "--as", "administrador")
    terminal.run("people", "os-user", "administrador", "lucia", "--as", "administrador")
    for user in (ANA, EVE):
        sits["user"], refused.last = user, None
        assert terminal.run(*words).exit_code == 1
        assert refused.last is not None and refused.last.code == "owners_only"
    sits["user"] = OsUser("lucia", 4244)
    result = terminal.run(*words)
    assert result.exit_code == 0, result.output
