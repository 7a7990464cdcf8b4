"""The tools of bpmn.io read the shipped diagrams without a warning: bpmnlint, bpmn-moddle, and bpmn-js in Chromium."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "web" / "frontend"
MODULES = FRONTEND / "node_modules"
ROOM = 1
"""Pixels that a text may stand out of its box: fonts differ from machine to machine."""

READ = """
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
const { warnings } = await new BpmnModdle().fromXML(readFileSync(0, "utf8"));
console.log(JSON.stringify(warnings.map(warning => warning.message)));
"""

IMPORT = """
async xml => {
  const viewer = new BpmnJS({ container: "#canvas" });
  const { warnings } = await viewer.importXML(xml);
  const labels = [], tasks = [];
  viewer.get("elementRegistry").forEach((element, drawn) => {
    if (!element.parent || /Participant|Lane/.test(element.type)) return;
    const text = drawn.querySelector(".djs-visual text");
    if (!text || !text.textContent) return;
    const { x, y, width, height } = text.getBBox();
    const found = { name: element.businessObject.name };
    Object.assign(found, { text: [x, y, width, height], box: [element.width, element.height] });
    (element.labelTarget ? labels : tasks).push(found);
  });
  return { warnings: warnings.map(warning => warning.message), labels, tasks };
}
"""


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js: the machine's, or the one that comes with the development lock."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.fail("Node.js is missing; `make test` sets it up.")
    return found


@pytest.fixture(scope="session")
def modules() -> Path:
    if not (MODULES / "bpmnlint").is_dir() or not (MODULES / "bpmn-js").is_dir():
        pytest.fail(f"The packages of {FRONTEND} are missing; `make test` sets them up.")
    return MODULES


@pytest.fixture(scope="module")
def page(modules: Path, browser: Browser) -> Page:
    """A page of a real Chromium with bpmn-js in it and no network."""
    page = browser.new_page()
    page.set_content("<div id='canvas' style='width: 1200px; height: 800px'></div>")
    page.add_script_tag(path=modules / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js")
    return page


@pytest.mark.node
def test_bpmnlint_finds_nothing(diagram, node, modules):
    result = bpmnlint(node, diagram.path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.node
def test_bpmnlint_does_look(gestion, node, modules, tmp_path):
    wrong = tmp_path / "wrong.bpmn"
    wrong.write_text(gestion.path.read_text(encoding="utf-8").replace(' name="¿Go / No Go?"', ""), encoding="utf-8")
    result = bpmnlint(node, wrong)
    assert result.returncode == 1
    assert "go_no_go_gw" in result.stdout


@pytest.mark.node
def test_bpmn_moddle_reads_it_without_a_warning(diagram, node, modules):
    assert moddle(node, diagram.path.read_text(encoding="utf-8")) == []


@pytest.mark.node
def test_bpmn_moddle_does_look(gestion, node, modules):
    wrong = gestion.path.read_text(encoding="utf-8").replace(
        ">areas</bpmn:loopDataInputRef>", ">ares</bpmn:loopDataInputRef>"
    )
    assert moddle(node, wrong) == ["unresolved reference <ares>"]


@pytest.mark.browser
def test_bpmn_js_draws_it_without_a_warning(diagram, page):
    assert draw(page, diagram)["warnings"] == []


@pytest.mark.browser
def test_each_label_fits_where_the_diagram_puts_it(diagram, page):
    labels = draw(page, diagram)["labels"]
    assert {label["name"] for label in labels} == {diagram.elements[id].get("name") for id in diagram.labels}
    placed = {(diagram.elements[id].get("name"), box.width, box.height) for id, box in diagram.labels.items()}
    for label in labels:
        _, _, width, height = label["text"]
        assert any(
            name == label["name"] and width <= wide + ROOM and height <= high + ROOM for name, wide, high in placed
        ), label


@pytest.mark.browser
def test_each_activity_s_name_fits_in_it(diagram, page):
    tasks = draw(page, diagram)["tasks"]
    assert {task["name"] for task in tasks} == {element.get("name") for element in diagram.activities.values()}
    for task in tasks:
        (x, y, width, height), (wide, high) = task["text"], task["box"]
        assert x >= 0 and y >= 0 and x + width <= wide and y + height <= high, task


def bpmnlint(node: str, diagram: Path) -> subprocess.CompletedProcess[str]:
    command = [node, MODULES / "bpmnlint" / "bin" / "bpmnlint.js", "--max-warnings=0", diagram]
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=60)


def moddle(node: str, xml: str) -> list[str]:
    command = [node, "--input-type=module", "--eval", READ]
    result = subprocess.run(command, cwd=FRONTEND, input=xml, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def draw(page: Page, diagram: Any) -> dict[str, Any]:
    """Import the diagram into a fresh viewer: the warnings, and how large each text came out."""
    return page.evaluate(IMPORT, diagram.path.read_text(encoding="utf-8"))
