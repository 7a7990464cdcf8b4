"""The stand-alone verifier, on a machine that has Python, SpiffWorkflow and lxml, and nothing else."""

import ast
import copy
import importlib.util
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection

import engine.verifier
from bpmn.canonical import canonical
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions.calls import process_ids
from engine.execution.runner import Execution
from engine.history.chain import head_of
from engine.history.channels import SITE
from engine.history.event_types import DISPOSABLE, REGISTRY, Everything, Origin, Part, Subject, passage_type
from engine.history.keys import public_pem
from engine.history.problems import Kind
from engine.instances.runtime import Runtime
from engine.verification.evidence import FORMAT
from engine.verification.instance_verifier import verify
from engine.verifier.office import NOTHING
from tests.conftest import COMPANY, Templates
from tests.engine.execution.diagrams import diagram
from tests.engine.instances.test_routes import ROUTES
from tests.engine.verification.attacks import TABLE, TEN, under
from tests.engine.verification.attacks_on_actors import TOLD_BY_HISTORY, TOLD_BY_THE_REGISTER, UPON
from tests.engine.verification.attacks_on_decisions import UPON_DECISIONS
from tests.engine.verification.attacks_on_values import BY_THE_CALENDAR, UPON_VALUES, answered, forge_values
from tests.engine.verification.book import FOLIO, KEY, Book
from tests.engine.verification.opportunity import evidence_of_one, sealed
from tests.engine.verification.shapes import SHAPES, decision_after_a_join, instances_in_a_loop, join_in_a_loop
from tests.support import Company, FixedClock

NEEDED = ("SpiffWorkflow", "lxml")
Entries = dict[str, Any]
NO_LOG: Entries = {"checkpoint": None, "keys": [], "earlier": []}


def exported(company: Company, folio: str) -> bytes:
    with company.database.reading() as connection:
        return evidence_of_one(connection, company.runtime, folio)


@pytest.fixture(scope="session")
def golden(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The evidence of an instance that nobody touched."""
    folder = tmp_path_factory.mktemp("golden")
    database = Database(sqlite_templates.make(COMPANY, folder), SITE)
    company = Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    folio, _ = sealed(company, folder)
    made = exported(company, folio)
    database.close()
    return made


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with what the verifier may import and nothing more."""
    folder = tmp_path_factory.mktemp("bare")
    for name in NEEDED:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        (folder / name).symlink_to(Path(spec.origin).parent)
    return folder


@pytest.fixture(scope="session")
def verifier(golden: bytes, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The verifier that came in the zip, in this process: the package, with its modules."""
    archive = str(extracted(golden, tmp_path_factory.mktemp("verifier")))
    sys.path.insert(0, archive)
    try:
        importlib.import_module("verifier.__main__")
    finally:
        sys.path.remove(archive)
    return sys.modules["verifier"]


@pytest.fixture
def without_forms(verifier: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book tells what people answered to work that has no form: of these histories that is not the question."""
    monkeypatch.setattr(verifier.answers.Answers, "refuse", lambda *_: None)


def extracted(content: bytes, folder: Path) -> Path:
    """Where the verifier of an evidence is, out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return Path(archive.extract("verificar.pyz", folder))


def run(bare: Path, folder: Path, content: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier of the evidence itself, isolated: no site packages, no variables, no working folder."""
    (folder / "evidencia.zip").write_bytes(content)
    extracted(content, folder)
    start = f"import runpy, sys; sys.path.append({str(bare)!r}); runpy.run_path('verificar.pyz', run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-c", start, "evidencia.zip", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


OF_AN_INSTANCE = ("history.json", "state.json", "heads.json")


def problems_in(result: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What a run with ``--json`` found: of the instances, then of the file."""
    told = json.loads(result.stdout)
    return [problem for part in (*told["instances"], told) for problem in part["problems"]]


def opened(content: bytes) -> Entries:
    """The parts of an evidence of one instance: its own by their bare names, JSON read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {re.sub("^instances/[^/]+/", "", info.filename): archive.read(info) for info in archive.infolist()}
    return {
        name: json.loads(data) if name.endswith(".json") and not name.startswith("forms/") else data
        for name, data in found.items()
    }


def zipped(entries: Entries) -> bytes:
    """An evidence of what `opened` gave."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            inside = f"instances/{entries['history.json']['folio']}/{name}" if name in OF_AN_INSTANCE else name
            archive.writestr(inside, data if isinstance(data, bytes) else json.dumps(data))
    return target.getvalue()


def events_of(entries: Entries) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = entries["history.json"]["events"]
    return found


def without_log(entries: Entries) -> None:
    """As if nothing had been sealed yet, nor registered."""
    entries["log.json"] = NO_LOG
    del entries["public_key_1.pem"]
    for name in entries["evidence.json"]["registers"]:
        del entries[f"registers/{name}.json"]
    entries["evidence.json"]["registers"] = []


def rehash(verifier: ModuleType, entries: Entries) -> None:
    """Make a good chain of whatever the events say now."""
    previous, key, at = "0" * 64, bytes.fromhex(entries["history.json"]["key"]), ""
    for event in events_of(entries):
        at, event["prev_hash"] = event["at"], previous
        event["commitment"] = verifier.chain.committed(event, key)
        said = {name: value for name, value in event.items() if name not in ("hash", "data")}
        event["hash"] = previous = verifier.canonical.sha256(verifier.canonical.canonical(said))
    entries["state.json"]["head"] = {"seq": len(events_of(entries)), "hash": previous, "at": at}


@pytest.mark.processes
def test_the_evidence_of_an_untouched_instance_conforms(bare: Path, golden: bytes, tmp_path: Path) -> None:
    result = run(bare, tmp_path, golden)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == "CONFORME"
    reserves = [line for line in result.stdout.splitlines() if "Reserva" in line]
    assert reserves == [
        "  Reserva: qué días se trabajaban lo dice la evidencia (office.json); cauce verify tiene el libro"
    ]


def test_the_evidence_of_one_history_is_the_same_bytes_whoever_asks_for_it(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    first = exported(company, folio)
    company.clock.now += timedelta(days=1)
    anew = Company(company.database, Runtime(company.runtime.calendar), company.clock)
    assert exported(anew, folio) == first


def test_it_knows_nothing_of_cauce() -> None:
    """Nor could it find it: the isolated run above has no other package."""
    imported = set[str]()
    for path in Path(engine.verifier.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level < 2, path
                imported |= {(node.module or "").partition(".")[0]} if node.level == 0 else set()
    assert imported - set(sys.stdlib_module_names) == set(NEEDED)


@pytest.mark.processes
def test_it_asks_for_what_it_needs(golden: bytes, tmp_path: Path) -> None:
    extracted(golden, tmp_path)
    command = [sys.executable, "-I", "-S", "verificar.pyz", "evidencia.zip"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout) == (2, "") and "pip install 'SpiffWorkflow" in result.stderr


@pytest.mark.processes
def test_the_key_that_people_know_can_be_asked_for(bare: Path, golden: bytes, tmp_path: Path) -> None:
    key = opened(golden)["log.json"]["keys"][0]["hash"]
    assert run(bare, tmp_path, golden, "--llave", "0" * 64, "--llave", key).returncode == 0
    result = run(bare, tmp_path, golden, "--llave", "0" * 64)
    assert result.returncode == 1
    assert "checkpoint_changed" in result.stdout


@pytest.mark.processes
def test_a_seal_that_somebody_kept_can_be_asked_for(bare: Path, golden: bytes, tmp_path: Path) -> None:
    log = opened(golden)["log.json"]
    for note in (log["checkpoint"], log["earlier"][0]["note"]):
        (tmp_path / "sello.txt").write_text(note)
        result = run(bare, tmp_path, golden, "--kept", "sello.txt")
        assert result.returncode == 0 and "creció a partir de lo que se conservó aparte (sellos: 1)" in result.stdout
    assert "aparte" not in run(bare, tmp_path, golden).stdout
    (tmp_path / "sello.txt").write_text(log["checkpoint"].replace("checkpoint 2", "checkpoint 3"))
    result = run(bare, tmp_path, golden, "--kept", "sello.txt", "--json")
    assert [each["kind"] for each in problems_in(result)] == ["checkpoint_not_trusted"]
    assert json.loads(result.stdout)["kept"] == 0
    (tmp_path / "sello.txt").write_text("nada")
    result = run(bare, tmp_path, golden, "--kept", "sello.txt")
    assert (result.returncode, result.stdout) == (2, "") and "sello" in result.stderr


def change_an_event(entries: Entries) -> None:
    events_of(entries)[8]["actor"] = "cliente"


def remove_an_event(entries: Entries) -> None:
    del events_of(entries)[8]


def insert_an_event(entries: Entries) -> None:
    events_of(entries).insert(8, copy.deepcopy(events_of(entries)[7]))


def reorder_events(entries: Entries) -> None:
    events = events_of(entries)
    events[8], events[9] = events[9], events[8]


def truncate(entries: Entries) -> None:
    del events_of(entries)[-3:]


def truncate_with_care(entries: Entries) -> None:
    del events_of(entries)[-3:]
    last = events_of(entries)[-1]
    entries["state.json"] = {"head": {name: last[name] for name in ("seq", "hash", "at")}, "data": None}


def diagram_of(entries: Entries, process: str) -> str:
    return next(name for name in entries if name.startswith(f"diagrams/{process}/"))


def change_a_diagram(entries: Entries) -> None:
    name = diagram_of(entries, "gestion_comercial")
    entries[name] = entries[name].replace(b'id="cumple_gw"', b'id="cumple_gw" name2="x"')


def remove_a_diagram(entries: Entries) -> None:
    del entries[diagram_of(entries, "alianzas_estrategicas")]


def change_a_form(entries: Entries) -> None:
    entries[next(name for name in entries if name.endswith("/prospeccion.form.json"))] += b" "


def add_a_form(entries: Entries) -> None:
    known = next(name for name in entries if name.endswith("/prospeccion.form.json"))
    entries[known.replace("prospeccion", "otro")] = b"{}"


def change_a_file(entries: Entries) -> None:
    entries[next(name for name in entries if name.startswith("files/"))] = b"otro"


def remove_a_file(entries: Entries) -> None:
    del entries[next(name for name in entries if name.startswith("files/"))]


def change_the_state(entries: Entries) -> None:
    (data,) = entries["state.json"]["data"].values()
    data["cliente"] = "Otro"


def change_where_it_stands(entries: Entries) -> None:
    state = entries["state.json"]
    state["data"] = {f"{place}9": data for place, data in state["data"].items()}


def spoil_the_state(entries: Entries) -> None:
    entries["state.json"]["data"] = "ValueError"


def change_the_seal(entries: Entries) -> None:
    log = entries["log.json"]
    log["checkpoint"] = log["checkpoint"].replace("checkpoint 2", "checkpoint 3")


def change_a_sealed_head(entries: Entries) -> None:
    entries["heads.json"][1]["seq"] -= 1


def change_a_proof(entries: Entries) -> None:
    entries["heads.json"][1]["proof"] = []


def change_a_key_on_record(entries: Entries) -> None:
    entries["log.json"]["keys"].append({**entries["log.json"]["keys"][0], "hash": "0" * 64})
    entries["public_key_2.pem"] = public_pem("0" * 64)


def change_an_earlier_seal(entries: Entries) -> None:
    entries["log.json"]["earlier"][0]["consistency"][0] = "0" * 64


def spoil_the_log(entries: Entries) -> None:
    entries["log.json"]["earlier"] = [{"note": None}]


ZIPS: dict[Callable[[Entries], None], Kind] = {
    change_an_event: Kind.EVENT_CHANGED,
    remove_an_event: Kind.EVENT_REMOVED,
    insert_an_event: Kind.EVENT_INSERTED,
    reorder_events: Kind.EVENTS_REORDERED,
    truncate: Kind.HISTORY_TRUNCATED,
    truncate_with_care: Kind.HISTORY_TRUNCATED,
    change_a_diagram: Kind.DIAGRAM_CHANGED,
    remove_a_diagram: Kind.DIAGRAM_CHANGED,
    change_a_form: Kind.FORM_CHANGED,
    add_a_form: Kind.FORM_CHANGED,
    change_a_file: Kind.FILE_CHANGED,
    remove_a_file: Kind.FILE_CHANGED,
    change_the_state: Kind.SNAPSHOT_CHANGED,
    change_where_it_stands: Kind.SNAPSHOT_CHANGED,
    spoil_the_state: Kind.SNAPSHOT_CHANGED,
    change_the_seal: Kind.CHECKPOINT_CHANGED,
    change_a_sealed_head: Kind.LOG_CHANGED,
    change_a_proof: Kind.LOG_CHANGED,
    change_a_key_on_record: Kind.LOG_CHANGED,
    change_an_earlier_seal: Kind.LOG_FORKED,
    spoil_the_log: Kind.CHECKPOINT_CHANGED,
}


@pytest.mark.processes
@pytest.mark.parametrize("attack", ZIPS, ids=[attack.__name__ for attack in ZIPS])
def test_a_tampered_evidence_does_not_conform_and_what_was_done_is_named(
    bare: Path, golden: bytes, tmp_path: Path, attack: Callable[[Entries], None]
) -> None:
    entries = opened(golden)
    attack(entries)
    result = run(bare, tmp_path, zipped(entries), "--json")
    assert (result.returncode, result.stderr) == (1, "")
    assert {problem["kind"] for problem in problems_in(result)} == {ZIPS[attack]}


def test_a_history_written_anew_is_not_the_one_that_was_sealed(golden: bytes, verifier: ModuleType) -> None:
    entries = opened(golden)
    events_of(entries)[0]["data"]["values"]["otro"] = 1
    rehash(verifier, entries)
    assert "history_rewritten" in found(verifier, zipped(entries))


def test_a_decision_turned_round_does_not_lead_where_history_says(golden: bytes, verifier: ModuleType) -> None:
    """Nor would its form have taken it, unless the rest of the answer is turned round as well."""
    for own, refused in ((True, ["value_not_allowed"]), (False, [])):
        entries = opened(golden)
        no, yes = (next(e for e in events_of(entries) if e["data"].get("cumple") is is_) for is_ in (False, True))
        no["data"] = {**no["data"], "cumple": True} if own else yes["data"]
        rehash(verifier, entries)
        without_log(entries)
        assert sorted(found(verifier, zipped(entries))) == ["execution_diverged", *refused]


def test_it_knows_the_types_of_events_that_the_product_knows(verifier: ModuleType) -> None:
    def named(part: Part, *subjects: Subject) -> set[str]:
        return {
            name for name, each in REGISTRY.items() if each.part is part and (not subjects or each.subject in subjects)
        }

    assert named(Part.CAUSE) == verifier.events.CAUSES
    assert named(Part.CONSEQUENCE) == verifier.events.CONSEQUENCES
    assert named(Part.CHANGE) == verifier.events.CHANGES
    assert {verifier.events.CANCELLED} == named(Part.CANCELLATION)
    assert named(Part.MIGRATION) == verifier.events.MOVES
    assert {verifier.events.DISPOSED} == named(Part.DISPOSAL)
    goes = {name: None if isinstance(each, Everything) else each for name, each in DISPOSABLE.items()}
    everything = verifier.disposal.EVERYTHING
    assert goes == {name: None if each is everything else each for name, each in verifier.disposal.GOES.items()}
    assert {each.name: each.versions_at for each in REGISTRY.values() if each.versions_at} == verifier.events.RUNS_ON
    assert named(Part.ASIDE, Subject.USER_TASK) == verifier.events.BY_PEOPLE | verifier.events.BY_JOBS
    by_jobs = {name for name in named(Part.ASIDE, Subject.USER_TASK) if Origin.PERSON not in REGISTRY[name].origins}
    assert by_jobs == verifier.events.BY_JOBS
    assert named(Part.ASIDE, Subject.CLIENT_LINK) == verifier.events.LINKS
    assert named(Part.ASIDE, Subject.INCIDENT) == verifier.events.INCIDENTS
    assert REGISTRY.keys() == verifier.events.KNOWN
    assert {kind: passage_type(kind).name for kind in verifier.events.TYPES} == verifier.events.TYPES
    assert verifier.events.TYPES.keys() == {kind for each in REGISTRY.values() for kind in each.element_kinds}


@pytest.mark.parametrize("shape", [*SHAPES.values(), join_in_a_loop], ids=[*SHAPES, "join_in_a_loop"])
@pytest.mark.usefixtures("without_forms")
def test_an_event_of_a_type_that_nobody_knows_is_refused(verifier: ModuleType, shape: Callable[[], Book]) -> None:
    """Also beyond where SpiffWorkflow as it comes is a measure."""
    content = evidence_of(shape())
    for place in range(1, len(events_of(opened(content))) + 1):
        entries = opened(content)
        strange = copy.deepcopy(events_of(entries)[place - 1]) | {"type": "client_consented", "data": {}}
        events_of(entries).insert(place, strange)
        renumber(verifier, entries)
        findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(zipped(entries))))
        assert [(problem["kind"], problem["seq"]) for problem in findings.problems] == [("event_unknown", place + 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
@pytest.mark.usefixtures("without_forms")
def test_what_has_ended_does_not_end_again(verifier: ModuleType, shape: str) -> None:
    entries = opened(evidence_of(SHAPES[shape]()))
    nowhere = {"type": "instance_cancelled", "scope": "", "element": None, "pass": None, "index": None}
    events_of(entries).append(events_of(entries)[-1] | nowhere | {"data": {"reason": "x"}})
    renumber(verifier, entries)
    assert found(verifier, zipped(entries)) == ["execution_diverged"]


def renumber(verifier: ModuleType, entries: Entries) -> None:
    """A good chain of events that were put in or taken out; the stored state is not looked at."""
    for seq, each in enumerate(events_of(entries), start=1):
        each["seq"] = seq
    rehash(verifier, entries)
    entries["state.json"]["data"] = None


def found(verifier: ModuleType, content: bytes) -> list[str]:
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content)))
    return [problem["kind"] for problem in findings.problems]


NOT_IN_AN_EVIDENCE = {Kind.WORK_ITEM_CHANGED, Kind.SEARCH_CHANGED, Kind.FACTS_CHANGED, Kind.INSTANCE_REMOVED}
OF_COLUMNS_IN_NO_EVIDENCE = {"change_the_status", "give_the_instance_other_readers"}
SEEN = [
    attack
    for attack, kind in TABLE.items()
    if kind not in NOT_IN_AN_EVIDENCE and attack.__name__ not in OF_COLUMNS_IN_NO_EVIDENCE
]


@pytest.mark.both_databases
def test_it_agrees_with_the_product_on_what_was_done_to_a_database(
    company: Company, tmp_path: Path, verifier: ModuleType
) -> None:
    folio, _ = sealed(company, tmp_path)
    for attack in SEEN:
        fresh = Runtime(company.runtime.calendar)
        made = under(
            attack, company.database, folio, lambda connection, fresh=fresh: evidence_of_one(connection, fresh, folio)
        )
        # What the product finds in the instance's row, an evidence has beside the state.
        expected = Kind.SNAPSHOT_CHANGED if TABLE[attack] is Kind.INSTANCE_CHANGED else TABLE[attack]
        assert expected in found(verifier, made), attack


@pytest.mark.both_databases
@pytest.mark.parametrize("attack", UPON, ids=lambda attack: attack.__name__)
def test_it_names_who_could_not_do_that_as_far_as_history_tells(
    company: Company, verifier: ModuleType, attack: Callable[[Connection, str], int]
) -> None:
    folio, wanted = UPON[attack](company), list[int]()
    made = under(
        lambda connection, folio: wanted.append(attack(connection, folio)),
        company.database,
        folio,
        lambda connection: evidence_of_one(connection, Runtime(company.runtime.calendar), folio),
    )
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(made)))
    expected = [("actor_not_entitled", wanted[0])] if attack in TOLD_BY_HISTORY else []
    expected += [("start_changed", 1)] if attack in TOLD_BY_THE_REGISTER else []
    assert [(problem["kind"], problem["seq"]) for problem in findings.problems] == expected


def test_it_names_the_same_answers_that_a_form_refuses_by_the_same_fields(
    company: Company, verifier: ModuleType
) -> None:
    """Those too for which one must know the calendar: the evidence says which days were worked, and that is said."""
    folio = answered(company)
    for name, (change, label) in UPON_VALUES.items():
        wanted = list[int]()
        made = under(
            lambda connection, folio, by=change, to=wanted: to.append(forge_values(connection, folio, by)),
            company.database,
            folio,
            lambda connection: evidence_of_one(connection, Runtime(company.runtime.calendar), folio),
        )
        findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(made)))
        found = {(problem["kind"], problem["seq"], problem["subject"]) for problem in findings.problems}
        assert found == {("value_not_allowed", wanted[0], label)}, name
        assert "office.json" in str(findings.reserves) or name not in BY_THE_CALENDAR, name


@pytest.mark.parametrize("attack", UPON_DECISIONS, ids=lambda attack: attack.__name__)
def test_it_names_work_for_other_roles_than_the_diagram_says(
    company: Company, verifier: ModuleType, attack: Callable[[Connection, str], int]
) -> None:
    """And no terms, nor where the administrator stands in, for which one must know the calendar and people."""
    made, kind = UPON_DECISIONS[attack]
    folio, wanted = made(company), list[int]()
    content = under(
        lambda connection, folio: wanted.append(attack(connection, folio)),
        company.database,
        folio,
        lambda connection: evidence_of_one(connection, Runtime(company.runtime.calendar), folio),
    )
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content)))
    expected = [(str(kind), wanted[0])] if kind is Kind.EXECUTION_DIVERGED else []
    assert [(problem["kind"], problem["seq"]) for problem in findings.problems] == expected


@pytest.mark.parametrize("kind", TEN)
def test_ten_of_ten_kinds_of_tampering_are_found_and_named_alike_by_both(
    company: Company, tmp_path: Path, verifier: ModuleType, kind: str
) -> None:
    folio, keys = sealed(company, tmp_path)
    attack, fresh = TEN[kind], Runtime(company.runtime.calendar)

    def look(connection: Connection) -> tuple[list[str], list[str]]:
        by_us = verify(connection, fresh, folio)
        by_itself = verifier.evidence.Evidence(io.BytesIO(evidence_of_one(connection, fresh, folio)))
        by_it = verifier.verdict.verify(by_itself, verifier.log.Trust([bytes.fromhex(keys.signer.public)]))
        return [str(problem.kind) for problem in by_us.problems], [problem["kind"] for problem in by_it.problems]

    assert under(lambda *_: None, company.database, folio, look) == ([], [])
    ours, its = under(attack, company.database, folio, look)
    assert ours[0] == its[0] == TABLE[attack]


@pytest.mark.parametrize("route", ROUTES, ids=list(ROUTES))
def test_every_route_through_the_procedure_conforms(company: Company, verifier: ModuleType, route: str) -> None:
    folio = company.start()
    company.drive(folio, ROUTES[route][0])
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(exported(company, folio))))
    assert findings.problems == []
    (calendar,) = [each for each in findings.reserves if "sello" not in each]  # nothing is sealed
    assert calendar == "qué días se trabajaban lo dice la evidencia (office.json); cauce verify tiene el libro"


def test_an_instance_that_was_cancelled_conforms(company: Company, tmp_path: Path, verifier: ModuleType) -> None:
    folio, _ = sealed(company, tmp_path)
    company.command("cancel", folio, "duplicada", actor="comercial")
    assert found(verifier, exported(company, folio)) == []


def evidence_of(book: Book) -> bytes:
    """As the product writes it, of an instance that no database holds."""
    execution = Execution(book.executable, book.step.snapshot)
    waiting = {str(each.visit): each.data for each in (*execution.enabled(), *execution.timers())}
    head = head_of(book.events)._asdict()
    entries: Entries = {
        "evidence.json": {"format": FORMAT, "folios": [FOLIO], "registers": []},
        "history.json": {
            "folio": FOLIO,
            "key": KEY.hex(),
            "events": [
                each.as_dict() | ({} if each.opening is None else {"opening": each.opening}) for each in book.events
            ],
        },
        "state.json": {"head": head, "data": waiting or {"": execution.data()}},
        "heads.json": [],
        "log.json": NO_LOG,
        "office.json": NOTHING,
    }
    diagrams = {
        f"diagrams/{id_}/{number}.bpmn": canonical(source)
        for number, sources in enumerate(book.versions, start=1)
        for source in sources
        for id_ in process_ids(source)
    }
    return zipped(entries | diagrams)


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
@pytest.mark.usefixtures("without_forms")
def test_histories_through_diagrams_of_many_shapes_conform(verifier: ModuleType, shape: str) -> None:
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(SHAPES[shape]()))))
    assert findings.problems == []
    assert not [reserve for reserve in findings.reserves if "se ejecutó" in reserve]


@pytest.mark.usefixtures("without_forms")
def test_where_spiffworkflow_as_it_comes_is_wrong_it_says_how_far_it_went(verifier: ModuleType) -> None:
    loop = Book(diagram("start > a > choice [again] > b > a\nchoice [else] > end"))
    for number in range(1, 341):
        loop.do(f"a#{number}", again=True).do(f"b#{number}")
    cases = (
        (join_in_a_loop(), "unión"),
        (loop, "profundidad"),
        (decision_after_a_join(), "une de otro modo"),
        (instances_in_a_loop(), "se repite"),
    )
    for book, why in cases:
        findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence_of(book))))
        assert findings.problems == []
        assert [why in reserve for reserve in findings.reserves if "se ejecutó hasta" in reserve] == [True]


@pytest.mark.parametrize("shape", SHAPES, ids=list(SHAPES))
@pytest.mark.usefixtures("without_forms")
def test_whatever_is_taken_out_is_found_even_under_a_good_chain(verifier: ModuleType, shape: str) -> None:
    content = evidence_of(SHAPES[shape]())
    for place, event in enumerate(events_of(opened(content))[:-1]):
        if event["type"] != "user_task_claimed":
            entries = opened(content)
            del events_of(entries)[place]
            renumber(verifier, entries)
            findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(zipped(entries))))
            doubted = any("vacío" in reserve for reserve in findings.reserves)
            assert doubted or {"execution_diverged", "event_changed"} & findings.kinds(), (place, event["type"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped({}),
        zipped({"evidence.json": b"x", "log.json": b"{}"}),
        zipped({"evidence.json": b"[" * 100_000, "log.json": b"{}"}),
        zipped({"evidence.json": {"format": "x", "folios": ["F"], "registers": []}, "log.json": {}}),
        zipped({"evidence.json": {"format": FORMAT, "registers": []}, "log.json": {}}),
        zipped({"evidence.json": {"format": FORMAT, "folios": "F", "registers": []}, "log.json": {}}),
        zipped({"evidence.json": {"format": FORMAT, "folios": ["F"], "registers": []}, "log.json": []}),
    ],
)
def test_what_is_no_evidence_is_said_to_be_none(verifier: ModuleType, content: bytes) -> None:
    with pytest.raises(verifier.evidence.NotEvidence):
        verifier.evidence.Evidence(io.BytesIO(content))


def test_a_bomb_is_not_unpacked(verifier: ModuleType, monkeypatch: pytest.MonkeyPatch, golden: bytes) -> None:
    monkeypatch.setattr(verifier.evidence, "MAX_BYTES", 1000)
    with pytest.raises(verifier.evidence.NotEvidence):
        verifier.evidence.Evidence(io.BytesIO(golden))


def test_nonsense_in_any_event_is_found_and_raises_nothing(golden: bytes, verifier: ModuleType) -> None:
    for field, value in (
        ("type", None), ("type", []), ("element", 7), ("element", "no_such"), ("pass", "x"), ("scope", None),
        ("data", None), ("data", []), ("data", {"flows": 3}), ("data", {"values": 3}), ("folio", "otro"), ("seq", "x"),
        ("index", 5),
    ):  # fmt: skip
        for place in (0, 1, 5, 8, 20):
            entries = opened(golden)
            without_log(entries)
            events_of(entries)[place][field] = copy.deepcopy(value)
            rehash(verifier, entries)
            entries["state.json"]["data"] = None
            same = field == "data" and value == {"flows": 3} and "flows" not in events_of(entries)[place]["data"]
            assert same or found(verifier, zipped(entries)), (field, value, place)


def test_a_diagram_cannot_reach_out(golden: bytes, verifier: ModuleType) -> None:
    """A whole evidence that somebody made up, digests and all."""
    for content in (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', b"<x", b""):
        entries = opened(golden)
        without_log(entries)
        entries[diagram_of(entries, "gestion_comercial")] = content
        parts = events_of(entries)[0]["data"]["digests"]["gestion_comercial"]
        parts["diagram"] = verifier.canonical.sha256(content)
        rehash(verifier, entries)
        assert found(verifier, zipped(entries)) == ["execution_diverged"]
