"""The same conditions in the browser and on the server: feelin itself, as form-js asks it, beside ours.

Random expressions of our subset over random data, the same ones each time. Where the two disagree on what is hidden
the page would ask other questions than the server expects; then the server's form stays (web/frontend/src/form.js).
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bpmn.forms.feel import FeelError, parse
from tests.bpmn.forms.feel.test_expressions import VALUES

pytestmark = pytest.mark.node

FRONTEND = Path(__file__).parents[4] / "web" / "frontend"
# As form-js asks (its FeelExpressionLanguage): what fails is null.
ASK = """
import { readFileSync } from "node:fs";
import { evaluate, unaryTest } from "@bpmn-io/feelin";
const ask = (how, text, data) => { try { return how(text, data).value } catch { return null } };
const told = JSON.parse(readFileSync(0, "utf8")).map(([text, data]) => [
  ask(unaryTest, text, data) === true, ask(evaluate, text, data) ?? null]);
console.log(JSON.stringify(told));
"""
CASES = 4_000
NAMES = ("estado", "monto", "listo", "areas", "nada", "cliente.nombre")
TEXTS = ('"ganada"', '"perdida"', '""', '"12"')


def told_by_feelin(cases: list[tuple[str, dict[str, object]]]) -> list[tuple[bool, object]]:
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (FRONTEND / "node_modules" / "@bpmn-io" / "feelin").is_dir():
        pytest.fail("Node.js or its packages are missing; `make test` sets them up.")
    run = [node, "--input-type=module", "--eval", ASK]
    given = json.dumps(cases)
    answer = subprocess.run(run, cwd=FRONTEND, input=given, capture_output=True, text=True, timeout=60, check=True)
    return [(holds, value) for holds, value in json.loads(answer.stdout)]


class Writer:
    """Writes expressions as forms have them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def condition(self, depth: int = 3) -> str:
        one = self.chance.random()
        if depth == 0 or one < 0.45:
            return self.comparison()
        if one < 0.8:
            sign = self.chance.choice((" and ", " or "))
            return sign.join(self.part(depth) for _ in range(self.chance.randint(2, 3)))
        if one < 0.9:
            return f"not({self.condition(depth - 1)})"
        return f"if {self.condition(depth - 1)} then {self.comparison()} else {self.comparison()}"

    def part(self, depth: int) -> str:
        return f"({self.condition(depth - 1)})" if self.chance.random() < 0.6 else self.comparison()

    def comparison(self) -> str:
        one = self.chance.random()
        if one < 0.12:
            return self.chance.choice(NAMES)
        if one < 0.25:
            return f"list contains(areas, {self.value()})"
        if one < 0.32:
            return f"(estado in ({', '.join(self.chance.sample(TEXTS, 2))}))"
        sign = self.chance.choice(("=", "!=", "=", "!=", "<", "<=", ">", ">="))
        return f"{self.sum()} {sign} {self.sum()}"

    def sum(self) -> str:
        if self.chance.random() < 0.12:
            return f"{self.chance.choice(NAMES)} {self.chance.choice('+-*')} {self.chance.randint(0, 9)}"
        if self.chance.random() < 0.12:
            return "count(areas)"
        return self.chance.choice(NAMES) if self.chance.random() < 0.6 else self.value()

    def value(self) -> str:
        return self.chance.choice((*TEXTS, "true", "false", "null", "0", "12", "0.5", "-3"))

    def data(self) -> dict[str, object]:
        """What an instance and a half-filled form may hold."""
        pick = self.chance.choice
        drawn = {
            "estado": pick(["ganada", "perdida", "", None]),
            "monto": pick([0, 12, 0.5, -3, None, "12", "doce"]),
            "listo": pick([True, False, None]),
            "areas": pick([[], ["ganada"], ["ganada", "12"], None]),
            "cliente": pick([{"nombre": "12"}, {"nombre": None}, {}, None]),
        }
        return {name: value for name, value in drawn.items() if self.chance.random() < 0.8}


@pytest.fixture(scope="module")
def cases() -> list[tuple[str, dict[str, object]]]:
    writer = Writer(seed=4)
    written = [(writer.condition(), writer.data()) for _ in range(CASES)]
    return [(text, data) for text, data in written if is_ours(text)]


def is_ours(text: str) -> bool:
    try:
        parse("=" + text)
    except FeelError:
        return False
    return True


def test_what_is_hidden_in_the_browser_is_hidden_on_the_server(cases):
    assert len(cases) > CASES * 0.9
    told = told_by_feelin(cases)
    ours = [parse("=" + text).holds(data) for text, data in cases]
    apart = [(case, feelin) for case, (feelin, _), own in zip(cases, told, ours, strict=True) if feelin is not own]
    assert apart == []
    assert 0.2 < sum(ours) / len(ours) < 0.8, "both outcomes are tried"


def test_what_an_expression_is_worth_is_the_same_in_both(cases):
    both = cases + [(text, data) for text, data, _ in VALUES if "año" not in text]
    told = told_by_feelin(both)
    apart = [
        (case, feelin, own)
        for case, (_, feelin) in zip(both, told, strict=True)
        if not same(feelin, own := parse("=" + case[0]).evaluate(case[1]))
    ]
    assert apart == []


def same(feelin: object, own: object) -> bool:
    """Numbers are one kind in JavaScript; true is none."""
    return feelin == own and isinstance(feelin, bool) == isinstance(own, bool)
