"""Diagrams repaired from a terminal: what asks nothing is made, the rest is listed with what it asks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from bpmn.messages import Message
from bpmn.reader import read
from bpmn.repair import Given, Made, Offer, Repaired, repair
from engine.definitions import sources
from engine.definitions.inspection import Report, Source, inspect
from web.cli.context import Context
from web.cli.output import print_json, print_report, report_as_json
from web.texts.findings import sentence


def repair_to(context: Context, files: Sequence[Path], out: Path, as_json: bool) -> None:
    """Repair a file and write it to `out`; ends with 1 where the result is refused."""
    if len(files) != 1:
        raise click.UsageError(context.gettext("--repair takes one file."))
    source = sources.from_file(files[0])
    there = [*sources.shipped(), source]
    known, forms = sources.known(there), sources.known_forms(there)
    repaired = repair(source.diagram, source.forms, Given(procedures=_titles(known)))
    written = _write(context, out, repaired)
    report = inspect(Source(source.file, repaired.diagram, {**source.forms, **repaired.forms}), known, forms)
    if as_json:
        print_json([_as_json(context, report, out, written, repaired)])
    else:
        _print(context, report, out, repaired)
    if not report.ok:
        raise SystemExit(1)


def _titles(known: Mapping[str, bytes]) -> dict[str, str]:
    """What the procedures are called that a step may call."""
    found = {}
    for id, diagram in known.items():
        definitions = read(diagram).definitions
        process = next((each for each in definitions.processes if each.id == id), None) if definitions else None
        found[id] = (process.document.title or process.name or id) if process is not None else id
    return found


def _write(context: Context, out: Path, repaired: Repaired) -> list[Path]:
    """Write the diagram and the forms that were made; a form of that name that says something else stays."""
    forms = {out.parent / f"{id}.form.json": content for id, content in repaired.forms.items()}
    for path, content in forms.items():
        if path.exists() and path.read_bytes() != content:
            raise click.UsageError(context.gettext("{file} is there and says something else.", file=path))
    for path, content in {out: repaired.diagram, **forms}.items():
        path.write_bytes(content)
    return list(forms)


def _as_json(
    context: Context, report: Report, out: Path, forms: Sequence[Path], repaired: Repaired
) -> Mapping[str, Any]:
    return {
        **report_as_json(context, report),
        "repaired": str(out),
        "forms": [str(path) for path in forms],
        "repairs": {
            "applied": [_made_as_json(context, each) for each in repaired.made],
            "offered": [_offer_as_json(context, each) for each in repaired.offered],
        },
    }


def _made_as_json(context: Context, made: Made) -> dict[str, Any]:
    return {
        "key": made.offer.key,
        "sentence": sentence(made.offer.sentence, context.gettext),
        "elements": list(made.offer.elements),
    }


def _offer_as_json(context: Context, offer: Offer) -> dict[str, Any]:
    said = _made_as_json(context, Made(offer))
    if (asked := offer.question) is not None:
        said["question"] = {
            "text": sentence(asked.text, context.gettext),
            "choices": [{"value": each.value, "label": _label(context, each.label)} for each in asked.choices],
            "written": str(asked.written),
            "suggested": asked.suggested,
        }
    return said


def _print(context: Context, report: Report, out: Path, repaired: Repaired) -> None:
    print_report(context, report)
    if repaired.made:
        click.echo(context.gettext("Repaired in {file}:", file=out))
        for made in repaired.made:
            click.echo(f"  {sentence(made.offer.sentence, context.gettext)}")
    if repaired.offered:
        click.echo(context.gettext("To decide:"))
        for offer in repaired.offered:
            click.echo(f"  {sentence(offer.sentence, context.gettext)}")
            if offer.question is not None:
                answers = "; ".join(_label(context, each.label) for each in offer.question.choices)
                asked = sentence(offer.question.text, context.gettext)
                click.echo(f"    {asked} {answers}".rstrip())


def _label(context: Context, label: Message | str) -> str:
    return label if isinstance(label, str) else sentence(label, context.gettext)
