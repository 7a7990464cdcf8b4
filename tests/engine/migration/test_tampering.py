"""What somebody who owns the database does to a move: it is found at the event to which it was done."""

import io
from collections.abc import Callable
from types import ModuleType

import pytest
from sqlalchemy import Connection, update

from engine import canonical_json
from engine.definitions.models import process_versions
from engine.history.chain import Event
from engine.history.problems import Kind
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from tests.engine.migration.moving import begun, migrate, procedure, publish
from tests.engine.verification.attacks import chained, history, key_in, rewrite, set_head, under
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import bare, golden, verifier  # noqa: F401
from tests.support import Company

pytestmark = pytest.mark.both_databases

Change = Callable[[list[Event]], list[Event]]
Attack = Callable[[Connection, str], None]


def moved(company: Company) -> str:
    """An instance that was moved twice, and completed a step after each."""
    folio = begun(company, procedure("start > a > b > end"))
    publish(company, procedure("start > c > b > end"))
    migrate(company, folio, {"a": "c"})
    company.do(folio, "c")
    publish(company, procedure("start > c > b > d > end"))
    migrate(company, folio)
    company.do(folio, "b")
    return folio


def of_the_move(**changes: object) -> Change:
    def change(found: list[Event]) -> list[Event]:
        place = next(number for number, each in enumerate(found) if each.type == "instance_migrated")
        data = canonical_json.dumps(dict(found[place].payload) | changes)
        return [*found[:place], found[place]._replace(data=data), *found[place + 1 :]]

    return change


def by_nobody(found: list[Event]) -> list[Event]:
    return [each._replace(actor=None) if each.type == "instance_migrated" else each for each in found]


def without(type_: str) -> Change:
    return lambda found: [each for each in found if each.type != type_]


def written(change: Change, *, well: bool) -> Attack:
    """Another history in the place of the one that is there; `well`: as a good chain, and with the instance's head."""

    def attack(connection: Connection, folio: str) -> None:
        changed = change(history(connection, folio))
        rewrite(connection, folio, chained(key_in(connection, folio), changed) if well else changed)
        if well:
            set_head(connection, folio)

    return attack


def put(**values: object) -> Attack:
    """Other values in the row of the instance."""

    def attack(connection: Connection, folio: str) -> None:
        connection.execute(update(instances).where(instances.c.folio == folio).values(**values))

    return attack


def version_put(which: int, **values: object) -> Attack:
    """Other values in the row of a version."""

    def attack(connection: Connection, folio: str) -> None:
        version = (process_versions.c.process_id == "p") & (process_versions.c.number == which)
        connection.execute(update(process_versions).where(version).values(**values))

    return attack


MOVE = 3
"""The first move of `moved`, of which an attack is made."""

ATTACKS: dict[str, tuple[Attack, Kind, int | None]] = {
    "the reason": (written(of_the_move(reason="otra"), well=False), Kind.EVENT_CHANGED, MOVE),
    "the mapping": (written(of_the_move(mapping={}), well=False), Kind.EVENT_CHANGED, MOVE),
    "all of it taken out": (written(without("instance_migrated"), well=False), Kind.EVENT_REMOVED, MOVE),
    "no mapping, chained well": (written(of_the_move(mapping={}), well=True), Kind.EXECUTION_DIVERGED, MOVE),
    "another mapping, chained well": (written(of_the_move(mapping={"a": "b"}), well=True), Kind.EXECUTION_DIVERGED, 4),
    "a mapping that is none, chained well": (
        written(of_the_move(mapping=None), well=True), Kind.EXECUTION_DIVERGED, MOVE
    ),
    "another version before, chained well": (
        written(of_the_move(**{"from": {"p": 2}}), well=True), Kind.EXECUTION_DIVERGED, MOVE
    ),
    "another version after, chained well": (written(of_the_move(to={"p": 3}), well=True), Kind.DIAGRAM_CHANGED, MOVE),
    "a version that never was, chained well": (
        written(of_the_move(to={"p": 9}), well=True), Kind.DIAGRAM_CHANGED, MOVE
    ),
    "another digest, chained well": (
        written(of_the_move(digests={"p": {"diagram": "0" * 64, "forms": {}}}), well=True), Kind.DIAGRAM_CHANGED, MOVE
    ),
    "no digests, chained well": (written(of_the_move(digests={}), well=True), Kind.EVENT_CHANGED, MOVE),
    "digests that are none, chained well": (written(of_the_move(digests=7), well=True), Kind.EVENT_CHANGED, MOVE),
    "a reason that is none, chained well": (written(of_the_move(reason=7), well=True), Kind.EXECUTION_DIVERGED, MOVE),
    "nobody who moved it, chained well": (written(by_nobody, well=True), Kind.EXECUTION_DIVERGED, MOVE),
    "a step waived that is none, chained well": (
        written(of_the_move(waived=["zz"]), well=True), Kind.EXECUTION_DIVERGED, MOVE
    ),
    "the move taken out, chained well": (
        written(without("instance_migrated"), well=True), Kind.EXECUTION_DIVERGED, MOVE
    ),
    "what moved taken out, chained well": (written(without("user_task_moved"), well=True), Kind.EXECUTION_DIVERGED, 4),
    "the number of a version that it was moved to": (version_put(3, number=9), Kind.DIAGRAM_CHANGED, 7),
    "the diagram of a version that it was moved to": (
        version_put(2, source=procedure("start > c > b > x > end")), Kind.DIAGRAM_CHANGED, MOVE
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_both_verifiers_find_it_where_it_was_done(company: Company, verifier: ModuleType, attack: str) -> None:  # noqa: F811
    folio = moved(company)

    def look(connection: Connection) -> list[tuple[str, int | None]]:
        fresh = Runtime(company.runtime.calendar)
        ours = verify(connection, fresh, folio).problems[0]
        its = verifier.verdict.verify(
            verifier.evidence.Evidence(io.BytesIO(evidence_of_one(connection, fresh, folio)))
        ).problems[0]
        return [(str(ours.kind), ours.seq), (its["kind"], its["seq"])]

    what, kind, seq = ATTACKS[attack]
    assert under(what, company.database, folio, look) == [(kind, seq)] * 2


@pytest.mark.parametrize("versions", ['{"p":2}', '{"p":9}', "{}"])
def test_the_versions_that_stand_beside_the_history_are_held_against_it(company: Company, versions: str) -> None:
    folio = moved(company)

    def look(connection: Connection) -> list[tuple[str, str | None]]:
        found = verify(connection, Runtime(company.runtime.calendar), folio).problems
        return [(str(each.kind), each.subject) for each in found]

    assert under(put(versions=versions), company.database, folio, look) == [("instance_changed", "versions")]
