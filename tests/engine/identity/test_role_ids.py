"""The roles that Cauce gives rights to are spelled in one place."""

import ast
from pathlib import Path

from engine.identity import role_ids

ROOT = Path(__file__).parents[3]
# The demonstration's people are called like their roles; the stand-alone verifier imports nothing of Cauce.
ELSEWHERE = {
    "engine/identity/role_ids.py",
    "web/demo/__init__.py",
    "web/demo/people.py",
    "engine/verifier/actors.py",
    "engine/verifier/roles.py",
}
IDS = {value for name, value in vars(role_ids).items() if name.isupper()}


def spelled(path: Path) -> set[str]:
    if path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        return {id_ for id_ in IDS if f'"{id_}"' in text or f"'{id_}'" in text}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return IDS & {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is str}


def test_no_role_is_spelled_a_second_time() -> None:
    assert len(IDS) == 2
    found = {
        str(path.relative_to(ROOT)): ids
        for package in ("bpmn", "engine", "web")
        for pattern in ("*.py", "*.html")
        for path in (ROOT / package).rglob(pattern)
        if "node_modules" not in path.parts and (ids := spelled(path))
    }
    assert found.keys() - ELSEWHERE == set()
    assert found.keys() >= ELSEWHERE
