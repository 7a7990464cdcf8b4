"""bpmn-engine from npm, its state saved and recovered at each completion.

Measured for each completion: reading the instance's state from its file, `JSON.parse`, `Engine.recover` and `resume`
until the user task waits, `signal` with the form's values, going on until the next user task waits or the end is
reached, `getState`, `JSON.stringify`, and writing it durably: a new file, `fsync`, `rename`. That is one wait for the
disk, as SQLite's commit in WAL is. The process is warm, and starting it is not measured. Like naive SpiffWorkflow it
writes no history, checks no form and knows no people.

It cannot read all of the shipped diagram, so it is given one with less to do: conditions in JavaScript, the activity
that areas do side by side as one plain user task (on the golden path there is one area), send tasks as plain tasks, and
neither forms, notifications, scripts nor timers, nor what only a timer leads to.

The library comes from its registry by name, by `npm ci` from the lock beside this package, into the bench folder.
"""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from tests.bench.contenders.peers import PeerMissing
from tests.bench.processes import Process

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NOT_READ = ("resource", "potentialOwner", "multiInstanceLoopCharacteristics")
LESS = ("extensionElements", "documentation")
REFERENCES = (BPMN + "incoming", BPMN + "outgoing", BPMN + "flowNodeRef")
LITERAL = r"True|False|\d+|\"[^\"\\]*\""
CONDITION = re.compile(
    rf"(?:(?P<guarded>\w+) is not None and (?=(?P=guarded) ))?(?P<variable>\w+) == (?P<value>{LITERAL})"
)
LITERALS = {"True": "true", "False": "false"}
HERE = Path(__file__).parent
PACKAGE = (".npmrc", "package.json", "package-lock.json")


def installed(folder: Path, *, install: bool) -> Path:
    """The folder below `folder` in which the library is, installed there first if need be. Raises PeerMissing."""
    home = folder / "npm"
    lock = HERE.parent / "package-lock.json"
    done = home / "node_modules" / ".package-lock.json"
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise PeerMissing("there is no Node.js with npm")
    if not done.exists() or (home / lock.name).read_bytes() != lock.read_bytes():
        if not install:
            raise PeerMissing("it is not installed")
        home.mkdir(parents=True, exist_ok=True)
        for name in PACKAGE:
            shutil.copyfile(HERE.parent / name, home / name)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"]
        try:
            subprocess.run(command, cwd=home, check=True, capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired as error:
            raise PeerMissing("npm ci did not end within two minutes") from error
        except subprocess.CalledProcessError as error:
            raise PeerMissing(f"npm ci failed: {error.stderr.strip()[:300]}") from error
    return home


def started(home: Path, folder: Path, diagram: bytes, steps: Sequence[Mapping[str, object]]) -> Process:
    """The contender, running: it keeps its instances in `folder`."""
    mine = folder / "bpmn_engine"
    mine.mkdir()
    (mine / "diagram.bpmn").write_bytes(readable(diagram))
    about = {"diagram": str(mine / "diagram.bpmn"), "folder": str(mine), "steps": steps}
    script = HERE / "bpmn_engine.mjs"
    return Process(["node", str(script)], about, folder=home)


def readable(diagram: bytes) -> bytes:
    """What bpmn-engine can run of a shipped diagram."""
    root = etree.fromstring(diagram)
    for name in (*NOT_READ, *LESS):
        for element in list(root.iter(BPMN + name)):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    _without_boundary_events(root)
    for task in root.iter(BPMN + "sendTask"):
        task.tag = BPMN + "task"
        del task.attrib["messageRef"]
    for condition in root.iter(BPMN + "conditionExpression"):
        condition.set("language", "javascript")
        condition.text = f"next(null, {_in_javascript(str(condition.text))})"
    return etree.tostring(root)


def _without_boundary_events(root: etree._Element) -> None:
    """Take them away, and all that only they lead to: what nothing leads to would begin by itself."""
    gone = {str(event.get("id")) for event in root.iter(BPMN + "boundaryEvent")}
    while gone:
        flows = [flow for flow in root.iter(BPMN + "sequenceFlow") if flow.get("sourceRef") in gone]
        away = gone | {str(flow.get("id")) for flow in flows}
        for element in list(root.iter()):
            refers = element.tag in REFERENCES and element.text in away
            parent = element.getparent()
            if parent is not None and (refers or element.get("id") in away):
                parent.remove(element)
        led_to = {flow.get("targetRef") for flow in root.iter(BPMN + "sequenceFlow")}
        gone = {str(flow.get("targetRef")) for flow in flows} - led_to


def _in_javascript(condition: str) -> str:
    """A condition of the shipped diagrams. Each is `variable == literal`, with or without `variable is not None and`
    before it, which changes nothing here: what is not there is not equal to it either. Raises ValueError for others."""
    found = CONDITION.fullmatch(condition.strip())
    if found is None:
        raise ValueError(f"bpmn-engine is not given {condition!r}: it is not a variable compared to a literal")
    value = found["value"]
    return f"environment.output.{found['variable']} === {LITERALS.get(value, value)}"
