"""The diagrams, forms and files that an evidence brings, against the digests that its history holds of them."""

from collections.abc import Iterator
from typing import Any

from .canonical import sha256
from .events import MIGRATED, RUNS_ON
from .evidence import Evidence
from .findings import GONE, Findings
from .language import say


def check_parts(evidence: Evidence, findings: Findings) -> None:
    """Diagrams (in their canonical form) and forms of every version that it ran on, by the digests in the event that
    put it there; files, by those in all."""
    for number, event in enumerate(evidence.events, start=1):
        if number > 1 and event.get("type") != MIGRATED:
            continue
        try:
            data = event["data"]
            check_versions(evidence, number, data[RUNS_ON[event["type"]]], data["digests"], findings)
        except (KeyError, TypeError, AttributeError):
            findings.add("event_changed", number, say(" o ").join(RUNS_ON), say("otra cosa"))
    if not evidence.events:
        findings.add("event_changed", 1, "instance_started", say("otra cosa"))
    for event in evidence.events:
        for name, digest in references(event.get("data")):
            content = evidence.files.get(f"files/{digest}")
            found = GONE if content is None else sha256(content)
            if found != digest:
                findings.add("file_changed", event.get("seq"), digest, found, name)


def check_versions(
    evidence: Evidence, seq: int, versions: dict[str, int], digests: dict[str, Any], findings: Findings
) -> None:
    """As `check_parts`, for what one event says; what is wrong is told once, at the first that says it."""
    known = {problem["subject"] for problem in findings.problems}
    for process, version in sorted(versions.items()):
        parts = digests[process]
        diagram = evidence.files.get(f"diagrams/{process}/{version}.bpmn")
        found = GONE if diagram is None else sha256(diagram)
        name = f"{process} {version}"
        if found != parts["diagram"] and name not in known:
            findings.add("diagram_changed", seq, parts["diagram"], found, name)
        folder = f"forms/{process}/{version}/"
        forms = {
            path.removeprefix(folder).removesuffix(".form.json"): sha256(content)
            for path, content in evidence.files.items()
            if path.startswith(folder)
        }
        for form in sorted(parts["forms"].keys() | forms.keys()):
            expected, found = parts["forms"].get(form, GONE), forms.get(form, GONE)
            if expected != found and f"{name} {form}" not in known:
                findings.add("form_changed", seq, expected, found, f"{name} {form}")


def references(value: object) -> Iterator[tuple[str, str]]:
    """The files that a form's values name, as (name, SHA-256)."""
    if isinstance(value, dict):
        if "sha256" in value and "size" in value:
            yield str(value.get("name", "")), str(value["sha256"])
        else:
            for inner in value.values():
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
