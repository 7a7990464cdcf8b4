"""`cauce doctor`: what is wrong with an installation, and what to do."""

from datetime import datetime

import click

from bpmn.messages import Message
from engine.clock import system_clock
from engine.doctor.examination import examine
from engine.doctor.findings import Finding, Level
from engine.verification.subjects import subject_name
from web.cli.context import Context, json_option, with_context
from web.cli.output import exact, print_json
from web.cli.translated import command, option
from web.reasons import worded
from web.texts.doctor import LEVELS, SUBJECTS


@command()
@option("--mail", "mail_to", metavar="ADDRESS", help="Also send a letter there, to see it arrive.")
@json_option
@with_context
def doctor(context: Context, mail_to: str | None, as_json: bool) -> None:
    """Look this installation over and say what is wrong and what to do; exit with 1 if something must be mended.

    Settings, database, schema, clock, workers, letters, seals, disk, key, mail server, proxy. Nothing is changed.
    """
    subject = context.gettext("A letter from Cauce, to see whether it arrives")
    found = []
    for each in examine(context.settings, context.store, system_clock, mail_to=mail_to, subject=subject):
        found.append(each)
        if not as_json:
            _print(context, each)
    bad = sum(each.level is Level.WRONG for each in found)
    if as_json:
        print_json({"ok": not bad, "findings": [_as_json(context, each) for each in found]})
    elif bad:
        click.echo(context.gettext("To be mended: {count}.", count=bad))
    if bad:
        raise SystemExit(1)


def _print(context: Context, finding: Finding) -> None:
    level, message = context.gettext.render(LEVELS[finding.level]), _words(context, finding.message)
    click.echo(f"{level:<8} {context.gettext.render(SUBJECTS[finding.subject]):<14} {message}")
    if finding.advice is not None:
        click.echo(f"{'':<24}→ {_words(context, finding.advice)}")


def _words(context: Context, message: Message) -> str:
    values = {name: _word(context, value) for name, value in worded(message).values.items()}
    return context.gettext.render(message.with_values(values))


def _word(context: Context, value: object) -> object:
    if isinstance(value, datetime):
        return exact(context, value)
    if isinstance(value, list):
        return ", ".join(context.gettext.render(Message("{name}", {"name": subject_name(each, {})})) for each in value)
    return value


def _as_json(context: Context, finding: Finding) -> dict[str, object]:
    advice = None if finding.advice is None else _words(context, finding.advice)
    said = _words(context, finding.message)
    return {"subject": finding.subject, "level": str(finding.level), "message": said, "advice": advice}
