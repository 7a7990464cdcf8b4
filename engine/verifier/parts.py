"""The diagrams, forms and files that an evidence brings, against the digests that its history holds of them."""

import base64
from collections.abc import Iterator
from typing import Any

from .causes import why
from .events import MOVES, RUNS_ON
from .evidence import UNREADABLE, Evidence, Instance
from .findings import GONE, Findings
from .language import say

BEGIN, END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
ED25519 = "302a300506032b6570032100"
"""What stands before a public key of that kind (RFC 8410)."""


def check_parts(instance: Instance, findings: Findings) -> None:
    """Diagrams (in their canonical form) and forms of every version that it ran on, by the digests in the event that
    put it there; files, by those in all."""
    for number, event in enumerate(instance.events, start=1):
        if number > 1 and str(event.get("type")) not in MOVES:
            continue
        try:
            data = event["data"]
            check_versions(instance, number, data[RUNS_ON[event["type"]]], data["digests"], findings)
        except (KeyError, TypeError, AttributeError):
            findings.add("event_changed", number, say(" o ").join(RUNS_ON), say("otra cosa"))
    if not instance.events:
        findings.add("event_changed", 1, "instance_started", say("otra cosa"))
    for event in instance.events:
        for name, digest in references(event.get("data")):
            found = instance.files.digest(f"files/{digest}") or GONE
            if found != digest:
                findings.add("file_changed", event.get("seq"), digest, found, name)


def check_versions(
    instance: Instance, seq: int, versions: dict[str, int], digests: dict[str, Any], findings: Findings
) -> None:
    """As `check_parts`, for what one event says; what is wrong is told once, at the first that says it."""
    known = {problem["subject"] for problem in findings.problems}
    for process, version in sorted(versions.items()):
        parts = digests[process]
        found = instance.files.digest(f"diagrams/{process}/{version}.bpmn") or GONE
        name = f"{process} {version}"
        if found != parts["diagram"] and name not in known:
            findings.add("diagram_changed", seq, parts["diagram"], found, name)
        folder = f"forms/{process}/{version}"
        forms = {
            path.removeprefix(f"{folder}/").removesuffix(".form.json"): instance.files.digest(path) or GONE
            for path in instance.files.within(folder)
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


def check_keys(evidence: Evidence, findings: Findings) -> None:
    """The public keys that lie in the file for reading must be those of the log, in their order."""
    keys = dict.fromkeys(str(each.get("hash")) for each in evidence.log.get("keys", []) if isinstance(each, dict))
    for number, key in enumerate(keys, start=1):
        name = f"public_key_{number}.pem"
        try:
            text = evidence.files[name].decode().replace("\n", "")
            found = base64.b64decode(text.removeprefix(BEGIN).removesuffix(END), validate=True).hex()
        except UNREADABLE as error:
            found = why(error)
        if found != ED25519 + key:
            findings.add("file_changed", None, ED25519 + key, found, name)
