"""A command that a program sends twice is done once, by its Idempotency-Key, and answered as the first time."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import g, request
from marshmallow.validate import Regexp

from engine import answered, canonical_json
from engine.answered import AlreadyAnswered
from engine.db import Connection
from engine.errors import EngineError, Invalid
from web.session import actor
from web.site import site
from web.transactions import writing

Answer = dict[str, Any]
REPLAYED = "Idempotency-Replayed"
is_key = Regexp(r"^[!-~]{1,100}$")


class KeyUsedOtherwise(Invalid):
    """The key came with another command before. Details: none that anybody need know."""

    code = "key_used_otherwise"


def give(command: Callable[[Connection], Answer | EngineError], headers: Mapping[str, Any]) -> Answer:
    """Do a command in a transaction of its own and give its answer, which JSON can hold.

    A command that gives an error ends well, with what it recorded of that, and counts as not done: the error is raised
    then. Raises what the command raises, KeyUsedOtherwise.
    """
    key: str | None = headers.get("key")
    if key is None:
        with writing() as connection:
            done = command(connection)
        return _or_raise(done)
    digest, what = answered.digest_of("api", actor().id, key), _what()

    def answer_of(done: Answer | EngineError) -> str | None:
        return None if isinstance(done, EngineError) else canonical_json.dumps({"of": what, "answer": done})

    try:
        with writing() as connection:
            done = answered.once(connection, digest, command, answer_of, at=site().clock())
    except AlreadyAnswered as before:
        known = cast("dict[str, Any]", canonical_json.loads(before.answer))
        if known["of"] != what:
            raise KeyUsedOtherwise() from before
        g.replayed = True
        return cast("Answer", known["answer"])
    return _or_raise(done)


def _or_raise(done: Answer | EngineError) -> Answer:
    if isinstance(done, EngineError):
        raise done
    return done


def _what() -> str:
    """What names a command: everything that was sent but the key."""
    return answered.digest_of(request.method, request.full_path, request.get_data(cache=True, as_text=True))
