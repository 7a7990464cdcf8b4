"""Serialises a history as JSON for the replay player.

A thousand events must load at once and answer within a tenth of a second, so each step holds only its differences from
the previous one; the client accumulates them.
"""

from collections.abc import Mapping
from itertools import islice

from engine.history.chain import GENESIS
from engine.instances.progress.element_state import ElementKey, ElementState
from engine.instances.progress.tracker import Change
from engine.replay.playback import Frame
from web.audit.replay_view import Step, Watched
from web.texts.element_statuses import ElementStatus, element_status
from web.texts.formatting import Presenter, Shown

PART = 250
"""Events that are served at a time."""


def as_json(watched: Watched, first: int = 1, limit: int | None = None) -> dict[str, object]:
    """What the script in the browser needs besides the diagrams and the words that stand on the page.

    ``steps`` is a list with an object for each event: ``what`` happened, ``who``, ``way`` and ``when`` (left out: as
    before), ``at`` (the element and its process), ``hash`` (and ``prev`` where it is not the hash before),
    ``waited``, ``term``, ``sent`` and ``moved`` (what `web.audit.replay_view.Step` says under these names),
    ``recorded`` (what is stored besides a form), ``runs`` (the versions it runs on from then on, by process), ``form``
    and the names of the variables ``given`` in it, ``data`` (variables that changed, as they are shown now; null:
    gone), ``marks`` (elements that changed: ``[state, times]``, null: not reached any more), ``flows`` (taken: true or
    false), ``waits`` (what waits afterwards; left out: as before). An event that was not executed has no ``data``, but
    what is ``written`` in its form, as pairs of label and value. ``landmarks`` are the numbers of the events to
    go on to.

    With `first` it is told from that event on, at most `limit` events, and ``base`` says what all before it add up to,
    under the same names.
    """
    own = watched.playback.instance.process_id
    base, names = _base(watched, first)
    steps: list[dict[str, object]] = []
    when, way, previous = "", "", base.get("hash", GENESIS)
    waits: list[str] | None = None
    taken = _taken(watched, first)
    starts = {run.seq: run.versions for run in watched.playback.runs}
    for step in watched.steps():
        if step.number < first:
            continue  # what it says is learned from all the same
        if limit is not None and step.number >= first + limit:
            break
        event = step.event
        one: dict[str, object] = {"what": step.sentence, "who": step.who, "hash": event.hash}
        if step.when != when:
            one["when"] = when = step.when
        if step.way != way:
            one["way"] = way = step.way
        if event.prev_hash != previous:
            one["prev"] = event.prev_hash
        previous = event.hash
        for name in ("waited", "term", "sent", "moved"):
            if said := getattr(step, name):
                one[name] = said
        if step.number in starts:
            one["runs"] = dict(starts[step.number])
        if step.recorded:
            one["recorded"] = step.recorded
        if step.frame is not None:
            data = {name: _after(step, name) for name in step.changed}
            names.update(data)
            one |= {"data": data} | _moved(step.frame, watched, own) | _drawn(step.frame.change, taken)
            if step.waiting != waits:
                one["waits"] = waits = step.waiting
        elif step.given:
            one["written"] = [[shown.label, value_of(shown, watched.presenter)] for shown in step.given]
        steps.append(one)
    labels = {name: watched.label(name) for name in watched.ordered(names)}
    places = {str(kind): numbers for kind, numbers in watched.landmarks.items()}
    told = {"folio": watched.folio, "start": own, "labels": labels, "order": list(labels)}
    return {**told, "landmarks": places, "base": base, "steps": steps}


def _base(watched: Watched, first: int) -> tuple[dict[str, object], set[str]]:
    """What the events before `first` add up to, and the names of the variables in it; nothing before the first."""
    if first == 1:
        return {}, set()
    before = next(islice(watched.steps(), first - 2, None))
    versions = watched.versions_at(before.number)
    told: dict[str, object] = {
        "when": before.when,
        "way": before.way,
        "hash": before.event.hash,
        "runs": dict(versions),
    }
    if before.frame is None:
        return told, set()
    data = {name: _shown(watched, name, value) for name, value in before.frame.state.after.items()}
    marks: dict[str, dict[str, object]] = {}
    for (process_id, element), standing in watched.standing(before.number).items():
        marks.setdefault(process_id, {})[element] = [state_of(standing), standing.times]
    flows: dict[str, dict[str, bool]] = {}
    for process_id, flow in _taken(watched, first):
        flows.setdefault(process_id, {})[flow] = True
    return {**told, "data": data, "marks": marks, "flows": flows, "waits": before.waiting}, set(data)


def _taken(watched: Watched, first: int) -> set[ElementKey]:
    """The flows that were taken before an event."""
    counts: dict[ElementKey, int] = {}
    for frame in watched.playback.frames[: first - 1]:
        counts.update(frame.change.flows)
    return {place for place, count in counts.items() if count > 0}


def state_of(standing: ElementState) -> ElementStatus:
    """The state of an element that was reached."""
    return element_status(standing.current, standing.completed)


def value_of(shown: Shown, presenter: Presenter) -> object:
    """A value as the page shows it: a text, a list of texts, ``{"files": …}`` or ``{"rows": …}``; "" for nothing."""
    if shown.files:
        return {"files": [[str(f["name"]), presenter.size(_size(f)), str(f["sha256"])] for f in shown.files]}
    if shown.rows:
        return {"rows": [[[cell.label, value_of(cell, presenter)] for cell in row] for row in shown.rows]}
    return shown.lines[0] if len(shown.lines) == 1 else list(shown.lines) if shown.lines else ""


def _after(step: Step, name: str) -> object:
    assert step.frame is not None
    after = step.frame.state.after
    return _shown(step.watched, name, after[name]) if name in after else None


def _shown(watched: Watched, name: str, value: object) -> object:
    return value_of(watched.shown(name, value), watched.presenter)


def _moved(frame: Frame, watched: Watched, own: str) -> dict[str, object]:
    state = frame.state
    found: dict[str, object] = {}
    if state.event.element is not None:
        found["at"] = [state.event.element, state.process_id or own]
    if state.form is not None:
        found["form"] = state.form
    if state.values is not None:
        found["given"] = watched.ordered(set(state.values))
    return found


def _drawn(change: Change, taken: set[ElementKey]) -> dict[str, object]:
    """What changed on the diagrams; `taken` are the flows that were taken before, and is kept up."""
    marks: dict[str, dict[str, object]] = {}
    for (process_id, element), standing in change.elements.items():
        mark = None if standing is None else [state_of(standing), standing.times]
        marks.setdefault(process_id, {})[element] = mark
    flows: dict[str, dict[str, bool]] = {}
    for place, count in change.flows.items():
        if (count > 0) != (place in taken):  # whether it was taken is drawn, how often is not
            taken ^= {place}
            flows.setdefault(place[0], {})[place[1]] = count > 0
    return {name: value for name, value in (("marks", marks), ("flows", flows)) if value}


def _size(file: Mapping[str, object]) -> int:
    size = file["size"]
    return size if isinstance(size, int) else 0
