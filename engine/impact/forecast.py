"""Forecasts what a draft does to instances, one after the other; what went the same route is executed once. Pure."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import orjson

from engine import canonical_json
from engine.impact.course import effect_on_past
from engine.impact.editions import Edition
from engine.impact.effects import Cause, Effect, Place, Verdict
from engine.impact.route import Route
from engine.migration import planning
from engine.migration.planning import Plan, plan

_OF_THE_OLD = frozenset({Cause.STEP_GONE, Cause.PLACE_CHANGED, Cause.KIND_CHANGED, Cause.WAYS_CHANGED, Cause.NO_TARGET})


class Forecast:
    """Forecasts for instances that run, or ran, on `old`, and would on `draft`."""

    def __init__(self, draft: Edition, old: Edition) -> None:
        self._draft, self._old = draft, old
        self._known: dict[Hashable, Effect] = {}
        self._ahead: dict[Hashable, bool] = {}

    def past(self, route: Route) -> Effect:
        """What the draft would have done to an instance that has ended."""
        return self._once(_signature(route, self._draft.all_read), lambda: self._past(route))

    def live(self, route: Route, snapshot: Callable[[], bytes]) -> Effect:
        """What the draft does to an instance under way: whether it goes there by itself, and how it is there.

        `snapshot` gives where its tokens stand; it is asked for only where no instance on the same route was forecast.
        """
        if route.moved:
            return self._live(route, snapshot())
        known = tuple(_names(given.values) for given in route.given)
        return self._once(
            ("live", known, _signature(route, self._draft.all_read)), lambda: self._live(route, snapshot())
        )

    def _once(self, key: Hashable, make: Callable[[], Effect]) -> Effect:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
        return found

    def _past(self, route: Route) -> Effect:
        return effect_on_past(self._draft, self._old, route)

    def _live(self, route: Route, snapshot: bytes) -> Effect:
        old, draft = self._old, self._draft
        planned = plan(old.executable, snapshot, draft.executable, old_forms=old.forms, forms=draft.forms)
        if planned.verdict is not planning.Verdict.MOVES:
            why = planned.why[0]
            cause = Cause(str(why.reason))
            place = None if why.element is None else Place(why.process_id, why.element, cause in _OF_THE_OLD)
            return Effect(Verdict(str(planned.verdict)), cause, place, message=why.message)
        past = self._past(route)
        if past.verdict is Verdict.SAME and not self._changed_ahead(planned):
            return past
        assert planned.moved is not None
        waiting = planned.moved.step.waiting
        element = waiting[0].element if waiting else planned.moved.places[0].now[1]
        target = Place(self._draft.homes.get(element, self._draft.executable.process_id), element)
        if past.cause is Cause.OTHER_WAY:
            return Effect(Verdict.MOVES, past.cause, past.place, past.flows, target, past=past.place)
        behind = Cause.CHANGED_AHEAD if past.verdict is Verdict.SAME else past.cause
        return Effect(Verdict.MOVES, behind, past.place, (), target)

    def _changed_ahead(self, planned: Plan) -> bool:
        """Whether anything that can still come is drawn otherwise on the draft."""
        assert planned.moved is not None
        places = tuple(sorted({(place.was, place.now) for place in planned.moved.places}))
        found = self._ahead.get(places)
        if found is None:
            found = self._ahead[places] = any(self._differs(*each) for each in places)
        return found

    def _differs(self, was: tuple[str, str], now: tuple[str, str]) -> bool:
        before, after = set(self._old.ahead(*was)), set(self._draft.ahead(*now))
        if before != after:
            return True
        return any(self._old.shapes[each] != self._draft.shapes[each] for each in after)


def _names(values: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, value in values.items() if value is not None)


def _signature(route: Route, read: frozenset[str]) -> bytes:
    """What an instance went through, with the values on which it depends where the draft goes."""
    content: list[Any] = [route.closed]
    for given in route.given:
        values = {name: value for name, value in given.values.items() if name in read}
        content += [given.visit, given.fired, values, given.marks]
    try:
        return orjson.dumps(content, option=orjson.OPT_SORT_KEYS, default=list)
    except TypeError:  # a number beyond 64 bits
        return canonical_json.dumps(content).encode()
