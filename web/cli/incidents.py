"""Incidents from a terminal."""

import click

from engine.clock import to_text
from engine.incidents import queries
from engine.incidents.queries import Stopped
from web.cli.context import Context, json_option, reader_option, with_context
from web.cli.output import moment, print_json
from web.cli.translated import command, option
from web.texts.incidents import STATUSES, failed_text, step_text


@command()
@option("--folio", help="Only those of this folio.")
@option("--all", "every", is_flag=True, help="Those that were resolved as well.")
@reader_option
@json_option
@with_context
def incidents(context: Context, folio: str | None, every: bool, actor: str | None, as_json: bool) -> None:
    """List the steps that cannot be completed because the procedure cannot go on, and why."""
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        found = queries.found(connection, context.runtime, reader, folio=folio, every=every)
    if as_json:
        print_json([_as_json(context, each) for each in found])
        return
    for each in found:
        told = _as_json(context, each)
        since = moment(context, each.incident.raised_at)
        status = context.gettext.render(STATUSES[each.status])
        click.echo(f"{each.folio}  {told['step']}  → {told['element']}  {told['reason']}  {since}  {status}")
    if not found:
        click.echo(context.gettext("There is no incident here."))


def _as_json(context: Context, stopped: Stopped) -> dict[str, object]:
    incident = stopped.incident
    step, failed = step_text(stopped), failed_text(stopped)
    return {
        "id": incident.id,
        "folio": stopped.folio,
        "step": step if isinstance(step, str) else context.gettext.render(step),
        "element": failed if isinstance(failed, str) else context.gettext.render(failed),
        "element_id": incident.failed,
        "code": incident.cause,
        "reason": context.gettext.render(incident.message),
        "since": to_text(incident.raised_at),
        "by": incident.raised_by,
        "version": stopped.version,
        "status": stopped.status,
        "task": incident.waiting_id if stopped.kind == "work" else None,
    }
