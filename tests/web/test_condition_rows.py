"""Conditions as rows, in the editor's script: what they read, what they write, and that both mean the same."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bpmn.expressions import parse_expression
from bpmn.reader import read
from engine.definitions.sources import shipped

SOURCES = Path(__file__).parents[2] / "web" / "frontend" / "src" / "editor" / "expressions"
SCRIPT = """
import {{ rowsOf, textOf }} from {module};
const all = JSON.parse(await new Promise(done => {{
  let text = "";
  process.stdin.on("data", part => (text += part)).on("end", () => done(text));
}}));
console.log(JSON.stringify(all.map(text => {{
  const rows = rowsOf(text);
  return rows ? {{ ...rows, text: textOf(rows) }} : null;
}})));
"""

pytestmark = pytest.mark.node


def read_rows(texts: list[str]) -> list[Any]:
    """What the script makes of conditions: the rows, and the text that these make; None for what is no rows."""
    node = shutil.which("node") or Path(sys.executable).parent / "node"  # the machine's, or the lock's
    script = SCRIPT.format(module=json.dumps((SOURCES / "rows.js").as_uri()))
    command = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


ROWS = {
    "go == True": [("go", "eq", True)],
    "False == go": [("go", "eq", False)],
    "go": [("go", "filled", None)],
    "not comentarios": [("comentarios", "empty", None)],
    "(monto > 1_000.5)": [("monto", "gt", 1000.5)],
    "-2 <= monto": [("monto", "ge", -2)],
    "fecha_a < fecha_b": [("fecha_a", "lt", "other:fecha_b")],
    "entrega is None": [("entrega", "lacks", None)],
    "entrega is not None": [("entrega", "given", None)],
    "medio in [\"fisica\", 'correo']": [("medio", "in", ["fisica", "correo"])],
    'medio not in ["fisica"]': [("medio", "out", ["fisica"])],
    '"soc" in areas': [("areas", "has", "soc")],
    '"soc" not in areas': [("areas", "hasnt", "soc")],
    "len(areas) >= 2": [("areas", "least", 2)],
    "len(areas) <= 2": [("areas", "most", 2)],
    'nombre == "dijo \\"sí\\"\\n"': [("nombre", "eq", 'dijo "sí"\n')],
    "a == 1 and (b == 2) and c": [("a", "eq", 1), ("b", "eq", 2), ("c", "filled", None)],
    "a == 1 or b != 2": [("a", "eq", 1), ("b", "ne", 2)],
}
NOT_ROWS = [
    "a and b or c",
    "a + b > 3",
    "a.b == 1",
    "f(a)",
    "a if b else c",
    "0 < n <= 5",
    "a[0] == 1",
    '"x" == "y"',
    "a == None",
    "a in b",
    "not (a and b)",
    "len(a) > len(b)",
    "{'a': 1} == a",
    "a ==",
    'a == "',
    "",
    'a == "\\q"',
]


def test_rows_are_read_and_written_again_with_the_same_meaning() -> None:
    found = read_rows(list(ROWS))
    for (text, wanted), rows in zip(ROWS.items(), found, strict=True):
        said = [
            (row["name"], row["is"], f"other:{row['other']}" if "other" in row else row.get("value"))
            for row in rows["rows"]
        ]
        assert said == wanted, text
        assert rows["any"] is (" or " in text)
        for data in WORLDS:
            assert holds(rows["text"], data) == holds(text, data), (text, rows["text"], data)


WORLDS: list[dict[str, object]] = [
    {},
    {"go": True, "monto": 2000, "fecha_a": "2026-01-01", "fecha_b": "2026-02-01", "medio": "fisica", "areas": ["soc"]},
    {"go": False, "monto": 0, "entrega": "x", "comentarios": "", "areas": ["soc", "noc"], "a": 1, "b": 2, "c": "x"},
    {"go": None, "comentarios": "hay", "medio": "otro", "areas": [], "nombre": 'dijo "sí"\n', "a": 0, "b": 2},
]


def holds(text: str, data: dict[str, object]) -> bool:
    return parse_expression(text).holds(data)


def test_what_is_more_than_rows_stays_as_it_is_written() -> None:
    assert dict(zip(NOT_ROWS, read_rows(NOT_ROWS), strict=True)) == dict.fromkeys(NOT_ROWS)


def test_what_the_rows_write_is_what_python_reads_whatever_the_text_holds() -> None:
    texts = ["ñ", "\b\f\t", "\u2028", "\\b", '"', "\U0001f600", "a\\\\b", "'"]
    found = read_rows([f"x == {json.dumps(text)}" if not re.search("[\b\f]", text) else "x" for text in texts])
    for text, rows in zip(texts, found, strict=True):
        if rows["rows"][0]["is"] == "eq":
            assert holds(rows["text"], {"x": text}), text


def test_every_condition_of_the_shipped_procedures_is_rows() -> None:
    conditions = [
        flow.condition
        for source in shipped()
        for process in (read(source.diagram).definitions or pytest.fail()).processes
        for flow in process.flows
        if flow.condition
    ]
    assert conditions and all(read_rows(conditions))
