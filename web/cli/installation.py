"""A company's beginning from a terminal, and the schema of its database."""

from collections.abc import Sequence
from datetime import datetime

import click

from engine.clock import from_text, system_clock
from engine.db import Database
from engine.definitions.deployment import Deployed
from engine.history import restorations
from engine.history.channels import TERMINAL
from engine.history.ledger import Entry
from engine.identity.commands import require_usable
from engine.identity.sessions import key_of
from engine.installation.founding import Founded, make_company, shipped
from engine.installation.marks import count_people, kind_of
from engine.migrations import bring_up_to_date, differs, head, require_file
from engine.migrations.states import Schema, SchemaState, schema_of
from web.cli.context import Context, json_option, with_context
from web.cli.output import exact, print_json
from web.cli.refusals import refusal_text
from web.cli.translated import command, group, option

LINK = "/clave/{token}"
MAIL_TIMEOUT = 15.0  # seconds, for each step of the dialogue with the mail server


@command()
@option("--administrator", required=True, metavar="ID", help="The id of the first administrator, e.g. lucia.")
@option("--email", required=True, metavar="ADDRESS", help="Their e-mail address.")
@option("--name", help="Their first name and surnames; the id if not given.")
@option("--with", "procedures", multiple=True, metavar="PROCESS", help="A shipped procedure; can be repeated.")
@json_option
@with_context
def init(
    context: Context, administrator: str, email: str, name: str | None, procedures: Sequence[str], as_json: bool
) -> None:
    """Make an empty company: the schema and its first administrator, who chooses a password by a link that works once.

    A procedure that is asked for is in force at once; its record says that it was taken as it ships, without
    signatures. A database that holds a company already is refused.
    """
    called = name or administrator
    require_usable(administrator, called, email)  # before there is a file, or a connection to a server
    sources, at = shipped(procedures), system_clock()
    described = context.gettext("As it ships with Cauce")
    with context.store.transaction() as connection:
        bring_up_to_date(connection)
        founded = make_company(
            connection, administrator, called, email, sources, described, os_user=context.user.name, at=at
        )
    link = (context.settings.base_url or "") + LINK.format(token=founded.token)
    mailed, why = _mail(context, (administrator, called, email), link, key_of(founded.token), at)
    if as_json:
        print_json(_as_json(administrator, email, link, mailed, why, founded.deployed))
        return
    _say(context, administrator, email, link, mailed, why, founded)


def _mail(context: Context, to: tuple[str, str, str], link: str, key: str, at: datetime) -> tuple[bool, str | None]:
    """Whether the link was sent, and why not. At once and by hand: what waits in the outbox stands in the database,
    and with this link whoever reads it would be the administrator."""
    settings = context.settings
    if settings.mail is None:
        return False, None
    if settings.base_url is None:
        return False, context.gettext("CAUCE_BASE_URL does not say where people find the site.")
    from engine.notifications.delivery import DeliveryFailed, Letter
    from engine.notifications.mail import Mailer

    id, name, email = to
    body = context.gettext(
        "{name}: Cauce is installed, and you are its first administrator ({id}).\n\n"
        "Choose your password here, once and within 24 hours:\n{link}",
        name=name,
        id=id,
        link=link,
    )
    payload = {"to": [email], "subject": context.gettext("Your access to Cauce"), "body": body, "link": ""}
    try:
        with Mailer(settings.mail, settings.base_url, MAIL_TIMEOUT, settings.company) as mailer:
            mailer.send(Letter(0, f"cauce.{key[:32]}.0", "email", payload, at, 1), at)
    except DeliveryFailed as error:
        return False, error.reason
    return True, None


def _as_json(
    id: str, email: str, link: str, mailed: bool, why: str | None, deployed: Sequence[Deployed]
) -> dict[str, object]:
    versions = [
        {"process": each.process_id, "number": each.version.number, "status": str(each.version.status)}
        for each in deployed
        if each.version is not None
    ]
    said = {"link": link, "mailed": mailed, "not_mailed": why}
    return {"administrator": id, "email": email, **said, "schema": head(), "versions": versions}


def _say(context: Context, id: str, email: str, link: str, mailed: bool, why: str | None, founded: Founded) -> None:
    for each in founded.deployed:
        if each.version is not None:
            names = {"process": each.version.name, "number": each.version.number}
            click.echo(context.gettext("In force, taken as it ships: {process}, version {number}.", **names))
    click.echo(context.gettext("{person} chooses a password here, once and within 24 hours:", person=id))
    click.echo(link)
    if context.settings.base_url is None:
        click.echo(
            context.gettext("That is below the address of the site, which CAUCE_BASE_URL does not say."), err=True
        )
    user = context.user.name
    click.echo(context.gettext("At a terminal of this machine, the user {user} may act as anybody (--as).", user=user))
    if mailed:
        click.echo(context.gettext("The same was sent to {email}.", email=email))
    elif why is not None:
        click.echo(context.gettext("It could not be sent to {email}: {reason}", email=email, reason=why), err=True)


@group()
def db() -> None:
    """Look after the schema of the database: what it is, and bringing it up to date."""


@db.command()
@json_option
@with_context
def upgrade(context: Context, as_json: bool) -> None:
    """Bring the schema up to date, and nothing else; make it in an empty database."""
    with context.store.transaction() as connection:
        before = bring_up_to_date(connection)
    if as_json:
        print_json({"before": before.found, "schema": head()})
    elif before.state is SchemaState.CURRENT:
        click.echo(context.gettext("The schema is up to date: {schema}.", schema=head()))
    elif before.state is SchemaState.NONE:
        click.echo(
            context.gettext("The schema was made: {schema}. Make a company in it with: cauce init", schema=head())
        )
    else:
        click.echo(context.gettext("The schema was {before} and is {schema} now.", before=before.found, schema=head()))


@db.command()
@json_option
@with_context
def status(context: Context, as_json: bool) -> None:
    """Say which schema the database has and what was made in it; exit with 1 if this program cannot work with it."""
    schema, kind, people, restored = _status(context.store)
    good = schema.state is SchemaState.CURRENT
    if as_json:
        said = {"state": str(schema.state), "schema": schema.found, "program": head(), "tables": list(schema.tables)}
        print_json({**said, "holds": kind, "people": people, "restored": restored and _restored_as_json(restored)})
    elif good:
        click.echo(context.gettext("The schema is up to date: {schema}.", schema=head()))
        click.echo(_holds(context, kind, people))
        if restored is not None:
            click.echo(_restored(context, restored))
    else:
        click.echo(context.gettext.render(refusal_text(differs(schema), None)), err=True)
    if not good:
        raise SystemExit(1)


def _status(database: Database) -> tuple[Schema, str | None, int | None, Entry | None]:
    require_file(database)
    with database.reading() as connection:
        schema = schema_of(connection, head())
        if schema.state not in (SchemaState.CURRENT, SchemaState.OLDER):
            return schema, None, None, None
        kind = kind_of(connection)
        restored = restorations.last(connection) if schema.state is SchemaState.CURRENT else None
        return schema, None if kind is None else str(kind), count_people(connection), restored


def _restored_as_json(entry: Entry) -> dict[str, object]:
    return {"at": entry.at, "by": entry.channel, "sha256": entry.subject, **entry.says}


def _restored(context: Context, entry: Entry) -> str:
    """When, and by which backup it can be known."""
    return context.gettext(
        "It was restored on {at} by {who} from the backup of {made_at}: {file}, SHA-256 {sha256}.",
        at=exact(context, entry.moment),
        who=str(entry.channel).removeprefix(TERMINAL),
        made_at=exact(context, from_text(str(entry.says["made_at"]))),
        file=entry.says["file"],
        sha256=entry.subject,
    )


def _holds(context: Context, kind: str | None, people: int | None) -> str:
    match kind:
        case None:
            return context.gettext("There is no company in it yet. Make one with: cauce init")
        case "demonstration":
            return context.gettext("It holds a demonstration.")
    return context.gettext.ngettext(
        "It holds a company of {n} person.", "It holds a company of {n} people.", people or 0
    )
