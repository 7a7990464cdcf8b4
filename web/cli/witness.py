"""A witness from a terminal: a program of its own, for another machine than Cauce's."""

from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from engine.clock import system_clock
from engine.history.keys import read_keys
from engine.history.notes import COSIGNATURE, VerifierKey
from engine.history.witness import Answer, BadState, Witness
from web import errors
from web.cli.translated import FilePath, WholeNumber, argument, chosen_locale, gettext, group, option
from web.i18n import Translator
from web.reasons import in_words

LONGEST = 128 * 1024
FILE = FilePath(dir_okay=False, path_type=Path)


@group()
def witness() -> None:
    """Co-sign checkpoints of logs that only grow: on another machine than Cauce, with a key and a file of its own."""


key_option = option("--key", type=FILE, required=True, metavar="FILE", help="Its own key: cauce checkpoint --new-key.")
name_option = option("--name", required=True, metavar="NAME", help="What it is called, such as auditor.example/w1.")
log_option = option("--log", "logs", multiple=True, required=True, metavar="KEY", help="The key of a log: name+id+key.")
state_option = option("--state", type=FILE, required=True, metavar="FILE", help="Where it keeps what it saw.")


@witness.command()
@key_option
@name_option
@log_option
@state_option
@option("--host", default="127.0.0.1", show_default=True, help="The address it listens on.")
@option("--port", default=8090, show_default=True, type=WholeNumber(0, 65535), help="The port it listens on.")
def serve(key: Path, name: str, logs: Sequence[str], state: Path, host: str, port: int) -> None:
    """Co-sign what is sent to it, until it is stopped."""
    handler = _handler(_witness(key, name, logs, state))
    try:
        server = ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        said = Translator(chosen_locale()).render(in_words(str(error)))
        reason = gettext("The port {port} cannot be used: {reason}.", port=port, reason=said)
        raise click.ClickException(reason) from error
    click.echo(f"{_public(key, name)}")
    click.echo(f"http://{host}:{server.server_address[1]}")
    server.serve_forever()


@witness.command()
@argument("request", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@key_option
@name_option
@log_option
@state_option
def cosign(request: Path, key: Path, name: str, logs: Sequence[str], state: Path) -> None:
    """Co-sign the request in a file, as «serve» does for what is sent to it."""
    answer = _answer(_witness(key, name, logs, state), request.read_bytes())
    if answer.status != 200:
        click.echo(_refusal(answer.status, answer.body.strip()), err=True)
        raise SystemExit(1)
    click.echo(answer.body, nl=False)


def _refusal(status: int, said: str) -> str:
    match status:
        case 403:
            return gettext("The seal is not signed by a key of that log that is known here: nothing was co-signed.")
        case 404:
            return gettext("This witness does not know that log: nothing was co-signed. Name its key with --log.")
        case 409:
            return gettext(
                "This witness has seen {size} entries of the log, and the request begins elsewhere. Make it anew with: "
                "cauce checkpoint --request FILE --seen {size}. If the log has fewer, the database is an older one.",
                size=said,
            )
        case 422:
            return gettext(
                "The log did not grow from what this witness saw: somebody wrote it anew. Nothing was co-signed; tell "
                "the auditors, and keep the request."
            )
    return gettext(
        "This is no request for a witness ({reason}). Make one with: cauce checkpoint --request FILE", reason=said
    )


def _public(key: Path, name: str) -> VerifierKey:
    return VerifierKey(name, read_keys(key).signer.public, COSIGNATURE)


def _witness(key: Path, name: str, logs: Sequence[str], state: Path) -> Witness:
    try:
        known = [VerifierKey.of(each) for each in logs]
    except ValueError as error:
        raise click.BadParameter(gettext("This is no key of a log: {reason}", reason=error)) from error
    return Witness(name, read_keys(key).signer, known, state)


def _answer(one: Witness, body: bytes) -> Answer:
    return one.add_checkpoint(body, int(system_clock().timestamp()))


def _handler(one: Witness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint" or not size.isdecimal() or int(size) > LONGEST:
                self.close_connection = True
                self._send(Answer(404 if self.path != "/add-checkpoint" else 400))
                return
            body = self.rfile.read(int(size))
            try:
                self._send(_answer(one, body))
            except BadState as error:
                click.echo(Translator(chosen_locale()).render(errors.text(error)), err=True)
                self._send(Answer(500))

        def _send(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: who asks is told."""

    return Handler
