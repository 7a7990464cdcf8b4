"""The site from a terminal: demo and serve."""

import socket
from contextlib import ExitStack

import click

from engine.clock import system_clock
from engine.identity.accounts import with_password
from engine.identity.secrets import shared_secret
from engine.jobs.local import LocalWorker
from engine.queue import works_inside
from web import demo as demonstration
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import WholeNumber, command, option

HOST = "127.0.0.1"
PORT = WholeNumber(0, 65535)
port_option = option("--port", default=5000, type=PORT, show_default=True, help="Port; 0: one that is free.")


@command()
@option("--serve/--no-serve", default=True, help="Serve the site once it is prepared.")
@option("--empty", is_flag=True, help="No sample opportunities.")
@port_option
@json_option
@with_context
def demo(context: Context, serve: bool, empty: bool, port: int, as_json: bool) -> None:
    """Prepare the database, the procedures and one person per role; then serve the site."""
    demonstration.prepare(context.store, context.runtime, system_clock, empty=empty)
    if as_json:
        print_json({"people": list(demonstration.ROLES)})
    else:
        click.echo(context.gettext("Ready: {count} people, one per role.", count=len(demonstration.ROLES)), err=True)
    if serve:
        _serve(context, HOST, port, demo=True)


@command()
@option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="Address to listen on.")
@port_option
@with_context
def serve(context: Context, host: str, port: int) -> None:
    """Serve the site to whoever has an account."""
    with context.database.reading() as connection:
        nobody = not with_password(connection)
    if nobody:
        click.echo(
            context.gettext("Nobody has a password yet. Set the first one with: cauce people password ID"), err=True
        )
    _serve(context, host, port, demo=False)


def _serve(context: Context, host: str, port: int, *, demo: bool) -> None:
    import waitress

    from web.app import create_app

    with context.database.transaction() as connection:
        secret = shared_secret(connection, "browser", at=system_clock())
    app = create_app(context.settings, context.database, context.runtime, demo=demo, secret=secret)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    proxy = None if demo else context.settings.proxy
    believed = {"x-forwarded-for"} if proxy else set()
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        text = context.gettext("The port {port} cannot be used: {reason}.", port=port, reason=error)
        raise click.ClickException(text) from error
    context.prepare_to_serve()
    with ExitStack() as stack:
        if works_inside(context.database):
            worker = LocalWorker(context.database, context.runtime, context.settings, system_clock)
            worker.start()
            stack.callback(worker.stop)
        click.echo(
            f"http://{f'[{host}]' if family == socket.AF_INET6 else host}:{listening.getsockname()[1]}/", err=True
        )
        waitress.serve(
            app,
            sockets=[listening],
            threads=8,
            ident="Cauce",
            trusted_proxy=proxy,
            trusted_proxy_headers=believed,
        )
