"""What every command shares: settings, the database, the runtime, the reader's language, and how errors are told."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, TypeVar, cast

import click

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.errors import BadSetting, DiagramRejected, EngineError, FormRejected
from engine.instances.runtime import Runtime
from engine.memory import live_long
from engine.migrations import require_current
from engine.settings import Settings
from web.cli.language import teach_click
from web.cli.telling import told
from web.errors import text
from web.i18n import Translator

teach_click()  # before any command is made: what its parameters are called is decided then

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Context:
    """Made from the settings; opens the database when first asked for it."""

    settings: Settings
    as_json: bool = False

    @cached_property
    def store(self) -> Database:
        """The database, whatever is in it."""
        database = Database(self.settings.database_url)
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
    def runtime(self) -> Runtime:
        """The parsed definitions and the calendar."""
        return Runtime(OfficeCalendar(self.settings.timezone), webhook=self.settings.webhook is not None)

    @cached_property
    def gettext(self) -> Translator:
        """Texts in the reader's language."""
        return Translator(self.settings.locale)

    def prepare_to_serve(self) -> None:
        """What a process does that will live long, before anybody waits for it: read the procedures, and settle."""
        with self.database.reading() as connection:
            self.runtime.library.load(connection)
        live_long()

    def finding(self, finding: Finding) -> dict[str, object]:
        """A finding as `--json` gives it."""
        return {
            "code": finding.code,
            "severity": str(finding.severity),
            "element": finding.element,
            "line": finding.line,
            "message": self.gettext.render(finding.message),
        }


class Cauce(click.Group):
    """Turns what the engine refuses into a message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the class."""
        try:
            return super().invoke(ctx)
        except EngineError as error:
            _refuse(error, ctx)


def _refuse(error: EngineError, ctx: click.Context) -> None:
    context = ctx.obj if isinstance(ctx.obj, Context) else Context(Settings())
    message = context.gettext.render(told(error, context.opened))
    details = _details(error, context)
    click.echo(message, err=True)
    for field in cast("list[dict[str, object]]", details.get("fields", [])):
        click.echo(f"  {field['field']}: {field['message']}", err=True)
    for finding in cast("list[dict[str, object]]", details.get("findings", [])):
        click.echo(f"  {line_of(context, finding)}", err=True)
    if context.as_json:
        print_json({"error": error.code, "message": message, **details})
    ctx.exit(1)


def _details(error: EngineError, context: Context) -> Mapping[str, object]:
    match error:
        case FormRejected(errors=errors):
            return {
                "fields": [
                    {"field": each.field, "code": each.code, "message": context.gettext.render(each.message)}
                    for each in errors
                ]
            }
        case DiagramRejected(findings=findings):
            return {"findings": [context.finding(finding) for finding in findings]}
    return {}


SEVERITIES = {"error": lazy_gettext("error"), "warning": lazy_gettext("warning"), "info": lazy_gettext("note")}


def line_of(context: Context, finding: Mapping[str, object]) -> str:
    """A finding on one line of a terminal."""
    severity = context.gettext.render(SEVERITIES[str(finding["severity"])])
    where = ":".join(str(part) for part in (finding["line"], finding["element"]) if part is not None)
    return f"{severity} {finding['code']} {where} — {finding['message']}"


def print_json(value: object) -> None:
    """Write `value` as JSON to standard output."""
    click.echo(canonical_json.dumps(value))


@click.group(cls=Cauce, help="Cauce ejecuta el procedimiento documentado y puede probar lo que ocurrió.")
@click.pass_context
def main(ctx: click.Context) -> None:
    """The entry point."""
    try:
        ctx.obj = Context(Settings.from_env(os.environ))
    except BadSetting as error:
        click.echo(Translator("es").render(text(error)), err=True)
        ctx.exit(1)


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


actor_option = click.option("--as", "actor", required=True, metavar="PERSONA", help="Quién lo hace.")
json_option = click.option("--json", "as_json", is_flag=True, callback=_remember, help="Escribe JSON.")
