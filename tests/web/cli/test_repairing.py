"""A diagram is repaired from a terminal: what asks nothing is made, the rest is listed with what it asks."""

import json
from pathlib import Path

from bpmn.examples.notation import NAMESPACES, elements
from tests.web.cli.conftest import Terminal

REFS = "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>"
LANE = f'<laneSet id="l"><lane id="ventas" name="Ventas">{REFS}</lane></laneSet>'


def written(path: Path, flows: str, inside: str = "") -> Path:
    content = f'<process id="p" name="Pedidos">{LANE}{inside}{elements(flows, inside)}</process>'
    path.write_text(f"<definitions {NAMESPACES}>{content}</definitions>")
    return path


def test_what_asks_nothing_is_made_and_the_file_is_accepted(tmp_path: Path) -> None:
    file, out = written(tmp_path / "roto.bpmn", "a > xor > b; xor > end"), tmp_path / "sub" / "sano.bpmn"
    out.parent.mkdir()
    before = file.read_bytes()
    (found,) = Terminal("sqlite:////nowhere").json("lint", str(file), "--repair", str(out))
    assert (found["ok"], found["file"], found["repaired"]) == (True, str(file), str(out))
    assert [each["key"] for each in found["repairs"]["applied"]][:2] == ["executable", "explicit:start:p"]
    assert found["repairs"]["offered"] == []
    assert [Path(each).parent for each in found["forms"]] == [out.parent]
    assert file.read_bytes() == before
    (again,) = Terminal("sqlite:////nowhere").json("lint", str(out))
    assert (again["ok"], set(again)) == (True, {"file", "ok", "findings"})


def test_what_asks_something_is_listed_with_its_question(tmp_path: Path) -> None:
    file = written(tmp_path / "roto.bpmn", "start > a > b > end", '<serviceTask id="b" name="Cobrar"/>')
    result = Terminal("sqlite:////nowhere").run("lint", str(file), "--repair", str(tmp_path / "sano.bpmn"), "--json")
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)
    (offer,) = found["repairs"]["offered"]
    assert offer["key"] == "machine:b"
    assert offer["question"]["text"] == "¿Quién hace «Cobrar»?"
    assert [each["value"] for each in offer["question"]["choices"]] == ["person", "tell"]
    text = Terminal("sqlite:////nowhere").run("lint", str(file), "--repair", str(tmp_path / "sano.bpmn")).stdout
    assert "Por decidir:" in text and "¿Quién hace «Cobrar»?" in text


def test_a_form_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = written(tmp_path / "roto.bpmn", "a > xor > b; xor > end")
    out = tmp_path / "out" / "sano.bpmn"
    out.parent.mkdir()
    (out.parent / "a_2.form.json").write_text("{}")
    result = Terminal("sqlite:////nowhere").run("lint", str(file), "--repair", str(out))
    assert result.exit_code == 2
    assert "a_2.form.json" in result.output and not out.exists()


def test_one_file_is_repaired_at_a_time(tmp_path: Path) -> None:
    file = written(tmp_path / "roto.bpmn", "start > a > end")
    result = Terminal("sqlite:////nowhere").run("lint", str(file), str(file), "--repair", str(tmp_path / "sano.bpmn"))
    assert result.exit_code == 2
