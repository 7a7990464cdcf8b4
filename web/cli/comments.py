"""Comments on instances from a terminal."""

from typing import Any

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.instances import comments
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command


@command()
@argument("folio")
@argument("text")
@actor_option
@key_option
@json_option
@with_context
def comment(context: Context, folio: str, text: str, actor: str, as_json: bool) -> None:
    """Say something about the instance FOLIO to whoever sees it.

    @ and the name or the user of somebody who sees it mentions them: they are told. What was said is in its history.
    """

    def do(connection: Connection) -> dict[str, Any]:
        made = comments.comment(connection, context.runtime, folio, text, actor=actor, at=system_clock())
        return {"folio": folio, "seq": made.seq, "at": to_text(made.at), "mentions": list(made.mentions)}

    made = context.once(do)
    if as_json:
        print_json(made)
        return
    click.echo(f"{folio}.{made['seq']}  {', '.join(made['mentions'])}".rstrip())
