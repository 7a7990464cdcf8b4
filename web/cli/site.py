"""The site from a terminal: demo and serve."""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import click

from engine.bell import Bell
from engine.clock import system_clock
from engine.db import Database
from engine.identity.accounts import with_password
from engine.identity.secrets import shared_secret
from engine.jobs.local import LocalWorker
from engine.queue import works_inside
from web import demo as demonstration
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import WholeNumber, command, option
from web.logs import log_to_stderr
from web.reasons import in_words

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"
PORT = WholeNumber(0, 65535)
LONGEST = 30.0  # seconds that a statement may take; who waits for a page has gone by then
BACKLOG = 1024  # connections that the system takes before a process does
port_option = option("--port", default=5000, type=PORT, show_default=True, help="Port; 0: one that is free.")


@command()
@option("--serve/--no-serve", default=True, help="Serve the site once it is prepared.")
@option("--empty", is_flag=True, help="One person per role, without opportunities.")
@port_option
@json_option
@with_context
def demo(context: Context, serve: bool, empty: bool, port: int, as_json: bool) -> None:
    """Make a demonstration, a company with half a year behind it, and serve the site.

    Only in a database of its own: one that holds anything else is refused and stays as it is.
    """
    user = context.user.name
    people = demonstration.ROLES if empty else demonstration.NAMES
    demonstration.prepare(context.store, context.runtime, system_clock, empty=empty, os_user=user)
    if as_json:
        print_json({"people": list(people)})
    else:
        click.echo(context.gettext("Ready: the company has {count} people.", count=len(people)), err=True)
    if serve:
        _serve(context, HOST, port, demo=True)


@command()
@option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="Address to listen on.")
@port_option
@option(
    "--processes",
    default=1,
    show_default=True,
    type=WholeNumber(1, 64),
    help="Processes that share the address; as many as the machine has cores do well.",
)
@with_context
def serve(context: Context, host: str, port: int, processes: int) -> None:
    """Serve the site to whoever has an account."""
    log_to_stderr(context.gettext, context.settings.log)
    context.longest = LONGEST
    if not context.wait_for_database(_with_password):
        click.echo(
            context.gettext(
                "Nobody has a password yet. The first one is chosen by the link that «cauce init» printed, or set "
                "with: cauce people password ID"
            ),
            err=True,
        )
    _serve(context, host, port, demo=False, processes=processes)


def _serve(context: Context, host: str, port: int, *, demo: bool, processes: int = 1) -> None:
    if demo:
        log_to_stderr(context.gettext, context.settings.log)
    from web.app import create_app
    from web.serving.server import serve

    secret = context.wait_for_database(_secret)
    if works_inside(context.database):
        context.database.work_waits = Bell()  # whichever process commits work, the one that does the jobs hears it
    app = create_app(context.settings, context.database, context.runtime, demo=demo, secret=secret, processes=processes)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = context.gettext.render(in_words(str(error)))
        text = context.gettext("The port {port} cannot be used: {reason}.", port=port, reason=reason)
        raise click.ClickException(text) from error
    context.prepare_to_serve()
    context.database.close()  # each process opens its own connections
    began = _Beginning(context, app)
    address = f"http://{f'[{host}]' if family == socket.AF_INET6 else host}:{listening.getsockname()[1]}/"
    proxy = None if demo else context.settings.proxy
    ready = partial(click.echo, address, err=True)
    serve(app, listening, context.gettext, ready=ready, processes=processes, proxy=proxy, began=began)


def _with_password(database: Database) -> frozenset[str]:
    with database.reading() as connection:
        return with_password(connection)


def _secret(database: Database) -> bytes:
    with database.transaction() as connection:
        return shared_secret(connection, "browser", at=system_clock())


class _Beginning:
    """What a process does beside serving: the jobs on SQLite, a watch over PostgreSQL, traces if asked for."""

    def __init__(self, context: Context, app: "Flask") -> None:
        self._context, self._app, self._watch = context, app, None
        if not works_inside(context.database):
            from engine.hung import HUNG, HungWatch  # the driver of PostgreSQL, which SQLite needs nothing of

            self._watch = HungWatch(HUNG, context.database)

    def __call__(self, number: int) -> Callable[[], None]:
        """Begin in the `number`-th process; gives what ends it."""
        from web import live, tracing
        from web.health import take_share

        take_share(self._app, number)
        ending = ExitStack()
        ending.callback(live.stop, self._app)
        if tracing.is_asked_for(os.environ) and (provider := tracing.start()) is not None:
            tracing.trace(self._app, provider)
            ending.callback(provider.shutdown)
        if self._watch is not None:
            ending.callback(self._watch.start())
        else:
            worker = LocalWorker(self._context.database, self._context.runtime, self._context.settings, system_clock)
            worker.start()
            ending.callback(worker.stop)
        return ending.close
