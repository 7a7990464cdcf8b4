"""What every command is given: settings, the database, the runtime, the reader's language."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from engine.db import Database
from engine.history.channels import terminal
from engine.migrations import require_current
from engine.settings import Settings
from web.cli.translated import option
from web.i18n import Translator

if TYPE_CHECKING:
    from engine.instances.runtime import Runtime

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Context:
    """Made from the settings; opens the database when first asked for it."""

    settings: Settings
    as_json: bool = False

    @cached_property
    def store(self) -> Database:
        """The database, whatever is in it."""
        database = Database(self.settings.database_url, terminal(_user()))
        click.get_current_context().find_root().call_on_close(database.close)
        return database

    @cached_property
    def database(self) -> Database:
        """The database, with the schema this program was written for. Raises StoreUnavailable."""
        require_current(self.store)
        return self.store

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

    @cached_property
    def gettext(self) -> Translator:
        """Texts in the reader's language."""
        return Translator(self.settings.locale)

    def prepare_to_serve(self) -> None:
        """Read the procedures before anybody waits for them, and tune the process for a long life."""
        from engine.memory import tune_gc

        with self.database.reading() as connection:
            self.runtime.library.load(connection)
        tune_gc()


def _user() -> str:
    """Whom the operating system knows at this terminal; not who they say they are, as `getpass.getuser` would have it,
    which believes the environment."""
    try:
        import pwd
    except ImportError:  # Windows, which has no other
        import getpass

        return getpass.getuser()
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def with_context(function: F) -> F:
    """Pass the `Context` as the first argument of a command."""

    @click.pass_context
    def wrapped(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        return ctx.invoke(function, ctx.obj, *args, **kwargs)

    return cast("F", update_wrapper(wrapped, function))


def _remember(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
    # A refusal is told outside the command, and must know how.
    ctx.find_object(Context).as_json = value  # type: ignore[union-attr]
    return value


actor_option = option("--as", "actor", required=True, metavar="PERSON", help="Who does it.")
json_option = option("--json", "as_json", is_flag=True, callback=_remember, help="Write JSON.")
