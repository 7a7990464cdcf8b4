"""What the room of the document sends → the texts that are written, in the order in which their rows were put."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bpmn.editing.texts import HEADER, Step, Texts
from bpmn.model import Change, Check, Document, Policy, Record, RelatedDocument, Term

Row = TypeVar("Row")
_DO = re.compile(r"(up|down|drop)-(.+)-(\d{1,4})")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Sent(Protocol):
    """The fields of a form that was sent, as werkzeug gives them."""

    def __iter__(self) -> Iterator[str]: ...
    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Moved:
    """What is to be done with a row besides saving: `what`, the list of rows by its name, and the row's place in it."""

    what: str
    rows: str
    place: int

    @property
    def anchor(self) -> str:
        """Where the reader looks for the row afterwards: a row that was taken out is seen to be gone from its list."""
        if self.what == "drop":
            return self.rows
        return f"{self.rows}-{max(self.place + (1 if self.what == 'down' else -1), 0)}"


_SAVED = re.compile(r"save-([a-z0-9-]+)")
_STEP = re.compile(r"steps-(\d{1,4})(-records)?(-\d{1,4})?")


def place(do: str) -> str:
    """The part of the page to which whoever pressed a button comes back."""
    move, saved = moved(do), _SAVED.fullmatch(do)
    return move.anchor if move is not None else saved[1] if saved is not None else ""


def opened(do: str) -> int | None:
    """The step that stays unfolded, by its place."""
    found = _STEP.fullmatch(place(do))
    return None if found is None else int(found[1])


def moved(do: str) -> Moved | None:
    """What a button says; None for one that only saves."""
    found = _DO.fullmatch(do)
    return None if found is None else Moved(found[1], found[2], int(found[3]))


def texts(sent: Sent) -> Texts:
    """The texts. A row in which nothing is written is none, and a list ends with an empty one to be filled."""
    return _Reader(sent).texts()


class _Reader:
    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._keys = frozenset(sent)
        self._move = moved(sent.get("do", ""))

    def texts(self) -> Texts:
        header = {name: self._line(f"header-{name}") or None for name in HEADER}
        document = Document(
            **header,
            objective=self._prose("objective") or None,
            scope=self._prose("scope") or None,
            terms=self._rows("terms", lambda at: Term(name=self._line(f"{at}-name"), text=self._prose(f"{at}-text"))),
            policies=self._rows("policies", self._policy),
            changes=self._rows("changes", self._change),
            related=self._rows(
                "related", lambda at: RelatedDocument(code=self._line(f"{at}-code"), name=self._line(f"{at}-name"))
            ),
        )
        lanes = {self._line(f"lanes-{place}-id"): f"lanes-{place}-lines" for place in self._places("lanes")}
        answers = {id: self._rows(rows, lambda at: self._line(f"{at}-text")) for id, rows in lanes.items() if id}
        steps = tuple(self._step(f"steps-{place}") for place in self._places("steps"))
        return Texts(document=document, responsibilities=answers, steps=tuple(step for step in steps if step.id))

    def _policy(self, at: str) -> Policy:
        elements, keys = self._sent.getlist(f"{at}-elements"), self._sent.getlist(f"{at}-checks")
        # What a check asks is written on a page of its own.
        checks = tuple(Check(key=key, name="") for key in keys)
        return Policy(text=self._prose(f"{at}-text"), elements=tuple(elements), checks=checks)

    def _change(self, at: str) -> Change:
        date = self._line(f"{at}-date")
        if found := _DAY.fullmatch(date):  # as people write it where the browser has no calendar
            date = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        version, description = self._line(f"{at}-version"), self._prose(f"{at}-description")
        return Change(version=version, date=date, description=description)

    def _step(self, at: str) -> Step:
        return Step(
            id=self._line(f"{at}-id"),
            number=self._line(f"{at}-number"),
            name=self._line(f"{at}-name"),
            responsible=self._line(f"{at}-responsible"),
            description=self._prose(f"{at}-description"),
            records=self._rows(f"{at}-records", self._record),
        )

    def _record(self, at: str) -> Record:
        return Record(code=self._line(f"{at}-code") or None, name=self._line(f"{at}-name"))

    def _line(self, key: str) -> str:
        return " ".join(self._sent.get(key, "").split())

    def _prose(self, key: str) -> str:
        lines = self._sent.get(key, "").splitlines()
        return "\n".join(line.rstrip() for line in lines).strip()

    def _places(self, name: str) -> list[int]:
        """The rows that were sent under a name, by their numbers."""
        begins = (key.removeprefix(f"{name}-").partition("-")[0] for key in self._keys if key.startswith(f"{name}-"))
        return sorted({int(each) for each in begins if re.fullmatch(r"\d{1,4}", each, re.ASCII)})

    def _rows(self, name: str, read: Callable[[str], Row]) -> tuple[Row, ...]:
        places = self._places(name)
        if self._move is not None and self._move.rows == name and self._move.place in places:
            places = _put(places, self._move)
        return tuple(row for place in places if (row := read(f"{name}-{place}")) and not _is_empty(row))


def _put(places: Sequence[int], move: Moved) -> list[int]:
    at = places.index(move.place)
    others = [each for each in places if each != move.place]
    if move.what != "drop":
        others.insert(max(at + (1 if move.what == "down" else -1), 0), move.place)
    return others


def _is_empty(row: object) -> bool:
    """Whether nothing is written in a row. A policy of which only the steps are chosen says nothing yet, and is kept to
    be told of: its text is missing."""
    if isinstance(row, str):
        return not row
    return not any(getattr(row, name) for name in type(row).__dataclass_fields__)  # type: ignore[attr-defined]
