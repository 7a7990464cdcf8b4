"""What history tells of links for clients, followed beside the execution: each must be one that could be.

A link is made where the diagram invites somebody, for whom the data name, one at a time; it is answered by whoever has
it, within its time, over what the data and the form held; and by that answer, and by no other, the work is completed.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine import canonical_json
from engine.client_access.invitations import invited
from engine.client_access.links import is_link
from engine.clock import from_text
from engine.documents.references import files_in
from engine.errors import ReplayDiverged
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled, Execution
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_LINK_ANSWERED,
    CLIENT_LINK_MADE,
    INSTANCE_STARTED,
    USER_TASK_COMPLETED,
    Subject,
    type_of,
)
from engine.history.problems import UNREADABLE
from engine.history.visits import Visit

_ID, _KEY = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Standing:
    id: str
    actor: str
    expires_at: str


class LinkTracker:
    """Follows the links of one instance."""

    def __init__(self, executable: Executable) -> None:
        self._executable = executable
        self._digests: Mapping[str, object] = {}
        self._used: set[str] = set()
        self._standing: dict[Visit, _Standing] = {}
        self._answered: Event | None = None

    def follow(self, event: Event, waiting: Collection[Visit], snapshot: bytes | None) -> None:
        """Follow an event that something other than the step before it gives. Raises ReplayDiverged.

        `waiting` is the open work, and `snapshot` the state, before it.
        """
        try:
            self._require_completion(event)
            type_ = type_of(event)
            if type_ is INSTANCE_STARTED:
                digests = event.payload.get("digests")
                self._digests = digests if isinstance(digests, Mapping) else {}
            elif type_.subject is Subject.CLIENT_LINK:
                self._apply(event, self._enabled(event, waiting, snapshot))
        except UNREADABLE as error:
            raise _diverged(event, "—", event.data) from error

    def end(self) -> None:
        """After the last event. Raises ReplayDiverged when an answer completed nothing."""
        if self._answered is not None:
            raise _diverged(self._answered, USER_TASK_COMPLETED.name, "—")

    def _require_completion(self, event: Event) -> None:
        """An answer and the completion by it stand together, or neither stands."""
        answered, self._answered = self._answered, None
        completes = event.type == USER_TASK_COMPLETED.name and is_link(event.actor)
        if answered is None and not completes:
            return
        where = None if answered is None else (visit_of(answered), answered.actor, answered.at)
        if not completes or where != (visit_of(event), event.actor, event.at):
            raise _diverged(
                event, "—" if answered is None else f"{USER_TASK_COMPLETED.name} {answered.actor}", _told(event)
            )

    def _enabled(self, event: Event, waiting: Collection[Visit], snapshot: bytes | None) -> Enabled:
        visit = visit_of(event)
        if visit not in waiting:
            raise _diverged(event, ", ".join(sorted(map(str, waiting))) or "—", _told(event))
        return next(each for each in Execution(self._executable, snapshot).enabled() if each.visit == visit)

    def _apply(self, event: Event, work: Enabled) -> None:
        data, standing = event.payload, self._standing.get(work.visit)
        type_ = type_of(event)
        if type_ is CLIENT_LINK_MADE:
            self._made(event, work)
        elif standing is None or standing.id != data["link"]:
            raise _diverged(event, standing.id if standing else "—", str(data["link"]))
        elif type_ is CLIENT_LINK_ANSWERED:
            if (event.actor, event.at < standing.expires_at) != (standing.actor, True):
                raise _diverged(event, f"{standing.actor} < {standing.expires_at}", f"{event.actor} {event.at}")
            self._check_shown(event, work)
            self._answered = event
            del self._standing[work.visit]
        else:
            del self._standing[work.visit]

    def _made(self, event: Event, work: Enabled) -> None:
        data, who = event.payload, invited(self._executable, work.process_id, work.visit.element)
        if who is None or work.visit in self._standing:
            raise _diverged(event, "—", _told(event))
        expected = {"role": who.role, "email": who.email(work.data), "person": who.person(work.data)}
        found = {name: data[name] for name in expected}
        id, key, expires_at = str(data["link"]), str(data["key"]), str(data["expires_at"])
        if expected != found:
            raise _diverged(event, canonical_json.dumps(expected), canonical_json.dumps(found))
        well = _ID.fullmatch(id) and _KEY.fullmatch(key) and from_text(expires_at) > from_text(event.at)
        if not well or id in self._used or data.keys() != {"link", "key", "expires_at", *expected}:
            raise _diverged(event, "—", _told(event))
        self._used.add(id)
        self._standing[work.visit] = _Standing(id, f"{who.role}:{id}", expires_at)

    def _check_shown(self, event: Event, work: Enabled) -> None:
        """What the page showed is what the data and the form held."""
        told = event.payload
        names = told["variables"]
        assert isinstance(names, list) and set(names) <= work.data.keys()
        shown = {name: work.data[name] for name in names}
        content = canonical_json.dumps(shown).encode()
        expected = {
            "data": hashlib.sha256(content).hexdigest(),
            "form": self._form_digest(work),
            "files": files_in(shown),
        }
        found = {name: told[name] for name in expected}
        if expected != found:
            raise _diverged(event, canonical_json.dumps(expected), canonical_json.dumps(found))

    def _form_digest(self, work: Enabled) -> object:
        form = getattr(self._executable.node(work.process_id, work.visit.element), "form", None)
        parts = self._digests[work.process_id]
        assert isinstance(parts, Mapping)
        return None if form is None else parts["forms"][form]


def _told(event: Event) -> str:
    return f"{event.type} {event.actor or ''} {event.element or ''} {event.data[:120]}"


def _diverged(event: Event, expected: str, found: str) -> ReplayDiverged:
    return ReplayDiverged(folio=event.folio, seq=event.seq, expected=expected, found=found)
