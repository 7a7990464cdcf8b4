"""The benchmark itself: that it measures what it says, on sizes too small to mean anything. Nothing here is timed."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pytest
from sqlalchemy import text

from engine.db import Database
from tests.bench import plots
from tests.bench.__main__ import WORKLOADS, readable, run_all
from tests.bench.contenders import bpmn_engine
from tests.bench.contenders.procedure_in_code import following
from tests.bench.processes import ContenderFailed, Process
from tests.bench.report import BYTES, COUNTS, NOT_RUN, PEERS, SECONDS, Report, ratios_for
from tests.bench.sizes import FULL, QUICK, Sizes
from tests.bench.stores import KINDS, Stores, opened
from tests.bench.workloads.golden import NotTheSameRows, require_same
from tests.bench.workloads.setting import Bench
from tests.warm import durable

pytestmark = pytest.mark.processes

TINY = Sizes(
    runs=2,
    paths=1,
    slow_paths=1,
    stops=(11, 16),
    window=2,
    naive_stop=11,
    naive_window=1,
    naive_curve=(1,),
    memory_stop=20,
    inbox=(800, 1_600),  # so that everybody has a second page
    instances=(200, 400),
    pages=1,
    clients=(1, 2),
    client_paths=1,
    histories=1,
    finished=7,
    driven=3,
    heads=3,
    leaves=21,
)

ABSENT = {"golden_bpmn_engine_vs_cauce": "bpmn-engine"} | {
    f"golden_{peer}_vs_cauce_{kind}{clock}": peer for peer in PEERS for kind in KINDS for clock in ("", "_cpu")
}
"""The ratios of peers that are not installed for a test, with their names."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """With a server of its own: those of the other tests do not wait for the disk."""
    with durable(), opened(tmp_path_factory.mktemp("bench")) as found:
        yield found


@pytest.fixture(scope="module")
def report(stores: Stores) -> Report:
    """Everything measured once. What would have to be fetched is left out."""
    report = Report(TINY)
    with durable():
        run_all(Bench(stores, report, stores.folder, install=False), list(WORKLOADS))
    return report


def test_every_ratio_is_there_and_follows_from_the_figures_of_each_run(report: Report) -> None:
    ratios = report.ratios()
    for key, ratio in ratios_for(TINY).items():
        if key in ABSENT:
            continue
        over, under = (report.figures[ratio.section][name] for name in (ratio.over, ratio.under))
        assert len(over) == len(under) == (1 if "pass20" in key else TINY.runs)
        assert ratios[key] == median(a / b for a, b in zip(over, under, strict=True)), key
    assert ratios["inbox_1m_vs_10k"] == max(ratios[f"inbox_1m_vs_10k_{kind}"] or 0 for kind in KINDS)
    assert ratios["verify_events_per_s_core"] == median(report.figures[COUNTS]["verify_events_per_s_core"])


def test_figures_are_of_something_that_happened(report: Report) -> None:
    for section in (SECONDS, BYTES, COUNTS):
        assert all(value > 0 for values in report.figures[section].values() for value in values)
    assert report.median(BYTES, "pass16") == pytest.approx(report.median(BYTES, "pass10_beside_pass16"), rel=0.05)


def test_what_is_looked_at_in_memory_is_what_would_have_been_stored(report: Report) -> None:
    assert report.median(BYTES, "pass10_beside_pass20") == report.median(BYTES, "pass10_beside_pass16")


def test_the_statements_of_a_completion_are_counted(report: Report) -> None:
    # At the least: BEGIN, two reads for who may do what, and history, instance and both work items written.
    least = {"sqlite": 7, "postgresql": 6}
    assert all(min(report.figures[COUNTS][f"sql_{kind}"]) >= least[kind] for kind in KINDS)
    assert report.ratios()["sql_per_completion"] == max(report.median(COUNTS, f"sql_{kind}") or 0 for kind in KINDS)


def test_a_completion_waits_for_postgresql_only_where_it_reads_and_at_its_end(report: Report) -> None:
    trips = report.figures[COUNTS]["trips_per_completion"]
    # Its lock, what it must know of people, and the end; more only where a role is met for the first time.
    assert all(1.5 < each < 4 for each in trips), trips


def test_a_peer_that_cannot_be_had_is_null_and_the_output_says_why(report: Report) -> None:
    told = report.as_dict()
    ratios, notes = told["ratios"], told["notes"]
    assert isinstance(ratios, dict) and isinstance(notes, dict)
    assert {key for key, value in ratios.items() if value is None} == ABSENT.keys()
    for key, peer in ABSENT.items():
        reason = f"{peer} is missing: it is not installed"
        assert notes[key] == reason or (peer == "bpmn-engine" and shutil.which("npm") is None)
        assert notes[key] in readable(report, {**told, "plots": []})


def test_what_was_not_run_is_null_and_the_output_says_so() -> None:
    told = Report(TINY).as_dict()
    ratios, notes = told["ratios"], told["notes"]
    assert isinstance(ratios, dict) and isinstance(notes, dict)
    assert set(ratios.values()) == {None}
    assert set(notes.values()) == {NOT_RUN} and notes.keys() == ratios.keys()


def test_the_keys_are_those_that_were_asked_for() -> None:
    always = {
        "sqlite_vs_raw",
        "postgresql_vs_raw",
        "golden_naive_vs_cauce",
        "pass200_naive_vs_cauce",
        "golden_bpmn_engine_vs_cauce",
        "inbox_1m_vs_10k",
        "sql_per_completion",
        "trips_per_completion",
        "verify_events_per_s_core",
        "impact_10k_s",
        "impact_10k_cpu_s",
        "seal_1k_s",
        "seal_1k_cpu_s",
        "inclusion_1m_ms",
        "inclusion_1m_cpu_ms",
    }
    full, quick = Report(FULL).ratios().keys(), Report(QUICK).ratios().keys()
    assert full >= {*always, "cost_pass10000_vs_pass10", "bytes_pass10000_vs_pass10"}
    assert quick >= {*always, "cost_pass2000_vs_pass10", "bytes_pass2000_vs_pass10", "bytes_pass10000_vs_pass10"}


def test_every_figure_that_must_reach_something_says_whether_it_did(report: Report) -> None:
    kept = Report(
        TINY, figures={SECONDS: {"golden_cauce_sqlite": [8.0], "golden_raw_sqlite": [4.0]}, BYTES: {}, COUNTS: {}}
    )
    missed = Report(
        TINY, figures={SECONDS: {"golden_cauce_sqlite": [8.0], "golden_raw_sqlite": [1.0]}, BYTES: {}, COUNTS: {}}
    )
    assert [line.split() for line in _lines(kept, "sqlite_vs_raw")] == [["sqlite_vs_raw", "2.00", "≤", "4", "yes"]]
    assert [line.split() for line in _lines(missed, "sqlite_vs_raw")] == [["sqlite_vs_raw", "8.00", "≤", "4", "NO"]]


def _lines(report: Report, key: str) -> list[str]:
    return [
        line for line in readable(report, {**report.as_dict(), "plots": []}).splitlines() if line.startswith(f"{key} ")
    ]


def test_the_raw_bound_must_have_written_what_cauce_wrote(stores: Stores) -> None:
    company = Bench(stores, Report(TINY), stores.folder).company("sqlite")
    company.database.close()
    written, by_hand = (stores.make("sqlite", company.url) for _ in "ab")
    require_same(written, by_hand)
    database = Database(by_hand)
    with database.transaction() as connection:
        connection.execute(text("UPDATE work_items SET closed_by = 'otro' WHERE pass = 1"))
    database.close()
    with pytest.raises(NotTheSameRows, match="work_items"):
        require_same(written, by_hand)


def test_a_contender_that_fails_stops_the_benchmark_and_says_what_happened(tmp_path: Path) -> None:
    process = Process.of_module("naive", {"url": f"sqlite:///{tmp_path}", "diagrams": [], "process": "p"})
    with pytest.raises(ContenderFailed, match="OperationalError"):
        process.ask("path", id=1)
    process.close()


def test_what_dbos_is_given_as_code_is_the_diagram_along_the_golden_path(stores: Stores) -> None:
    company = Bench(stores, Report(TINY), stores.folder).company("sqlite")
    company.database.close()
    data: dict[str, object] = {}
    for step, after in pairwise([*company.golden, None]):
        assert step is not None
        data |= step.accepted
        assert following(step.element, data) == (None if after is None else after.element)


def test_plots_are_drawings_of_what_was_measured(report: Report, tmp_path: Path) -> None:
    files = plots.write(report, tmp_path)
    assert {file.name for file in files} == {"golden.svg", "loop.svg", "inbox.svg", "clients.svg"}
    for file in files:
        assert ElementTree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    raw = report.median(SECONDS, "golden_raw_sqlite")
    assert raw is not None and f">{raw * 1000:.3g}<" in (tmp_path / "golden.svg").read_text()


def test_the_diagram_for_bpmn_engine_keeps_its_flow_and_loses_what_it_cannot_read() -> None:
    given = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><resource id="r"/><process id="p">
    <sendTask id="a" messageRef="m"/><sequenceFlow id="f"><conditionExpression>go == True</conditionExpression>
    </sequenceFlow></process></definitions>"""
    root = ElementTree.fromstring(bpmn_engine.readable(given.encode()))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags == ["definitions", "process", "task", "sequenceFlow", "conditionExpression"]
    assert [*root.iter()][-1].text == "next(null, environment.output.go === true)"


def test_the_diagram_for_bpmn_engine_loses_its_timers_with_what_only_they_lead_to() -> None:
    given = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
    <startEvent id="s"/><userTask id="a"/><boundaryEvent id="late" attachedToRef="a"/><userTask id="chase"/>
    <task id="join"><incoming>f2</incoming><incoming>f4</incoming></task>
    <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="join"/>
    <sequenceFlow id="f3" sourceRef="late" targetRef="chase"/><sequenceFlow id="f4" sourceRef="chase" targetRef="join"/>
    </process></definitions>"""
    root = ElementTree.fromstring(bpmn_engine.readable(given.encode()))
    assert [element.get("id") for element in root.iter() if element.get("id")] == ["p", "s", "a", "join", "f1", "f2"]
    assert [element.text for element in root.iter() if element.tag.endswith("incoming")] == ["f2"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('kind == "sale"', 'environment.output.kind === "sale"'),
        ("go is not None and go == True", "environment.output.go === true"),
    ],
)
def test_a_condition_is_told_to_bpmn_engine_in_its_own_language(condition: str, expected: str) -> None:
    assert _told_to_bpmn_engine(condition) == f"next(null, {expected})"


@pytest.mark.parametrize("condition", ["a is not None and b == True", "a == b", "a == True or b == True"])
def test_a_condition_that_bpmn_engine_would_misread_stops_here(condition: str) -> None:
    with pytest.raises(ValueError, match="not a variable compared to a literal"):
        _told_to_bpmn_engine(condition)


def _told_to_bpmn_engine(condition: str) -> str | None:
    given = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><sequenceFlow id="f">
    <conditionExpression>{condition}</conditionExpression></sequenceFlow></process></definitions>"""
    return [*ElementTree.fromstring(bpmn_engine.readable(given.encode())).iter()][-1].text
