"""bpmn-engine from npm, its state saved and recovered at each completion.

Measured for each completion: reading the instance's state from its file, `JSON.parse`, `Engine.recover` and `resume`
until the user task waits, `signal` with the form's values, going on until the next user task waits or the end is
reached, `getState`, `JSON.stringify`, and writing it durably: a new file, `fsync`, `rename`. That is one wait for the
disk, as SQLite's commit in WAL is. The process is warm, and starting it is not measured. Like naive SpiffWorkflow it
writes no history, checks no form and knows no people.

It cannot read all of the shipped diagram, so it is given one with less to do: conditions in JavaScript, the activity
that areas do side by side as one plain user task (on the golden path there is one area), the send task as a plain task,
and neither forms, notifications nor scripts.

The library comes from its registry by name, by `npm ci` from the lock beside this package, into the bench folder.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from tests.bench.processes import Process

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NOT_READ = ("resource", "potentialOwner", "multiInstanceLoopCharacteristics")
LESS = ("extensionElements", "documentation")
HERE = Path(__file__).parent
PACKAGE = (".npmrc", "package.json", "package-lock.json")


class PeerMissing(Exception):
    """The library cannot be had: why, for the report."""


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
    for task in root.iter(BPMN + "sendTask"):
        task.tag = BPMN + "task"
        del task.attrib["messageRef"]
    for condition in root.iter(BPMN + "conditionExpression"):
        # Only `variable == literal` is in the shipped diagrams; anything else would stop here by itself.
        variable, _, value = str(condition.text).strip().partition(" == ")
        literal = {"True": "true", "False": "false"}.get(value, value)
        condition.set("language", "javascript")
        condition.text = f"next(null, environment.output.{variable} === {literal})"
    return etree.tostring(root)
