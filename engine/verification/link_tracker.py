"""Checks the events about client links while a history is executed again.

A link may be made only where the diagram invites somebody, for the person that the data name, and one at a time. It is
answered by its holder before it expires, over the data and the form that stood then; and that answer, and no other,
completes the work item. Where it could not, since the flow cannot go on, somebody may send it on later.
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
    CLIENT_ANSWER_FORWARDED,
    CLIENT_LINK_ANSWERED,
    CLIENT_LINK_MADE,
    INCIDENT_RAISED,
    INSTANCE_STARTED,
    USER_TASK_COMPLETED,
    Subject,
    type_of,
)
from engine.history.problems import UNREADABLE
from engine.history.visits import Visit

_NEVER = "9999"
_ID, _KEY = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _OpenLink:
    id: str
    actor: str
    expires_at: str


class LinkTracker:
    """Tracks the links of one instance."""

    def __init__(self, executable: Executable) -> None:
        self._executable = executable
        self._digests: Mapping[str, object] = {}
        self._used: set[str] = set()
        self._open: dict[Visit, _OpenLink] = {}
        self._stopped: dict[Visit, set[str]] = {}
        """The links whose answers could not complete the work of a visit, by their ids."""
        self._answered: Event | None = None
        """The answer, or its sending on, that the next event has to complete the work by."""

    def follow(self, event: Event, waiting: Collection[Visit], snapshot: bytes | None) -> None:
        """Check an event that is not a consequence. Raises ReplayDiverged, UnknownEventType.

        `waiting` are the visits with open work, and `snapshot` the state, before it.
        """
        try:
            self._require_completion(event)
            type_ = type_of(event)
            if type_ is INSTANCE_STARTED:
                digests = event.payload.get("digests")
                self._digests = digests if isinstance(digests, Mapping) else {}
            elif type_.subject is Subject.CLIENT_LINK:
                self._apply(event, self._enabled(event, waiting, snapshot))
            elif type_ is INCIDENT_RAISED and is_link(event.actor):
                self._require_open(event, self._open.get(visit_of(event)))
                self._stopped.setdefault(visit_of(event), set()).add(self._open[visit_of(event)].id)
        except UNREADABLE as error:
            raise _diverged(event, "—", event.data) from error

    def move(self, executable: Executable, event: Event, visits: Mapping[Visit, Visit]) -> None:
        """The instance goes on with other versions, by an event that the caller has checked; `visits` are what its open
        work was called before, and is now."""
        self._executable, digests = executable, event.payload["digests"]
        assert isinstance(digests, Mapping)
        self._digests = digests
        self._open = {visits[visit]: link for visit, link in self._open.items() if visit in visits}
        self._stopped = {visits[visit]: links for visit, links in self._stopped.items() if visit in visits}

    def end(self) -> None:
        """Call after the last event. Raises ReplayDiverged when an answer completed nothing."""
        if self._answered is not None:
            raise _diverged(self._answered, USER_TASK_COMPLETED.name, "—")

    def _require_completion(self, event: Event) -> None:
        """Check that an answer and the completion by it are together, or that there is neither."""
        answered, self._answered = self._answered, None
        completes = event.type == USER_TASK_COMPLETED.name and (answered is not None or is_link(event.actor))
        if answered is None and not completes:
            return
        where = None if answered is None else (visit_of(answered), answered.actor, answered.at)
        if not completes or where != (visit_of(event), event.actor, event.at):
            raise _diverged(
                event, "—" if answered is None else f"{USER_TASK_COMPLETED.name} {answered.actor}", _outline(event)
            )

    def _enabled(self, event: Event, waiting: Collection[Visit], snapshot: bytes | None) -> Enabled:
        visit = visit_of(event)
        if visit not in waiting:
            raise _diverged(event, ", ".join(sorted(map(str, waiting))) or "—", _outline(event))
        return next(each for each in Execution(self._executable, snapshot).enabled() if each.visit == visit)

    def _apply(self, event: Event, work: Enabled) -> None:
        data, link = event.payload, self._open.get(work.visit)
        type_ = type_of(event)
        if type_ is CLIENT_LINK_MADE:
            self._made(event, work)
        elif type_ is CLIENT_ANSWER_FORWARDED:
            sent = self._stopped.get(work.visit, set())
            if data["link"] not in sent or event.actor is None or is_link(event.actor):
                raise _diverged(event, ", ".join(sorted(sent)) or "—", f"{data['link']} {event.actor}")
            self._answered = event
        elif link is None or link.id != data["link"]:
            raise _diverged(event, link.id if link else "—", str(data["link"]))
        elif type_ is CLIENT_LINK_ANSWERED:
            self._require_open(event, link)
            self._check_shown(event, work)
            self._answered = event
            del self._open[work.visit]
        else:
            del self._open[work.visit]

    def _require_open(self, event: Event, link: _OpenLink | None) -> None:
        """Check that whoever acted by a link could."""
        if link is None or (event.actor, event.at < link.expires_at) != (link.actor, True):
            expected = "—" if link is None else f"{link.actor} < {link.expires_at}"
            raise _diverged(event, expected, f"{event.actor} {event.at}")

    def _made(self, event: Event, work: Enabled) -> None:
        data, who = event.payload, invited(self._executable, work.process_id, work.visit.element)
        if who is None or work.visit in self._open:
            raise _diverged(event, "—", _outline(event))
        if event.opening is not None:  # of what the values said nothing is left
            self._take_over(event, who.role, work)
            return
        expected = {"role": who.role, "email": who.email(work.data), "person": who.person(work.data)}
        found = {name: data[name] for name in expected}
        id, key, expires_at = str(data["link"]), str(data["key"]), str(data["expires_at"])
        if expected != found:
            raise _diverged(event, canonical_json.dumps(expected), canonical_json.dumps(found))
        well = _ID.fullmatch(id) and _KEY.fullmatch(key) and from_text(expires_at) > from_text(event.at)
        if not well or id in self._used or data.keys() != {"link", "key", "expires_at", *expected}:
            raise _diverged(event, "—", _outline(event))
        self._used.add(id)
        self._open[work.visit] = _OpenLink(id, f"{who.role}:{id}", expires_at)

    def _take_over(self, event: Event, role: str, work: Enabled) -> None:
        """As `_made`, of an event whose values were disposed of. Until when it was good went with them."""
        data = event.payload
        id = str(data["link"])
        if data["role"] != role or not _ID.fullmatch(id) or not _KEY.fullmatch(str(data["key"])) or id in self._used:
            raise _diverged(event, role, _outline(event))
        self._used.add(id)
        self._open[work.visit] = _OpenLink(id, f"{role}:{id}", _NEVER)

    def _check_shown(self, event: Event, work: Enabled) -> None:
        """Check that what the page showed is what the data and the form held."""
        payload = event.payload
        if event.opening is not None:  # what was shown was disposed of
            if payload["form"] != self._form_digest(work):
                raise _diverged(event, str(self._form_digest(work)), str(payload["form"]))
            return
        names = payload["variables"]
        assert isinstance(names, list) and set(names) <= work.data.keys()
        shown = {name: work.data[name] for name in names}
        content = canonical_json.dumps(shown).encode()
        expected = {
            "data": hashlib.sha256(content).hexdigest(),
            "form": self._form_digest(work),
            "files": files_in(shown),
        }
        found = {name: payload[name] for name in expected}
        if expected != found:
            raise _diverged(event, canonical_json.dumps(expected), canonical_json.dumps(found))

    def _form_digest(self, work: Enabled) -> object:
        form = getattr(self._executable.node(work.process_id, work.visit.element), "form", None)
        parts = self._digests[work.process_id]
        assert isinstance(parts, Mapping)
        return None if form is None else parts["forms"][form]


def _outline(event: Event) -> str:
    return f"{event.type} {event.actor or ''} {event.element or ''} {event.data[:120]}"


def _diverged(event: Event, expected: str, found: str) -> ReplayDiverged:
    return ReplayDiverged(folio=event.folio, seq=event.seq, expected=expected, found=found)
