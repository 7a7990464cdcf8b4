"""A form that is sent twice is done once, and answered as the first time.

Every page with forms carries a key that was made as it was drawn. The same form is the same key, address, sender and
content: who goes back and writes something else sends something else.
"""

from secrets import token_urlsafe

from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from engine import answered
from engine.answered import AlreadyAnswered
from engine.db import Connection
from web.site import site

KEY = "post-key"
LONGEST = 64
UNKNOWN = ""
"""Where a command leads that says it only when it is done."""
_APART = frozenset({"csrf-token"})  # of the session and not of the form


def install(app: Flask) -> None:
    """Answer what was done already in `app`, and give templates the key of their page."""
    app.register_error_handler(AlreadyAnswered, _answer)
    app.jinja_env.globals["post_key"] = post_key


def post_key() -> str:
    """The key of the page that is drawn."""
    if "post_key" not in g:
        g.post_key = token_urlsafe(16)
    key: str = g.post_key
    return key


def enter(connection: Connection, then: str, by: str | None = None) -> None:
    """Enter what this request is about to do. `by`: the session that sends it, where that ends with it. Raises
    AlreadyAnswered."""
    if (digest := _digest(by)) is not None:
        answered.enter(connection, digest, then, at=site().clock())


def leads_to(connection: Connection, then: str) -> str:
    """Say where this request leads, which was `UNKNOWN` before it was done; gives it."""
    if (digest := _digest()) is not None:
        answered.answer_with(connection, digest, then)
    return then


def refuse_again(connection: Connection, by: str | None = None) -> None:
    """Before anything is looked at: what was done already is not judged by what it left; `by` as for `enter`. Raises
    AlreadyAnswered."""
    if (digest := _digest(by)) is not None and (then := answered.answer_to(connection, digest)) is not None:
        raise AlreadyAnswered(then)


def _digest(by: str | None = None) -> str | None:
    """What names this request, or None where nobody gave it a key."""
    if request.method != "POST":
        return None
    if by is not None:
        return _digest_of_form(by)
    if "post_digest" not in g:
        g.post_digest = _digest_of_form()
    digest: str | None = g.post_digest
    return digest


def _digest_of_form(by: str | None = None) -> str | None:
    key = request.form.get(KEY, "")
    if not 0 < len(key) <= LONGEST:
        return None
    person = g.get("person")
    fields = [part for pair in request.form.items(multi=True) if pair[0] not in _APART for part in pair]
    for name, file in request.files.items(multi=True):
        fields += [name, file.filename or "", _size(file)]
    sender = by if by is not None else person.id if person else ""
    return answered.digest_of("form", sender, request.full_path, *fields)


def _size(file: FileStorage) -> str:
    at = file.stream.tell()
    size = file.stream.seek(0, 2)
    file.stream.seek(at)
    return str(size)


def _answer(done: AlreadyAnswered) -> ResponseReturnValue:
    return redirect(done.answer, 303)
