"""`cauce log`: what happened, for tools for process mining."""

import json
from pathlib import Path

from lxml import etree

from tests.golden import routes
from tests.support import Company
from tests.web.cli.conftest import Terminal

XES = "{http://www.xes-standard.org/}"


def traces(file: Path) -> dict[str, list[str]]:
    """What the events of each trace are about, by the folio."""
    return {
        _says(trace, "concept:name"): [_says(event, "concept:name") for event in trace.iter(f"{XES}event")]
        for trace in etree.parse(file).iter(f"{XES}trace")
    }


def _says(element: etree._Element, key: str) -> str:
    (found,) = (each.get("value") for each in element if each.get("key") == key)
    return str(found)


def test_it_writes_what_the_contract_says(company: Company, tmp_path: Path) -> None:
    terminal, lost = Terminal(company.database.url), routes.ROUTES["no_go"](company)
    cancelled = routes.handed_over_and_cancelled(company)
    files = {"--xes": "log.xes", "--ocel": "log.json", "--diagram": "diagrams"}
    given = [str(each) for option, name in files.items() for each in (option, tmp_path / name)]
    told = terminal.json("log", *given)
    assert told["instances"] == 2 and sorted(traces(tmp_path / "log.xes")) == [lost, cancelled]
    assert told["files"] == [
        *(str(tmp_path / name) for name in ("log.xes", "log-full.xes", "log.json")),
        *(str(tmp_path / "diagrams" / name) for name in ("alianzas_estrategicas-1.bpmn", "gestion_comercial-4.bpmn")),
    ]
    assert sum(map(len, traces(tmp_path / "log-full.xes").values())) == told["events"]
    assert {each["id"] for each in json.loads((tmp_path / "log.json").read_text())["objects"]} >= {lost, cancelled}
    terminal.json("log", *given, "--process", "gestion_comercial", "--finished")
    assert [*traces(tmp_path / "log.xes")] == [lost]


def test_days_are_those_of_the_office(company: Company, tmp_path: Path) -> None:
    terminal, folio = Terminal(company.database.url), company.start()
    for asked, there in {
        ("--since", "2026-03-02"): [folio],
        ("--since", "2026-03-03"): [],
        ("--until", "2026-03-02"): [folio],
        ("--until", "2026-03-01"): [],
        ("--process", "alianzas_estrategicas"): [],
    }.items():
        terminal.json("log", *asked, "--xes", str(tmp_path / "log.xes"))
        assert [*traces(tmp_path / "log.xes")] == there, asked


def test_who_says_not_what_to_write_is_asked(terminal: Terminal) -> None:
    result = terminal.run("log")
    assert result.exit_code == 2 and "--xes" in result.output


def test_a_file_that_cannot_be_written_is_a_refusal_and_leaves_nothing(company: Company, tmp_path: Path) -> None:
    (tmp_path / "log.xes").mkdir()
    (tmp_path / "log.xes" / "x").touch()
    result = Terminal(company.database.url).run("log", "--ocel", str(tmp_path / "log.xes" / "x" / "log.json"))
    assert result.exit_code == 1 and "Traceback" not in result.output


def test_who_sees_one_instance_takes_that_alone(company: Company, tmp_path: Path) -> None:
    company.start()
    terminal = Terminal(company.database.url)
    assert terminal.json("log", "--as", "alianzas", "--xes", str(tmp_path / "log.xes"))["instances"] == 0
    assert terminal.json("log", "--as", "auditor", "--xes", str(tmp_path / "log.xes"))["instances"] == 1
