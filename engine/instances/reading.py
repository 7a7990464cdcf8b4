"""Who reads an instance: whoever has to do with it, and whoever was given the right to read.

One sees an instance when one

- took part: began it, completed a step of it, or has one that one took or was handed;
- holds or heads a role that work of it was ever for: of a lane that it went through;
- holds a right over its procedure (`engine.identity.rights`), the right to read or one of document control, or the role
  that the version in force of its procedure names as its owner;
- stands in for somebody, and holds by that a role that work of it was ever for;
- is an auditor, who sees all of them;
- administers, and something of it stands still that somebody has to repair. Administrators see none besides by being
  administrators: who registers people need not know what they do.

What one does not see is not found, as what is not there: a refusal would say that it is.

All roles of an instance stand in its row, as one key (`instances.roles`), and `instance_role_sets` says which keys a
role is in: there are few such sets, however many instances there are. So whether a row is seen is mostly known from the
row itself, and a list asks nothing besides what it asks anyway, or looks up a few index ranges.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
    union_all,
)

from engine.definitions.queries import Version
from engine.definitions.queries import in_force as versions_in_force
from engine.errors import Conflict, EngineError, Invalid, NotAllowed, NotFound, StaleHistory
from engine.history.statuses import WorkItemStatus
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.identity.substitutions import acting
from engine.instances.models import instance_role_sets, instances, work_items
from engine.instances.projection import folio_of, roles_of
from engine.statements import Query, Statement, is_there

if TYPE_CHECKING:  # who only reads rows imports no execution
    from engine.instances.runtime import Runtime

# Written out, not bound: with a value that they do not know yet the planners cannot use an index over such rows only.
OPEN: ColumnElement[str] = literal_column(f"'{WorkItemStatus.OPEN}'")
COMPLETED: ColumnElement[str] = literal_column(f"'{WorkItemStatus.COMPLETED}'")
NONE: ColumnElement[int] = literal_column("0")
INSTANCE, TASK = "instance", "task"

P = ParamSpec("P")
T = TypeVar("T")


class Readable(Protocol):
    """What must be known of an instance to tell who sees it: columns of its row."""

    @property
    def id(self) -> int: ...
    @property
    def process_id(self) -> str: ...
    @property
    def started_by(self) -> str: ...
    @property
    def roles(self) -> str: ...
    @property
    def open_incidents(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, made once for a request (`reader_of`): every query over instances takes one.

    `person` is their id, `roles` those whose work they do, themselves or as a substitute, `heads` those that they head
    (by which they see instances, but not what only a role reads); `processes` are the procedures of which they see all,
    by a right or as the owner. `everything`: they see whatever there is. `absent` are those for whom they stand in.
    """

    person: str = ""
    roles: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    everything: bool = False
    heads: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def lanes(self) -> frozenset[str]:
        """The roles whose instances they see."""
        return self.roles | self.heads

    @property
    def working_roles(self) -> frozenset[str]:
        """The same roles: of a reader, those of whom they stand in for are among them."""
        return self.roles

    @property
    def administers(self) -> bool:
        """Whether they repair what stands still."""
        return ADMINISTRATOR in self.roles

    def sees(self, connection: Connection, it: Readable) -> bool:
        """Whether they see an instance, by its row; mostly no statement is needed to know."""
        return self._sees_by_its_row(it) or bool(
            _TOOK_PART.run(connection, {"person": self.person, "id": it.id}).fetchall()
        )

    def _sees_by_its_row(self, it: Readable) -> bool:
        if self.everything or it.process_id in self.processes or it.started_by == self.person:
            return True
        return not self.lanes.isdisjoint(roles_of(it.roles)) or (self.administers and it.open_incidents > 0)

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """That they see a row of `instances`, to be asked of each row; none where they see every row.

        No index serves it: by one, a planner would look up all that somebody sees, and put it in order, for one page.
        """
        return _conditions(self)

    def ids(self) -> CompoundSelect[tuple[int]]:
        """The ids of all instances that they see, some of them more than once; each way by an index. Not for one who
        sees everything."""
        return _ids(self)


# To build these costs as much as half a page, so they are kept, for as many people as may be working at a time.
@lru_cache(maxsize=512)
def _conditions(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    if reader.everything:
        return ()
    ways = [
        (instances.c.roles + literal("", Text)).in_(_keys(reader)),
        (instances.c.started_by + literal("", Text)) == reader.person,
        among(did(reader.person)),
        among(_has(reader.person)),
    ]
    if reader.processes:
        ways.insert(0, (instances.c.process_id + literal("", Text)).in_(_texts(reader.processes)))
    if reader.administers:
        ways.append(instances.c.open_incidents > NONE)
    return (or_(*ways),)


@lru_cache(maxsize=512)
def _ids(reader: Reader) -> CompoundSelect[tuple[int]]:
    each = instances.alias()
    ways: list[Select[Any]] = [
        select(each.c.id).where(each.c.roles.in_(_keys(reader))),
        select(each.c.id).where(each.c.started_by == reader.person),
        did(reader.person),
        _has(reader.person),
    ]
    if reader.processes:
        ways.append(select(each.c.id).where(each.c.process_id.in_(_texts(reader.processes))))
    if reader.administers:
        ways.append(select(each.c.id).where(each.c.open_incidents > NONE))
    return union_all(*ways)


def _keys(reader: Reader) -> Select[tuple[str]]:
    return select(instance_role_sets.c.key).where(instance_role_sets.c.role_id.in_(_texts(reader.lanes)))


def _texts(some: frozenset[str]) -> list[BindParameter[str]]:
    """Values for IN, each by itself: a `Statement` knows how many there are. No role has the id ``""``."""
    return [literal(each, Text) for each in sorted(some) or [""]]


@lru_cache(maxsize=512)
def _counting(reader: Reader, most: int) -> Statement:
    return Statement(select(func.count()).select_from(_ids(reader).limit(most).subquery()))


def reach(connection: Connection, reader: Reader, most: int) -> int:
    """How many instances a reader sees, counted up to `most`; some may count more than once. Not for one who sees
    everything."""
    row = _counting(reader, most).run(connection, {}).fetchone()
    assert row is not None
    count: int = row[0]
    return count


EVERYTHING = Reader(everything=True)
"""Who reads for nobody in particular: jobs, commands that decide by themselves who may, whoever has the database."""


def reader_of(
    connection: Connection, runtime: "Runtime", who: Person, in_force: Mapping[str, Version] | None = None
) -> Reader:
    """Who `who` is as a reader. `in_force` are the versions in force, for whoever has read them."""
    absent = frozenset(each.id for each in who.absent)
    if reads_everything(who):
        return Reader(who.id, who.working_roles, everything=True, absent=absent)
    known = versions_in_force(connection) if in_force is None else in_force
    owned = {name for name, version in known.items() if _owner(connection, runtime, version) in who.roles}
    processes = frozenset(owned | {over for _, over in who.limited})
    return Reader(who.id, who.working_roles, processes, heads=who.heads, absent=absent)


def only_audits(connection: Connection, runtime: "Runtime", who: Person, it: Readable) -> bool:
    """Whether somebody sees an instance by being an auditor and by nothing else: they read it, and change nothing."""
    if AUDITOR not in who.roles:
        return False
    return not reader_of(connection, runtime, replace(who, roles=who.roles - {AUDITOR})).sees(connection, it)


def reads_everything(who: Person) -> bool:
    """Whether a person sees every instance there is."""
    return AUDITOR in who.roles or bool(who.rights)


def who_sees(connection: Connection, runtime: "Runtime", it: Readable, people: Iterable[Person]) -> list[Person]:
    """Those of `people` who see an instance, by its row, in their order."""
    known = versions_in_force(connection)
    part = {row[0] for row in _WHO_TOOK_PART.run(connection, {"id": it.id})}
    readers = ((each, reader_of(connection, runtime, each, known)) for each in people)
    return [each for each, reader in readers if each.id in part or reader._sees_by_its_row(it)]


@contextmanager
def concealing(
    connection: Connection, runtime: "Runtime", folio: str, actor: str, *, kind: str, id: str, at: datetime
) -> Iterator[None]:
    """Tell an actor who is refused and does not see the instance that there is none: NotFound of that `kind` and `id`,
    and nothing of why."""
    try:
        yield
    except StaleHistory:
        raise
    except (NotAllowed, Conflict, Invalid) as error:
        row = _READABLE.first(connection, folio=folio)
        if row is None or not reader_of(connection, runtime, acting(connection, actor, at)).sees(connection, row):
            raise NotFound(kind=kind, id=id) from error
        raise


Command = Callable[Concatenate[Connection, "Runtime", str, P], T]


def hides(kind: str) -> Callable[[Command[P, T]], Command[P, T]]:
    """`concealing` for a command about an instance or a piece of its work, as `kind` says, by the id that it takes."""

    def hiding(command: Command[P, T]) -> Command[P, T]:
        @wraps(command)
        def hidden(connection: Connection, runtime: "Runtime", id: str, /, *args: P.args, **named: P.kwargs) -> T:
            folio = id if kind == INSTANCE else folio_of(id)
            at = named["at"]
            assert isinstance(at, datetime)
            with concealing(connection, runtime, folio, str(named["actor"]), kind=kind, id=id, at=at):
                return command(connection, runtime, id, *args, **named)

        return hidden

    return hiding


_COLUMNS = [instances.c[name] for name in ("id", "process_id", "started_by", "roles", "open_incidents")]
_READABLE = Query(select(*_COLUMNS).where(instances.c.folio == bindparam("folio")))


def _owner(connection: Connection, runtime: "Runtime", version: Version) -> str | None:
    """The role that the document of a version names as its owner; None for one that cannot be read."""
    try:
        return runtime.library.process(connection, version.process_id, version.number).document.owner
    except EngineError:
        return None


def did(person: ColumnElement[str] | str) -> Select[tuple[int]]:
    """The instances of which a person completed a step."""
    done = work_items.alias()
    return select(done.c.instance_id).where(done.c.status == COMPLETED, done.c.closed_by == person)


def _has(person: ColumnElement[str] | str) -> Select[tuple[int]]:
    """The instances of which a person has a step."""
    taken = work_items.alias()
    mine = taken.c.assignee.is_not(None), taken.c.assignee == person
    return select(taken.c.instance_id).where(taken.c.status == OPEN, *mine)


def among(ids: Select[tuple[int]]) -> ColumnElement[bool]:
    """That a row of `instances` is one of `ids`, looked up for each row."""
    return is_there(ids.where(ids.selected_columns[0] == instances.c.id).correlate(instances))


def _of_one(ids: Select[tuple[int]]) -> Select[tuple[int]]:
    return ids.where(ids.selected_columns[0] == bindparam("id"))


_PERSON = bindparam("person", type_=Text)
_ITEMS = work_items.alias()
_OF_IT = _ITEMS.c.instance_id == bindparam("id")
_WHO_TOOK_PART = Statement(
    union(
        select(_ITEMS.c.closed_by).where(_OF_IT, _ITEMS.c.status == COMPLETED),
        select(_ITEMS.c.assignee).where(_OF_IT, _ITEMS.c.status == OPEN, _ITEMS.c.assignee.is_not(None)),
    )
)
_TOOK_PART = Statement(union_all(_of_one(did(_PERSON)), _of_one(_has(_PERSON))))
