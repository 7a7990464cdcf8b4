"""What several commands print: JSON, findings, moments."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from engine import canonical_json
from web.cli.context import Context
from web.texts.findings import sentence, told

if TYPE_CHECKING:
    from engine.definitions.inspection import Report

SEVERITIES = {"error": lazy_gettext("error"), "warning": lazy_gettext("warning"), "info": lazy_gettext("note")}


def print_json(value: object) -> None:
    """Write `value` as JSON to standard output."""
    click.echo(canonical_json.dumps(value))


def finding_as_json(context: Context, finding: Finding) -> dict[str, object]:
    """A finding as `--json` gives it; `way` and `repair` stand only where there is one."""
    found: dict[str, object] = {
        "code": finding.code,
        "severity": str(finding.severity),
        "element": finding.element,
        "line": finding.line,
        "message": told(finding, context.gettext),
    }
    if finding.way:
        found["way"] = list(finding.way)
    if (repair := finding.repair) is not None:
        label = sentence(repair.label, context.gettext)
        found["repair"] = {"kind": repair.kind, "element": repair.element, "value": repair.value, "label": label}
    return found


def finding_line(context: Context, finding: Mapping[str, object], *, in_file: bool = True) -> str:
    """A finding, as `finding_as_json` gives it, on one line of a terminal.

    `in_file`: line and id of the element stand before the sentence. Who gave the file finds by them what the sentence
    tells by name and place, in an editor of texts as in one of diagrams; to anybody else they say nothing.
    """
    severity = context.gettext.render(SEVERITIES[str(finding["severity"])])
    where = ":".join(str(part) for part in (finding["line"], finding["element"]) if in_file and part is not None)
    line = " ".join(filter(None, (severity, str(finding["code"]), where, "—", str(finding["message"]))))
    base = context.settings.base_url
    if not base:
        return line
    from bpmn.explanations import explanations  # the rules, which few commands need

    if finding["code"] not in explanations():
        return line
    return f"{line} {base.rstrip('/')}/ayuda/reglas/{finding['code']}"


def report_as_json(context: Context, report: "Report") -> dict[str, object]:
    """What was found in a file, as `--json` gives it."""
    findings = [finding_as_json(context, finding) for finding in report.findings]
    return {"file": report.source.file, "ok": report.ok, "findings": findings}


def print_report(context: Context, report: "Report") -> None:
    """Whether a file is accepted, and what was found in it."""
    verdict = context.gettext("accepted") if report.ok else context.gettext("refused")
    click.echo(f"{report.source.file}: {verdict}")
    for finding in report.findings:
        click.echo(f"  {finding_line(context, finding_as_json(context, finding))}")


def local_time(context: Context, moment: datetime) -> datetime:
    """A moment where people read it."""
    return moment.astimezone(ZoneInfo(context.settings.timezone))


def moment(context: Context, at: datetime) -> str:
    """A moment to the minute, where people read it."""
    return f"{local_time(context, at):%d/%m/%Y %H:%M}"


def exact(context: Context, at: datetime) -> str:
    """A moment to the second, where people read it."""
    return f"{local_time(context, at):%d/%m/%Y %H:%M:%S}"


def write_file(target: Path, content: bytes) -> None:
    """Write a file whole or not at all, in a folder that is made where there is none. Raises click.FileError."""
    with whole_file(target) as file:
        file.write(content)


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which is there whole in the end or not at all, in a folder that is made where there is
    none. Raises click.FileError."""
    beside = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as file:
                yield file
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise click.FileError(str(target), error.strerror or str(error)) from error
