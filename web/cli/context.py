"""What every command is given: settings, the database, the runtime, the reader's language."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from engine import answered, canonical_json
from engine.answered import AlreadyAnswered
from engine.clock import system_clock
from engine.db import Connection, Database
from engine.history.channels import terminal
from engine.migrations import require_current
from engine.settings import Settings
from web.cli.os_user import OsUser, os_user
from web.cli.translated import option
from web.i18n import Translator

if TYPE_CHECKING:
    from engine.instances.reading import Reader
    from engine.instances.runtime import Runtime
    from web.texts.faults import Names

F = TypeVar("F", bound=Callable[..., Any])
Seen = TypeVar("Seen")
Answer = TypeVar("Answer")


@dataclass
class Context:
    """Made from the settings; opens the database when first asked for it."""

    settings: Settings
    as_json: bool = False
    key: str | None = None  # by which the command at hand is done once
    longest: float | None = None  # seconds that a statement may take, where somebody waits for its page

    @cached_property
    def store(self) -> Database:
        """The database, whatever is in it."""
        database = Database(self.settings.database_url, terminal(self.user.name), self.longest)
        click.get_current_context().find_root().call_on_close(database.close)
        return database

    @cached_property
    def database(self) -> Database:
        """The database, with the schema this program was written for. Raises StoreUnavailable."""
        require_current(self.store)
        return self.store

    @cached_property
    def user(self) -> OsUser:
        """Whom the operating system knows at this terminal."""
        return os_user()

    def owns(self, connection: Connection) -> bool:
        """Whether the user at this terminal owns the installation, and so may act as anybody."""
        from engine.identity.os_users import owns

        return self.user.owns(self.store.file) or owns(connection, self.user.name)

    def require_actor(self, person_id: str) -> None:
        """Raise NotYours unless the user at this terminal may act as that person."""
        from engine.identity.os_users import NotYours, people_of

        with self.database.reading() as connection:
            if not self.owns(connection):
                own = people_of(connection, self.user.name)
                if person_id not in own:
                    raise NotYours(user=self.user.name, wanted=person_id, own=own or None)

    def require_owner(self) -> None:
        """Raise OwnersOnly unless the user at this terminal owns the installation."""
        from engine.identity.os_users import OwnersOnly

        with self.database.reading() as connection:
            if not self.owns(connection):
                raise OwnersOnly(user=self.user.name)

    def reader_id(self, connection: Connection, person_id: str | None) -> str | None:
        """As whom a command reads that was given `person_id` or nobody: None for whoever owns the installation and said
        nobody, who reads everything. Raises WhoAreYou."""
        from engine.identity.os_users import WhoAreYou, people_of

        if person_id is not None or self.owns(connection):
            return person_id
        own = people_of(connection, self.user.name)
        if len(own) != 1:
            raise WhoAreYou(user=self.user.name, own=own or None)
        return own[0]

    def once(self, do: "Callable[[Connection], Answer]", *part: str) -> "Answer":
        """Do what this command is for in a transaction of its own; gives its answer, which JSON can hold.

        With a ``--key`` it is done once: who gives the same command with the same key gets the first answer again.
        One that answers None was not done. `part` names the transaction where a command has several.
        """
        with self.database.transaction() as connection:
            if self.key is None:
                return do(connection)
            digest = answered.digest_of("terminal", self.key, *_given(), *part)
            try:
                return answered.once(connection, digest, do, _answer_of, at=system_clock())
            except AlreadyAnswered as before:
                return cast("Answer", canonical_json.loads(before.answer))

    def wait_for_database(self, look: "Callable[[Database], Seen]") -> "Seen":
        """What `look` finds in `database`, which is waited for a while (`web.cli.waiting`), also where it is lost again
        before everything that a long life begins with was found there. Raises StoreUnavailable."""
        from web.cli.waiting import wait_for

        return wait_for(lambda: look(self.database))

    @property
    def opened(self) -> Database | None:
        """The database, if the command got as far as using it."""
        return self.__dict__.get("database")

    @cached_property
    def runtime(self) -> "Runtime":
        """The parsed definitions and the calendar."""
        from engine.calendar.office import OfficeCalendar
        from engine.instances.runtime import Runtime

        webhook = self.settings.webhook is not None
        return Runtime(OfficeCalendar(self.settings.timezone), webhook=webhook, words=self.gettext.render)

    def reader(self, connection: Connection, actor: str | None) -> "Reader":
        """Who reads instances at this terminal: the person that ``--as`` names, else the one whose user sits there, or
        whoever owns the installation, who reads all there is in it. Raises NotFound (kind ``person``), WhoAreYou."""
        from engine.clock import system_clock
        from engine.identity.substitutions import acting
        from engine.instances.reading import EVERYTHING, reader_of

        actor = self.reader_id(connection, actor)
        if actor is None:
            return EVERYTHING
        return reader_of(connection, self.runtime, acting(connection, actor, system_clock()))

    def note_opened(self, folio: str, reader: "Reader") -> None:
        """Enter that an auditor looked at an instance by the command at hand (`engine.instances.openings`)."""
        from engine.identity.role_ids import AUDITOR
        from engine.instances.openings import enter_opened

        if AUDITOR in reader.roles:
            what = click.get_current_context().command_path
            with self.database.transaction() as connection:
                enter_opened(connection, folio, what, actor=reader.person, at=system_clock())

    @cached_property
    def gettext(self) -> Translator:
        """Texts in the reader's language."""
        return Translator(self.settings.locale)

    @cached_property
    def fault_names(self) -> "Names":
        """What people, roles and procedures are called where something is wrong."""
        from web.cli.fault_names import fault_names

        return fault_names(self)

    def prepare_to_serve(self) -> None:
        """Read the procedures before anybody waits for them, and tune the process for a long life."""
        from engine.memory import tune_gc

        def load(database: Database) -> None:
            with database.reading() as connection:
                self.runtime.library.load(connection)

        self.wait_for_database(load)
        tune_gc()


def with_context(function: F) -> F:
    """Pass the `Context` as the first argument of a command, once the user at this terminal may act as its ``--as``."""

    @click.pass_context
    def wrapped(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("actor") is not None:
            ctx.obj.require_actor(kwargs["actor"])
        return ctx.invoke(function, ctx.obj, *args, **kwargs)

    return cast("F", update_wrapper(wrapped, function))


def for_owners(function: F) -> F:
    """As `with_context`, for commands that show or touch what no person of the company has a right to as such: whoever
    owns the installation alone may give them."""

    def owned(context: Context, *args: Any, **kwargs: Any) -> Any:
        context.require_owner()
        return function(context, *args, **kwargs)

    return with_context(cast("F", update_wrapper(owned, function)))


def _remember(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
    # A refusal is told outside the command, and must know how.
    ctx.find_object(Context).as_json = value  # type: ignore[union-attr]
    return value


def _keep_key(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    ctx.find_object(Context).key = value  # type: ignore[union-attr]


def _answer_of(done: object) -> str | None:
    return None if done is None else canonical_json.dumps(done)


def _given() -> list[str]:
    """The command at hand: the words that call it, and what they were given, but for how the answer is written."""
    ctx = click.get_current_context()
    given = {name: value for name, value in ctx.params.items() if name != "as_json"}
    return [ctx.command_path.partition(" ")[2], json.dumps(given, default=str, sort_keys=True)]


key_option = option(
    "--key",
    metavar="KEY",
    expose_value=False,
    callback=_keep_key,
    help="The same command with the same key is done once, and answered twice.",
)
actor_option = option("--as", "actor", required=True, metavar="PERSON", help="Who does it.")
reader_option = option("--as", "actor", metavar="PERSON", help="Only what this person may read.")
json_option = option("--json", "as_json", is_flag=True, callback=_remember, help="Write JSON.")
