"""What of the notation is executed: each kind of element, with each kind of event, as the rules themselves judge it.

An editor offers what is not refused here, and says of the rest what its rule says. Asking the rules, and not a list
beside them, keeps both the same: where a rule goes, the editor offers what it refused.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from bpmn.examples import Sketch
from bpmn.findings import Severity
from bpmn.kinds import EVENT_DEFINITIONS
from bpmn.lint import lint

IT = "it"
_DEFINITIONS = sorted(name.removesuffix("EventDefinition") for name in EVENT_DEFINITIONS)
# All that a kind has to say, so that nothing but the kind itself can be refused.
_SAID = {
    "timer": "<timeDuration>P1D</timeDuration>",
    "conditional": "<condition>ok == True</condition>",
    "scriptTask": "<script>total = 1</script>",
}
_ATTRIBUTES = {
    "callActivity": ' calledElement="other"',
    "sendTask": ' messageRef="message"',
    "message": ' messageRef="message"',
    "link": ' name="A"',
}
_BESIDE = '<message id="message" name="reply"/>'
_PLAIN = (
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
    "callActivity", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "choreographyTask",
)  # fmt: skip
_SUB = (
    '<startEvent id="start2"/><userTask id="pay"/><endEvent id="end2"/>'
    '<sequenceFlow id="s1" sourceRef="start2" targetRef="pay"/>'
    '<sequenceFlow id="s2" sourceRef="pay" targetRef="end2"/>'
)
_TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"


@cache
def refused() -> Mapping[str, str]:
    """The code of the rule that refuses elements of a kind, by the kind: a tag (``serviceTask``), a tag and what the
    event is about (``startEvent:message``), or ``subProcess:event`` for one that an event begins. A kind that is not
    here is executed."""
    found = {}
    for kind, sketch in _kinds():
        codes = [
            finding.code
            for finding in lint(sketch.source(), known_processes={"other"}).findings
            if finding.severity is Severity.ERROR and finding.element == IT
        ]
        if codes:
            found[kind] = codes[0]
    return found


def kinds() -> frozenset[str]:
    """Every kind that was asked about."""
    return frozenset(kind for kind, _ in _kinds())


def _kinds() -> Iterator[tuple[str, Sketch]]:
    for tag in _PLAIN:
        inside = f'<{tag} id="{IT}"{_ATTRIBUTES.get(tag, "")}>{_SAID.get(tag, "")}</{tag}>'
        yield tag, Sketch(f"start > {IT} > end", inside=inside, beside=_BESIDE)
    yield (
        "eventBasedGateway",
        Sketch(
            f"start > {IT} > timer > end; {IT} > timer2 > end3",
            inside=f'<eventBasedGateway id="{IT}"/>'
            + "".join(
                f'<intermediateCatchEvent id="{id}">{_TIMER}</intermediateCatchEvent>' for id in ("timer", "timer2")
            ),
        ),
    )
    for tag in ("subProcess", "transaction", "adHocSubProcess"):
        yield tag, Sketch(f"start > {IT} > end", inside=f'<{tag} id="{IT}">{_SUB}</{tag}>')
    begun = _SUB.replace('<startEvent id="start2"/>', f'<startEvent id="start2">{_TIMER}</startEvent>')
    begun = f'<subProcess id="{IT}" triggeredByEvent="true">{begun}</subProcess>'
    yield "subProcess:event", Sketch("start > review > end", inside=begun)
    for about in (None, *_DEFINITIONS):
        said = _definition(about)
        where = f":{about}" if about else ""
        for tag, flows, attributes in (
            ("startEvent", f"{IT} > review > end", ""),
            ("intermediateCatchEvent", f"start > {IT} > end", ""),
            ("intermediateThrowEvent", f"start > {IT} > end", ""),
            ("endEvent", f"start > review > {IT}", ""),
            ("boundaryEvent", f"start > review > end; {IT} > archive > end3", ' attachedToRef="review"'),
        ):
            inside = f'<{tag} id="{IT}"{attributes}>{said}</{tag}>'
            yield tag + where, Sketch(flows, inside=inside, beside=_BESIDE)


def _definition(about: str | None) -> str:
    if about is None:
        return ""
    tag = f"{about}EventDefinition"
    return f"<{tag}{_ATTRIBUTES.get(about, '')}>{_SAID.get(about, '')}</{tag}>"
