"""The registry of event types: what it says of each, that it is what histories hold, and that nothing keeps a list."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bpmn.kinds import FLOW_NODES
from engine import canonical_json
from engine.client_access import links
from engine.history import event_types as types
from engine.history.chain import NO_EVENTS, Event, NewEvent, link
from engine.history.event_types import (
    REGISTRY,
    Assigns,
    EventType,
    Origin,
    Part,
    Subject,
    UnknownEventType,
    ValuesAt,
    VisitEffect,
    define,
    type_of,
)
from engine.instances.progress.history_index import HistoryIndex
from engine.instances.projection import project
from engine.instances.views import search
from tests.golden.files import FOLDER

ROOT = Path(__file__).parents[3]
ALL = pytest.mark.parametrize("type_", REGISTRY.values(), ids=list(REGISTRY))
AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
ELSEWHERE = {
    "engine/history/event_types.py": "the registry",
    "engine/migrations/triggers.py": "a migration does the same whatever the registry says later",
    "engine/verifier": "imports nothing of ours; a test compares its tables with the registry",
}


def golden() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.glob("*.json")):
        yield from canonical_json.loads(path.read_text())["events"]  # type: ignore[call-overload, index, misc]


def event(type_: str, payload: dict[str, object] | None = None) -> Event:
    new = [NewEvent(type_, "a", 1, payload=payload or {})]
    return link("GC-2026-0001", bytes(32), NO_EVENTS, AT, new, channel="site")[0]


def test_a_name_is_defined_once() -> None:
    with pytest.raises(ValueError, match="timer_set"):
        define(EventType("timer_set", Subject.TIMER, frozenset({Origin.FLOW}), Part.CONSEQUENCE))


def test_an_unknown_type_is_named_with_its_place() -> None:
    with pytest.raises(UnknownEventType) as caught:
        type_of(event("user_task_blessed"))
    told = {name: caught.value.details[name] for name in ("folio", "seq", "type")}
    assert told == {"folio": "GC-2026-0001", "seq": 1, "type": "user_task_blessed"}


@pytest.mark.parametrize(
    "read",
    [
        lambda each: project([each]),
        lambda each: links.rows([each]),
        lambda each: links.save(None, 1, [each], {}),  # type: ignore[arg-type]
        lambda each: search.overview([each]),
        type_of,
    ],
    ids=["projection", "links that follow", "links to be saved", "search", "registry"],
)
def test_whoever_reads_a_history_refuses_an_unknown_type(read: Callable[[Event], object]) -> None:
    with pytest.raises(UnknownEventType, match="user_task_blessed"):
        read(event("user_task_blessed"))


@ALL
def test_the_facts_of_a_type_agree(type_: EventType) -> None:
    waits = type_.subject in (Subject.USER_TASK, Subject.TIMER)
    assert type_.origins
    assert (type_.visit is VisitEffect.BEGINS) <= (waits and {"process"} <= type_.payload)
    assert (type_.visit is not VisitEffect.NONE) <= (type_.part in (Part.CAUSE, Part.CONSEQUENCE))
    assert (type_.part is Part.ASIDE) <= (type_.visit is VisitEffect.NONE and type_.status is None)
    assert (type_.part is Part.CAUSE) <= (type_.subject in (Subject.INSTANCE, Subject.USER_TASK, Subject.TIMER))
    assert (type_.part is Part.CONSEQUENCE) == (type_.origins == {Origin.FLOW})
    moves = type_.visit is VisitEffect.MOVES
    assert (type_.visit is not VisitEffect.NONE and waits) <= (type_.status is not None or moves)
    assert moves <= ({"from", "process"} <= type_.payload)
    assert (type_.part is Part.MIGRATION) <= (type_.versions_at is not None and type_.subject is Subject.INSTANCE)
    assert (type_.versions_at is not None) <= ({type_.versions_at, "digests"} <= type_.payload)
    assert (type_.assigns is not None) <= (type_.subject is Subject.USER_TASK and type_.part is Part.ASIDE)
    assert (type_.assigns is Assigns.NAMED) <= ("assignee" in type_.payload)
    assert (type_.values_at is ValuesAt.KEY) <= ("values" in type_.payload)
    assert type_.element_kinds <= FLOW_NODES


@ALL
def test_an_event_begins_ends_or_withdraws_a_visit_or_leaves_it_alone(type_: EventType) -> None:
    index = HistoryIndex()
    index.add(types.USER_TASK_ENABLED, "", "a", 1, None, None, "", None)
    index.add(type_, "", "a", 1, None, "ana", "", None)
    visits = index.visits[""]["a"]
    effect = type_.visit
    assert bool(visits.open) == (effect in (VisitEffect.BEGINS, VisitEffect.MOVES, VisitEffect.NONE))
    assert (visits.ended, visits.withdrawn) == (
        {1} if effect is VisitEffect.ENDS else set(),
        {1} if effect is VisitEffect.WITHDRAWS else set(),
    )


def test_the_golden_histories_hold_what_the_registry_says() -> None:
    found = set()
    for each in golden():
        type_ = REGISTRY[each["type"]]
        found.add(type_)
        assert type_.payload <= each["data"].keys(), each
        assert (each["actor"] is None) <= bool(type_.origins & {Origin.FLOW, Origin.JOB}), each
        assert (":" in (each["actor"] or "")) <= (Origin.LINK in type_.origins), each
        assert type_.names_flows == ("flows" in each["data"]) or type_.values_at is ValuesAt.PAYLOAD, each
        assert (type_.visit is VisitEffect.NONE) or each["pass"] is not None, each
    # So that what is said of a type is held against a history, and not only against itself.
    assert len(found) >= len(REGISTRY) - 5, sorted(REGISTRY.keys() - {each.name for each in found})


def test_no_other_file_of_the_product_spells_a_type() -> None:
    """Types are told apart by the facts of the registry; where one is written or looked for, by its member."""
    spelled = []
    for path in sorted(each for package in ("bpmn", "engine", "web") for each in (ROOT / package).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name in ELSEWHERE or str(Path(name).parent) in ELSEWHERE or "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in REGISTRY:
                spelled.append(f"{name}:{node.lineno} {node.value}")
    assert not spelled


def test_no_template_or_script_spells_a_type() -> None:
    for pattern in ("*.html", "*.js", "*.mjs"):
        for path in sorted((ROOT / "web").rglob(pattern)):
            if not {"node_modules", "dist"} & set(path.parts):
                text = path.read_text(encoding="utf-8")
                assert not [name for name in REGISTRY if f'"{name}"' in text or f"'{name}'" in text], path
