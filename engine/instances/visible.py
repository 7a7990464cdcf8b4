"""What a reader may read of the values of an instance: what is confidential is withheld, and personal data are masked.

Hiding is a matter of showing. Nothing of it is stored or hashed; execution, verification and replay see every value,
and whoever shows one takes it from here. `WITHHELD` stands in the place of a value, so that people see that there is
one and a page keeps its order; where a program reads, `plain` leaves it out and says which it was.

A confidential value is read by the holders of the roles that its form names, and by auditors. What the form of a step
asks or shows is read by whoever may do that step, in that step, and is not hidden there (`engine.instances.rights`).
Personal data are masked for everybody until they give a reason (`engine.instances.readings`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection

from bpmn.forms.marks import Chain, Hiding, Marks, Replace
from bpmn.hidden import MASKED, WITHHELD, is_withheld, masked_text
from bpmn.messages import Message
from engine import canonical_json
from engine.db import AnyRow
from engine.documents.references import files_in
from engine.history.chain import Event
from engine.history.event_types import (
    CLIENT_LINK_ANSWERED,
    CLIENT_LINK_MADE,
    INCIDENT_RAISED,
    REGISTRY,
    ValuesAt,
)
from engine.history.problems import UNREADABLE
from engine.identity.role_ids import AUDITOR
from engine.notifications.notices import Notice, without_addresses

_SHOWING = frozenset({"left", "right", "value", "key", "roles"})
"""The places of a reason for an incident that hold what came of values."""

if TYPE_CHECKING:  # who only shows values needs no execution
    from engine.instances.runtime import Runtime

_TELLING = (CLIENT_LINK_MADE, CLIENT_LINK_ANSWERED, INCIDENT_RAISED)
"""The types of events that tell of values besides those that hold them."""


class Roles(Protocol):
    """Who reads, as far as that says what is confidential to them: a person, or a reader of instances."""

    @property
    def working_roles(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Visible:
    """What of the values of an instance is shown. `withheld` and `masked` lead to those that are not; `until`: for so
    long its reader reads personal data by a reason they gave."""

    withheld: frozenset[Chain] = frozenset()
    masked: frozenset[Chain] = frozenset()
    until: datetime | None = None
    _hiding: Hiding = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        chains: dict[Chain, Replace] = dict.fromkeys(self.masked, mask)
        object.__setattr__(self, "_hiding", Hiding({**chains, **dict.fromkeys(self.withheld, _withhold)}))

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden."""
        return not self._hiding

    def data(self, values: Mapping[str, object]) -> dict[str, object]:
        """`values` as they are shown."""
        return self._hiding.within(values) if self._hiding else dict(values)

    def history(self, events: Iterable[Event]) -> list[Event]:
        """Events as they are shown. Their hashes are those of what was recorded."""
        return [*events] if self.everything else [*map(self.event, events)]

    def event(self, event: Event) -> Event:
        """As `history`, one event; of what nobody can read, nothing is shown."""
        if self.everything or event.data == "{}" or not self._may_tell(event.type):
            return event
        try:
            data = canonical_json.dumps(self._payload(event, canonical_json.loads(event.data)))
        except (*UNREADABLE, RecursionError):
            data = "{}"
        return event._replace(data=data)

    def bare(self, event: Event) -> Event:
        """As `event`, without what is withheld: for what leaves to programs."""
        shown = self.event(event)
        if shown is event:
            return event
        return shown._replace(data=canonical_json.dumps(plain(canonical_json.loads(shown.data))[0]))

    def reason(self, told: Any) -> Any:
        """Why something stands still (`engine.instances.incidents`), without what came of values where some are
        withheld."""
        return without_values(told) if self.withheld else told

    def person(self, text: str | None) -> str | None:
        """The name or the address of somebody outside, masked where the instance has personal data that are."""
        return str(mask(text)) if text and self.masked else text

    def notice(self, notice: Notice) -> Notice:
        """What became of a notice, without the address of somebody outside, and without what their server said of it,
        which has it too."""
        if not (self.masked and notice.outside):
            return notice
        reason = notice.reason and without_addresses(notice.reason, notice.to)
        reply = without_addresses(notice.reply, notice.to)
        return replace(notice, to=tuple(map(masked_text, notice.to)), reply=reply, reason=reason)

    def _may_tell(self, name: str) -> bool:
        """Whether events of a type may hold something that is hidden; most need not be read to know."""
        type_ = REGISTRY.get(name)
        if type_ is None or type_.values_at is not None:
            return True
        return type_ in _TELLING

    def _payload(self, event: Event, payload: Any) -> Any:
        type_ = REGISTRY.get(event.type)
        if type_ is None or type_.values_at is ValuesAt.PAYLOAD:  # what nobody knows may hold anything
            return self.data(payload)
        if type_.values_at is ValuesAt.KEY:
            values = payload.get("values")
            return payload | {"values": self.data(values)} if isinstance(values, dict) else payload
        if type_ is CLIENT_LINK_MADE and self.masked:
            return payload | {name: mask(payload.get(name)) for name in ("email", "person")}
        if type_ is CLIENT_LINK_ANSWERED and self._tells(payload.get("variables")):
            return payload | {"data": WITHHELD, "files": []}
        if type_ is INCIDENT_RAISED:
            return payload | {"reason": self.reason(payload.get("reason"))}
        return payload

    def _tells(self, names: object) -> bool:
        """Whether something that is withheld is among variables."""
        return isinstance(names, list) and any(chain[0] in names for chain in self.withheld)


def visible(
    connection: Connection,
    runtime: "Runtime",
    process_ids: Iterable[str],
    reader: Roles | None,
    *,
    unmasked: bool = False,
) -> Visible:
    """What `reader` may read of an instance that runs on versions of these processes; None reads nothing confidential.

    `unmasked`: they gave a reason to read personal data.
    """
    return seen_by(runtime.library.marks(connection, process_ids), reader, unmasked=unmasked)


def reads_all(connection: Connection, runtime: "Runtime", reader: Roles | None) -> Callable[[AnyRow], bool]:
    """Whether `reader` may read everything that is confidential in the instance of a row of `instances`."""

    def reads(row: AnyRow) -> bool:
        versions: Any = canonical_json.loads(row.versions)
        return visible(connection, runtime, versions, reader, unmasked=True).everything

    return reads


def seen_by(marks: Marks, reader: Roles | None, *, unmasked: bool = False) -> Visible:
    """The same by the marks."""
    if not marks:
        return EVERYTHING
    roles = frozenset() if reader is None else reader.working_roles
    withheld = (
        chain
        for chain, mark in marks.items()
        if mark.readers is not None and AUDITOR not in roles and not roles & mark.readers
    )
    masked = () if unmasked else (chain for chain, mark in marks.items() if mark.personal)
    return Visible(frozenset(withheld), frozenset(masked))


def without_values(told: Any) -> Any:
    """A reason for an incident with its words alone."""
    if not isinstance(told, dict) or not isinstance(told.get("values"), dict):
        return told
    values = {name: WITHHELD if name in _SHOWING else without_values(each) for name, each in told["values"].items()}
    return {**told, "values": values}


def bare_message(message: Message) -> Message:
    """The same of a text that was not kept yet: for whoever plans what becomes of many instances."""
    told = {
        name: WITHHELD if name in _SHOWING else bare_message(each) if isinstance(each, Message) else each
        for name, each in message.values.items()
    }
    return message.with_values(told)


def mask(value: object) -> object:
    """Personal data so that who knows them recognises them, and nobody else learns them."""
    match value:
        case None | "" | []:
            return value
        case str():
            return masked_text(value)
        case list():
            return [WITHHELD] if files_in(value) else [mask(item) for item in value]
    return MASKED


def _withhold(value: object) -> object:
    return WITHHELD  # whether there is one at all is told by it too


def plain(values: Any) -> tuple[Any, list[str]]:
    """Values without those that are withheld, for programs, and which these were, such as ``costos[].monto``."""
    gone: dict[str, None] = {}
    return _plain(values, "", gone), sorted(gone)


def _plain(value: Any, place: str, gone: dict[str, None]) -> Any:
    if isinstance(value, Mapping):
        found = {}
        for name, inner in value.items():
            here = f"{place}.{name}".lstrip(".")
            if is_withheld(inner):
                gone[here] = None
            else:
                found[name] = _plain(inner, here, gone)
        return found
    return [_plain(item, f"{place}[]", gone) for item in value] if isinstance(value, list) else value


EVERYTHING = Visible()
"""Nothing is hidden: for execution, verification and jobs."""
