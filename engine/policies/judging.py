"""Whether a history kept a check of a policy. Pure: it says what history, deliveries and calendar say, by no clock.

An instance under way has broken a term once something happened in it after the term, and not before: until then nothing
shows it. Where nothing asked for a step, since the flow never came to it, there is nothing to keep; where the check
says when it applies, and it does, a step that was never done is one that is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from bpmn.model import Check, Process, Requirement, When
from bpmn.policies import blocks
from engine.calendar.office import CLOSING, OfficeCalendar
from engine.clock import from_text, to_text
from engine.history.chain import Event
from engine.notifications.statuses import LetterStatus
from engine.policies.decisions import (
    NOT_APPLICABLE,
    Decision,
    Lack,
    all_of,
    breached,
    compliant,
    lacking,
)
from engine.policies.letters import Letter
from engine.policies.points import Point
from engine.policies.story import Done, Story, story_of
from engine.policies.values import passes

Office = Callable[[str], OfficeCalendar]
"""The calendar as it was at a moment, as texts have it."""
Letters = Mapping[int, Sequence[Letter]]
"""What became of the letters of an instance, by the number of the event that asked for each."""


def judge(
    checks: Iterable[Check], history: Sequence[Event], process: Process, office: Office, letters: Letters
) -> dict[str, Decision]:
    """How an instance stands with each of these checks, by its key."""
    judging = Judging(story_of(history, process), process, office, letters)
    return {check.key: judging.of(check) for check in checks}


def asked_for(checks: Iterable[Check], story: Story) -> set[int]:
    """The events whose letters these checks ask for."""
    steps = {
        step for check in checks for each in check.requires if each.what == blocks.DELIVERED for step in each.steps
    }
    return {done.completed for step in steps for done in story.done(step)}


class Judging:
    """Judges checks against one story."""

    def __init__(self, story: Story, process: Process, office: Office, letters: Letters) -> None:
        self.story, self.office, self.letters = story, office, letters
        self._nodes = {node.id: node for node in process.nodes}
        self._blocks: Mapping[str, Callable[[Requirement, bool], Iterable[Decision]]] = {
            blocks.DONE: self._done,
            blocks.BEFORE: self._before,
            blocks.AFTER: self._after,
            blocks.IN_TIME: self._in_time,
            blocks.BY_ROLE: self._by_role,
            blocks.DIFFERENT_PEOPLE: self._people,
            blocks.DELIVERED: self._delivered,
            blocks.VALUE: self._value,
        }

    def of(self, check: Check) -> Decision:
        """How the instance stands with a check: by its gravest block."""
        if self.story.mistake:
            return NOT_APPLICABLE
        return all_of(self._asked(each) for each in check.requires)

    def _asked(self, asked: Requirement) -> Decision:
        conditions = [self._holds(when) for when in asked.when]
        if any(each is False for each in conditions):
            return NOT_APPLICABLE
        unknown = [each for each in conditions if isinstance(each, Decision)]
        if unknown:
            return all_of(unknown)
        judge_block = self._blocks.get(asked.what)
        return NOT_APPLICABLE if judge_block is None else all_of(judge_block(asked, bool(asked.when)))

    def _holds(self, when: When) -> bool | Decision:
        """Whether a condition holds; a decision where nobody knows yet."""
        if when.step:
            return bool(self.story.done(when.step)) or (self._never() and lacking(Lack.STEP, when.step))
        variable = when.field or ""
        found = self.story.answer(variable)
        if found is not None:
            return passes(found.value, when.test, when.value)
        if self.story.disposed:
            return lacking(Lack.DISPOSED)
        if when.test == blocks.EMPTY and self.story.over:
            return True
        return self._never() and lacking(Lack.ANSWER, variable)

    def _never(self) -> bool:
        """False once nothing can happen any more: what was not done by then never will be."""
        return not self.story.over

    def _missing(self, name: str, applies: bool, *shown: int, lack: Lack = Lack.STEP) -> Decision:
        """What it means that a step was not done, or a date not given: it may be yet; nothing asked for it; or it is
        missing."""
        if not self.story.over:
            return lacking(lack, name)
        return breached(*shown, self.story.over) if applies else NOT_APPLICABLE

    # --- blocks

    def _done(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        for step in asked.steps:
            done = self.story.done(step)
            yield compliant(done[0].completed) if done else self._missing(step, applies=True)

    def _in_time(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        for step in asked.steps:
            done, waiting = self.story.done(step), self.story.open(step)
            for each in done:
                if each.due is None:
                    yield lacking(Lack.DISPOSED if self.story.disposed else Lack.NO_TERM, step, each.completed)
                else:
                    late = each.completed_at > each.due
                    yield breached(each.enabled, each.completed) if late else compliant(each.completed)
            late_ones = [each for each in waiting if each.due is not None and self.story.at > each.due]
            yield from (breached(each.enabled) for each in late_ones)
            if not done or (waiting and not late_ones):
                yield self._missing(step, applies)

    def _by_role(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        for step in asked.steps:
            done = self.story.done(step)
            for each in done:
                yield compliant(each.completed) if each.role in asked.roles else breached(each.completed)
            if not done:
                yield self._missing(step, applies)

    def _people(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        groups = [asked.steps, asked.others] if asked.others else [(step,) for step in asked.steps]
        done = [[each for step in steps for each in self.story.done(step)] for steps in groups]
        for at, ours in enumerate(done):
            for theirs in done[at + 1 :]:
                if alike := _shared(ours, theirs):
                    yield breached(*alike)
                elif ours and theirs:
                    yield compliant(*(each.completed for each in (*ours, *theirs)))
        lacking_ones = [steps[0] for steps, each in zip(groups, done, strict=True) if not each]
        if lacking_ones:
            yield self._missing(lacking_ones[0], applies=False)

    def _before(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        anchor = next(iter(self._anchors(asked)), None)
        if anchor is None:
            yield self._no_anchor(asked)
            return
        if isinstance(anchor, Decision):
            yield anchor
            return
        for name, points in self._subjects(asked):
            if isinstance(points, Decision):
                yield points
                continue
            first = next(iter(points), None)
            dated = anchor.day is not None or (first is not None and first.day is not None)
            deadline = self._deadline(anchor, -(asked.days or 0)) if asked.days or dated else None
            if first is not None and (dated or first.seq < anchor.seq):
                late = deadline is not None and first.moment(self.office) > deadline
                yield (breached if late else compliant)(first.seq, anchor.seq)
            elif first is not None or anchor.day is None:
                yield breached(anchor.seq, *(() if first is None else (first.seq,)))
            elif deadline is not None and self.story.at > deadline and (applies or self.story.open(name)):
                yield breached(anchor.seq)
            else:
                yield self._missing(name, applies, anchor.seq, lack=_lack(name, asked))

    def _after(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        anchors = list(self._anchors(asked))
        if wrong := [each for each in anchors if isinstance(each, Decision)]:
            yield from wrong
            return
        known = [each for each in anchors if isinstance(each, Point)]
        for name, points in self._subjects(asked):
            if isinstance(points, Decision):
                yield points
                continue
            for point in points:
                yield self._later(point, known, asked)
            if not points:
                yield self._awaited(name, known, asked, applies)

    def _later(self, point: Point, anchors: Sequence[Point], asked: Requirement) -> Decision:
        """Whether one thing came after the last that it was to come after, and soon enough."""
        before = [each for each in anchors if each.day is not None or each.seq < point.seq]
        if not before:
            return breached(point.seq)
        anchor = before[-1]
        if point.begins(self.office) < anchor.begins(self.office):
            return breached(anchor.seq, point.seq)
        if asked.days is not None and point.moment(self.office) > self._deadline(anchor, asked.days):
            return breached(anchor.seq, point.seq)
        return compliant(anchor.seq, point.seq)

    def _awaited(self, name: str, anchors: Sequence[Point], asked: Requirement, applies: bool) -> Decision:
        if not anchors:
            return self._no_anchor(asked)
        waiting = self.story.open(name)
        due = None if asked.days is None else self._deadline(anchors[-1], asked.days)
        if due is not None and self.story.at > due and (applies or waiting):
            return breached(anchors[-1].seq, *(each.enabled for each in waiting))
        return self._missing(name, applies, anchors[-1].seq, lack=_lack(name, asked))

    def _delivered(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        done = [(step, each) for step in asked.steps for each in self.story.done(step)]
        for step, each in done:
            yield self._in_crm(step, each) if asked.by == blocks.CRM else self._posted(step, each, asked)
        if not done:
            anchors, step = [each for each in self._anchors(asked) if isinstance(each, Point)], asked.steps[0]
            yield self._awaited(step, anchors, asked, applies) if anchors else self._missing(step, applies)

    def _in_crm(self, step: str, done: Done) -> Decision:
        letters = [each for each in self.letters.get(done.completed, ()) if each.way == blocks.CRM]
        if any(each.status is LetterStatus.DELIVERED for each in letters):
            return compliant(done.completed)
        if said := [seq for seq in self.story.confirmed if seq > done.completed]:
            return compliant(done.completed, said[-1])
        if any(each.status is LetterStatus.DEAD for each in letters):
            return breached(done.completed)
        return lacking(Lack.CRM, step, done.completed)

    def _posted(self, step: str, done: Done, asked: Requirement) -> Decision:
        letters = [each for each in self.letters.get(done.completed, ()) if each.way == blocks.EMAIL]
        if not letters:
            return lacking(Lack.NO_LETTER, step, done.completed)
        if any(each.status is LetterStatus.DEAD for each in letters):
            return breached(done.completed)
        if asked.to and (missed := self._missed(asked.to, step, letters, done)) is not None:
            return missed
        anchors = [each for each in self._anchors(asked) if isinstance(each, Point) and each.seq < done.completed]
        due = self._deadline(anchors[-1], asked.days) if anchors and asked.days is not None else None
        late = due is not None and any((each.at or self.story.at) > due for each in letters)
        if late:
            return breached(*(each.seq for each in anchors[-1:]), done.completed)
        if any(each.status is not LetterStatus.DELIVERED for each in letters):
            return lacking(Lack.LETTER, step, done.completed)
        return compliant(*(each.seq for each in anchors[-1:]), done.completed)

    def _missed(self, variable: str, step: str, letters: Sequence[Letter], done: Done) -> Decision | None:
        """What keeps the letters of a step from having gone to all the roles that a variable held then."""
        asked = self.story.answer(variable, done.completed)
        if asked is None:
            return lacking(Lack.DISPOSED if self.story.disposed else Lack.NOT_ASKED, variable, done.completed)
        wanted = {str(role) for role in (asked.value if isinstance(asked.value, list) else [asked.value]) if role}
        if self._is_addressed(step, variable):
            return None
        if any(each.roles is None for each in letters):
            return lacking(Lack.NO_LETTER, step, done.completed)
        reached = {role for each in letters for role in each.roles or ()}
        return None if wanted <= reached else breached(asked.seq, done.completed)

    def _is_addressed(self, step: str, variable: str) -> bool:
        """Whether a notice of the step is for whoever a variable holds, as the diagram that was executed says."""
        node = self._nodes.get(step)
        return node is not None and any(each.to_expression == variable for each in node.notifications)

    def _value(self, asked: Requirement, applies: bool) -> Iterator[Decision]:
        variable, last = asked.field or "", None
        if asked.steps:
            done = sorted(each.completed for step in asked.steps for each in self.story.done(step))
            if not done:
                yield self._missing(asked.steps[0], applies=False)
                return
            last = done[-1]
        found, shown = self.story.answer(variable, last), last or self.story.over
        if found is not None:
            yield (compliant if passes(found.value, asked.test, asked.value) else breached)(found.seq, last or 0)
        elif self.story.disposed:
            yield lacking(Lack.DISPOSED, "", shown)
        elif not shown:
            yield lacking(Lack.ANSWER, variable)
        elif asked.test == blocks.EMPTY:
            yield compliant(shown)
        else:
            yield lacking(Lack.NOT_ASKED, variable, shown)

    # --- points

    def _subjects(self, asked: Requirement) -> Iterator[tuple[str, list[Point] | Decision]]:
        """What has to come before or after something, by name: the moments of each step, or the day of a date."""
        if asked.field:
            found = self._day(asked.field)
            yield asked.field, [] if found is None else found if isinstance(found, Decision) else [found]
        for step in asked.steps:
            yield step, self._points(step, asked.moment)

    def _anchors(self, asked: Requirement) -> Iterator[Point | Decision]:
        if asked.date:
            found = self._day(asked.date)
            if found is not None:
                yield found
        yield from sorted(
            (point for step in asked.of for point in self._points(step, asked.of_moment)), key=lambda each: each.seq
        )

    def _points(self, step: str, moment: str | None) -> list[Point]:
        if moment == blocks.ENABLED:
            return [Point(each.enabled, each.enabled_at) for each in self.story.steps.get(step, ())]
        return [Point(each.completed, each.completed_at) for each in self.story.done(step)]

    def _day(self, variable: str) -> Point | Decision | None:
        found = self.story.answer(variable)
        if found is None:
            return lacking(Lack.DISPOSED) if self.story.disposed else None
        try:
            return Point(found.seq, found.at, date.fromisoformat(str(found.value)[:10]))
        except ValueError:
            return lacking(Lack.NO_DATE, variable, found.seq) if found.value else None

    def _no_anchor(self, asked: Requirement) -> Decision:
        """What it means that there is nothing to count from."""
        if self.story.over:
            return NOT_APPLICABLE
        return lacking(Lack.ANSWER, asked.date) if asked.date else lacking(Lack.STEP, next(iter(asked.of), ""))

    def _deadline(self, anchor: Point, days: int) -> str:
        """The close of the office so many working days after (before, where negative) a point, as texts have moments:
        by the calendar as it was when that happened."""
        office = self.office(anchor.at)
        day = anchor.day or from_text(anchor.at).astimezone(office.zone).date()
        closes = datetime.combine(office.shift(day, days), CLOSING, office.zone).astimezone(UTC)
        if days == 0 and anchor.day is None:  # on the same day, also where the office had closed
            closes = max(closes, datetime.combine(day, datetime.max.time(), office.zone).astimezone(UTC))
        return to_text(closes)


def _lack(name: str, asked: Requirement) -> Lack:
    return Lack.ANSWER if name == asked.field else Lack.STEP


def _shared(ours: Sequence[Done], theirs: Sequence[Done]) -> list[int]:
    """The events by which one person did something of both, or had it done in their place."""
    pairs = ((one, other) for one in ours for other in theirs if one.people & other.people)
    return list(dict.fromkeys(seq for one, other in pairs for seq in (one.completed, other.completed)))
