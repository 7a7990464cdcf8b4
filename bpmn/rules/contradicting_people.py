"""Lane, responsible and performers of a step name the same people (10.2.1, 10.7; column «Responsable»).

Who does a step is said up to three times: by the lane that it is drawn in, by its potential owners, which count, and by
the column of the document, which people read. Where one says otherwise, the document lies or the work goes astray.
Names are compared by their words, since the document writes them freely; what is decided by data is compared with the
lane alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import HUMAN_TASKS
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Lane, Process
from bpmn.performers import named_roles
from bpmn.plain_letters import plain
from bpmn.rules import Context, warning

CODE = "contradicting_people"
_OFFICE = '<potentialOwner><resourceAssignmentExpression><formalExpression>["office"]</formalExpression>'
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("The drawing, the document and the step do not name the same people."),
    why=lazy_gettext(
        "A step comes to whom it names itself, whatever lane it is drawn in. Who reads the drawing or the document "
        "takes others for those who do it, and looks for work in the wrong inbox."
    ),
    how=lazy_gettext(
        "Draw the step in the lane of who does it, and choose as responsible who does it; or let whoever does the work "
        "of the lane do it."
    ),
    wrong=Sketch(
        "start > ask > review > end",
        inside=(
            f'<userTask id="review">{_OFFICE}</resourceAssignmentExpression></potentialOwner></userTask>'
            '<laneSet id="lanes"><lane id="sales"><flowNodeRef>start</flowNodeRef><flowNodeRef>ask</flowNodeRef>'
            '<flowNodeRef>review</flowNodeRef></lane><lane id="office"><flowNodeRef>end</flowNodeRef></lane></laneSet>'
        ),
    ),
    right=Sketch(
        "start > ask > review > end",
        inside=(
            f'<userTask id="review">{_OFFICE}</resourceAssignmentExpression></potentialOwner></userTask>'
            '<laneSet id="lanes"><lane id="sales"><flowNodeRef>start</flowNodeRef><flowNodeRef>ask</flowNodeRef>'
            '</lane><lane id="office"><flowNodeRef>review</flowNodeRef><flowNodeRef>end</flowNodeRef></lane></laneSet>'
        ),
    ),
)
_BETWEEN = re.compile(r"\s*[/,;]\s*")
_SMALL = frozenset(["a", "de", "del", "el", "la", "las", "los", "y", "e", "o", "u", "of", "the", "and"])
Words = frozenset[str]


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        names = _names(context, process)
        lanes = {lane.id: lane for lane in process.lanes}
        for activity in process.activities():
            lane = lanes.get(activity.lane or "")
            if activity.kind in HUMAN_TASKS and (lane is not None or activity.potential_owners):
                yield from _of_step(context, activity, lane, process.lanes, names)


def _of_step(
    context: Context, activity: Activity, lane: Lane | None, lanes: tuple[Lane, ...], names: Mapping[str, str]
) -> Iterator[Finding]:
    doing, staffing = named_roles(activity), frozenset(lane.roles if lane is not None else ())
    in_lane = doing is None or (lane is not None and _works_in(lane, doing))
    allowed = [names[role] for role in (doing or staffing) if role in names]
    if lane is not None and lane.name and in_lane:
        allowed.append(lane.name)
    strangers = [part for part in _parts(activity.responsible) if not _is_one_of(part, allowed, names.values())]
    known = all(role in names for role in doing or staffing)
    who = ", ".join(sorted(names.get(role, "") for role in doing or staffing))
    if strangers and known:
        text = lazy_gettext(
            "The document names {responsible} as responsible for {name}, and it comes to {who}. Say the same in both.",
            responsible=f"«{strangers[0]}»",
            name=context.label(activity),
            who=who,
        )
        yield warning(CODE, activity, text)
    # Whoever has no lane is drawn in somebody's; that is on purpose where the document names them all the same.
    on_purpose = bool(activity.responsible) and not strangers and not any(_works_in(each, doing) for each in lanes)
    if lane is not None and not in_lane and known and not on_purpose:
        text = lazy_gettext(
            "{name} stands in {lane}, and comes to {who}, who do not work in it. Draw it in the lane of who does it, "
            "or let the lane do it.",
            name=context.label(activity),
            lane=context.label(lane),
            who=who,
        )
        yield warning(CODE, activity, text)


def _works_in(lane: Lane, doing: frozenset[str] | None) -> bool:
    return doing is not None and not doing.isdisjoint(lane.roles)


def _names(context: Context, process: Process) -> dict[str, str]:
    """What each role is called, as far as the file tells: a resource's name, or that of the lane with its id."""
    found = {lane.id: lane.name for lane in process.lanes if lane.name}
    found |= {each.id: each.name for each in context.definitions.resources if each.name}
    named = [role for lane in process.lanes for role in lane.roles]
    named += [role for activity in process.activities() for role in named_roles(activity) or ()]
    return {role: role.replace("_", " ") for role in named if _is_plain(role)} | found


def _is_plain(role: str) -> bool:
    """Whether an id is words, as those are that were made of a name."""
    return re.fullmatch(r"[a-z]+(?:_[a-z]+)*", role) is not None


def _parts(responsible: str | None) -> list[str]:
    return [part for part in _BETWEEN.split(responsible or "") if _words(part)]


def _is_one_of(part: str, allowed: Iterable[str], known: Iterable[str]) -> bool:
    """Whether the document means one of `allowed`: the same words; or some of them, where nobody else is called so."""
    said = _words(part)
    found = [_words(name) for name in allowed]
    if said in found:
        return True
    if any(said == _words(name) for name in known):
        return False
    return any(words and (words <= said or said <= words) for words in found)


def _words(text: str) -> Words:
    return frozenset(re.findall(r"[a-z0-9]+", plain(text))) - _SMALL
