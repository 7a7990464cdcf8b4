"""Follows what happens and notes whom it concerns: the job between histories and notices.

It goes by the place of each event (`engine.webhooks.feed`). What it notes and its new place are one transaction, and
each person is told once of one thing, so whoever is killed or runs twice tells nobody twice.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.attention.people import Around
from engine.attention.steps import Circle, Draft, Letter, drafts_of, once_each
from engine.client_access.links import is_link
from engine.clock import Clock, from_text, to_text
from engine.db import Database
from engine.errors import EngineError
from engine.history import store
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_LINK_MADE,
    COMMENT_MADE,
    INSTANCE_CANCELLED,
    REGISTRY,
    USER_TASK_ASKED_FOR,
    USER_TASK_ASSIGNED,
    USER_TASK_COMPLETED,
    USER_TASK_HANDED_BACK,
    USER_TASK_TAKEN_OVER,
    Part,
    Subject,
    VisitEffect,
)
from engine.history.models import events
from engine.history.versions import runs_on
from engine.history.visits import Visit
from engine.instances.models import instances
from engine.instances.projection import Projection, WorkItem, project
from engine.instances.runtime import Runtime
from engine.notifications.delivery import texts
from engine.notifications.models import outbox
from engine.notifications.outbox import EMAIL
from engine.telling.channels import channels_of
from engine.telling.commands import tell
from engine.telling.kinds import OF_WORK, NoticeKind
from engine.telling.models import MailStatus, notice_progress, notices
from engine.webhooks import feed

LONGEST = 400
"""How much of what somebody wrote a notice holds, in characters."""
log = logging.getLogger("cauce.jobs")


def follow(database: Database, runtime: Runtime, clock: Clock, *, until: datetime) -> int:
    """Note whom what happened concerns, until a moment; gives how many notices that were. Raises StoreUnavailable."""
    told = 0
    while clock() < until:
        with database.reading() as connection:
            after = connection.execute(select(notice_progress.c.after)).scalar() or 0
        end = feed.settled(database, after, feed.WINDOW)
        if end == after:
            break
        with database.transaction() as connection:
            locked = select(notice_progress.c.after).with_for_update()
            if connection.execute(locked).scalar() != after:
                break  # another worker was faster
            told += _tell_between(connection, runtime, after, end, clock())
            connection.execute(update(notice_progress).values(after=end))
    return told


def _tell_between(connection: Connection, runtime: Runtime, after: int, end: int, at: datetime) -> int:
    """Tell of the events behind the place `after`, up to `end`."""
    where = events.c.position > after, events.c.position <= end
    rows = connection.execute(select(events.c.instance_id, events.c.seq, events.c.position).where(*where)).all()
    places: dict[int, dict[int, int]] = {}
    for row in rows:
        places.setdefault(row.instance_id, {})[row.seq] = row.position
    told = 0
    for instance_id, new in sorted(places.items()):
        row = connection.execute(select(instances).where(instances.c.id == instance_id)).one()
        try:
            told += _OneInstance(connection, runtime, row, new, at).tell()
        except (EngineError, AssertionError, KeyError, ValueError):
            # What somebody wrote into a history by hand is named by verification; the others are told all the same.
            log.exception(lazy_gettext("nobody is told of what happened to {folio}", folio=row.folio))
    return told


@dataclass(frozen=True, slots=True)
class _OneInstance:
    """What is new in one instance, `new` giving the place of each event by its number."""

    connection: Connection
    runtime: Runtime
    row: Any
    new: Mapping[int, int]
    at: datetime

    def tell(self) -> int:
        history = store.read(self.connection, self.row.id, self.row.folio)
        today = project(history)
        open_now = {item.id: item for item in today.items.values() if item.is_open}
        around = Around(self.connection, self.at)
        able = {id_: around.able(item) for id_, item in open_now.items()}
        told, state, versions = 0, _State(self.row.started_by), dict[str, int]()
        for step in steps_of(history):
            found = runs_on(step[0])
            if found is not None:
                versions = dict(found.versions)
            before = state.last
            state.take(step)
            if step[0].seq not in self.new:
                continue
            self._read_what_is_over(step, state.items)
            if REGISTRY[step[0].type].part is Part.ASIDE or step[0].type == INSTANCE_CANCELLED.name:
                drafts = self._aside(step[0], state)
            else:
                executable = self.runtime.library.executable(self.connection, self.row.process_id, versions)
                circle = Circle(
                    executable, state.waiting, able, frozenset(state.done), frozenset(state.took_part), before
                )
                drafts = drafts_of(step, circle, self._letters(step, around))
            told += self._tell(step[0], drafts)
        return told

    def _tell(self, cause: Event, drafts: Sequence[Draft]) -> int:
        people = frozenset[str]().union(*(draft.people for draft in drafts))
        if not people:
            return 0
        known = self._known({draft.key for draft in drafts})
        channels = channels_of(self.connection, people)
        told = 0
        for draft in once_each(drafts, known, channels):
            mail = MailStatus.NONE if draft.told else MailStatus.WAITING
            told += tell(
                self.connection,
                draft.kind,
                draft.people,
                key=draft.key,
                at=from_text(cause.at),
                folio=self.row.folio,
                item=draft.item,
                actor=cause.actor,
                data=draft.data,
                position=self.new[cause.seq],
                mail=mail,
            )
        return told

    def _known(self, keys: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        query = select(notices.c.key, notices.c.person_id).where(notices.c.folio == self.row.folio)
        for key, person in self.connection.execute(query.where(notices.c.key.in_(sorted(keys)))):
            found.setdefault(key, set()).add(person)
        return found

    def _letters(self, step: Sequence[Event], around: Around) -> list[Letter]:
        """What the diagram itself wrote with a step to people of the company."""
        seqs = {event.seq for event in step}
        query = select(outbox.c.key, outbox.c.payload).where(
            outbox.c.instance_id == self.row.id, outbox.c.kind == EMAIL
        )
        found = []
        for key, payload in self.connection.execute(query.order_by(outbox.c.id)):
            parts = str(key).rsplit(".", 2)
            if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()) or int(parts[1]) not in seqs:
                continue
            said: Any = canonical_json.loads(payload)
            if "link" in said or "client" in said:
                continue  # for somebody outside
            to = set(texts(said.get("to")))
            people = frozenset(id_ for id_, email in around.reach(texts(said.get("roles"))) if email in to)
            if people:
                found.append(Letter(people, str(said["subject"]), str(said["body"])))
        return found

    def _aside(self, event: Event, state: "_State") -> list[Draft]:
        """Of what somebody did to work that waits, or to the instance as a whole."""
        key = f"{event.folio}.{event.seq}"
        if event.type == INSTANCE_CANCELLED.name:
            data = {"reason": event.payload.get("reason")}
            return [Draft(NoticeKind.CANCELLED, frozenset(state.took_part | state.had), key, None, data)]
        if event.type == COMMENT_MADE.name:
            people = frozenset(texts(event.payload.get("mentions")))
            return [Draft(NoticeKind.MENTIONED, people, key, None, {"text": _short(event.payload.get("text"))})]
        item = state.items.get(visit_of(event)) if REGISTRY[event.type].subject is Subject.USER_TASK else None
        if item is None:
            return []
        tells = OF_ASIDES.get(event.type)
        return [] if tells is None else [tells(event, item, key)]

    def _read_what_is_over(self, step: Sequence[Event], items: Mapping[Visit, WorkItem]) -> None:
        """Whoever was told of work that is closed by now need not look at it any more."""
        over = [
            items[visit_of(event)].id
            for event in step
            if REGISTRY[event.type].subject is Subject.USER_TASK
            and REGISTRY[event.type].visit in (VisitEffect.ENDS, VisitEffect.WITHDRAWS)
            and visit_of(event) in items
        ]
        if over:
            about = notices.c.item.in_(over), notices.c.kind.in_(sorted(OF_WORK)), notices.c.read_at.is_(None)
            self.connection.execute(update(notices).where(*about).values(read_at=self.at))


class _State:
    """What is known of an instance after the steps taken so far."""

    def __init__(self, started_by: str) -> None:
        self.items: dict[Visit, WorkItem] = {}
        self._all = Projection()
        self.done: set[str] = set()
        self.took_part: set[str] = {started_by}
        self.had: set[str] = set()
        """Who has work of it that was not done."""
        self.last: str | None = None
        """Who of the company completed the last step."""

    @property
    def waiting(self) -> dict[Visit, WorkItem]:
        """The open work."""
        return {visit: item for visit, item in self.items.items() if item.is_open}

    def take(self, step: Sequence[Event]) -> None:
        """Take the next step."""
        self.had = {item.assignee for item in self.waiting.values() if item.assignee}
        self._all = project(step, [*self._all.items.values(), *self._all.timers.values()])
        self.items = self._all.items
        for event in step:
            if event.type == USER_TASK_COMPLETED.name:
                self.done.add(str(event.element))
                if event.actor is not None and not is_link(event.actor):
                    self.took_part.add(event.actor)
                    self.last = event.actor


def steps_of(history: Iterable[Event]) -> Iterator[list[Event]]:
    """A history in its steps: what sets something off with what follows from it, and each aside by itself."""
    current: list[Event] = []
    asides: list[Event] = []
    for event in history:
        part = REGISTRY[event.type].part
        if part is Part.CONSEQUENCE:
            current.append(event)
        elif part is Part.ASIDE:
            (current if event.type == CLIENT_LINK_MADE.name else asides).append(event)
        else:
            if current:
                yield current
            yield from ([each] for each in asides)
            current, asides = [event], []
    if current:
        yield current
    yield from ([each] for each in asides)


def _assigned(event: Event, item: WorkItem, key: str) -> Draft:
    data = {"step": item.name, "reason": event.payload.get("reason"), **_due(item)}
    return Draft(NoticeKind.WORK_ASSIGNED, frozenset({str(event.payload["assignee"])}), key, item.id, data)


def _short(text: object) -> str | None:
    """What somebody wrote, so far as a notice has room for it, in one line."""
    line = " ".join(str(text or "").split())
    return (line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…") or None


def _due(item: WorkItem) -> dict[str, object]:
    return {} if item.due_at is None else {"due_at": to_text(item.due_at)}


def _taken_over(event: Event, item: WorkItem, key: str) -> Draft:
    data = {"step": item.name, "reason": event.payload.get("reason")}
    return Draft(NoticeKind.WORK_TAKEN_OVER, frozenset({str(event.payload["from"])}), key, None, data)


def _asked_for(event: Event, item: WorkItem, key: str) -> Draft:
    data = {"step": item.name, "text": _short(event.payload.get("message"))}
    return Draft(NoticeKind.WORK_ASKED_FOR, frozenset({str(event.payload["assignee"])}), key, item.id, data)


OF_ASIDES: Mapping[str, Callable[[Event, WorkItem, str], Draft]] = {
    USER_TASK_ASSIGNED.name: _assigned,
    USER_TASK_HANDED_BACK.name: _assigned,
    USER_TASK_TAKEN_OVER.name: _taken_over,
    USER_TASK_ASKED_FOR.name: _asked_for,
}
"""Of what people are told where somebody did something to work that waits, by the type of that."""
