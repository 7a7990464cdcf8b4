"""Backups from a terminal: made while everybody works, and restored into an empty database of either kind."""

from pathlib import Path

import click

from engine.backup.archive import reading
from engine.backup.making import Made, make
from engine.backup.restoring import Restored
from engine.backup.restoring import restore as put_back
from engine.clock import from_text, system_clock
from web.cli.context import Context, json_option, with_context
from web.cli.output import exact, print_json
from web.cli.refusals import refusal_text
from web.cli.translated import FilePath, argument, command, option
from web.cli.verify import Found, found_as_json, print_found, verify_everything

FILE = FilePath(dir_okay=False, path_type=Path)


@command()
@argument("file", type=FILE)
@option("--with-key", is_flag=True, help="Also the private key that signs the log: keep such a backup as the key.")
@json_option
@with_context
def backup(context: Context, file: Path, with_key: bool, as_json: bool) -> None:
    """Save everything in FILE, one moment of it, while people go on working: histories, files, people, log.

    It can be restored on the other kind of database too. Whoever has it has what the database holds: encrypt it.
    """
    made = make(context.database, context.settings, file, with_key=with_key, at=system_clock())
    if as_json:
        print_json(_made(file, made))
        return
    values = {"file": file, "rows": sum(made.rows.values()), "tables": len(made.rows), "size": made.size}
    click.echo(
        context.gettext("{file}: written and read back. Tables: {tables}; rows: {rows}; bytes: {size}.", **values)
    )
    instances, files = made.rows["instances"], made.rows["files"]
    click.echo(context.gettext("Instances: {instances}; files: {files}.", instances=instances, files=files))
    if made.checkpoint is None:
        click.echo(context.gettext("Nothing was sealed yet: cauce checkpoint"), err=True)
    else:
        sealed = {"number": made.checkpoint, "entries": made.log}
        click.echo(context.gettext("The last seal in it is number {number}, over {entries} entries.", **sealed))
    for error in made.left_out:
        click.echo(context.gettext.render(refusal_text(error, None)), err=True)
    key = context.settings.seal_key
    if made.left_out and not made.with_keys:
        click.echo(
            context.gettext(
                "So the backup does not say which keys signed the log, and what is restored from it cannot check its "
                "seals. Mend it, and make another backup."
            ),
            err=True,
        )
    elif made.checkpoint is not None and not made.with_keys:
        click.echo(
            context.gettext(
                "The key that signs is not here ({path}): the backup does not say which keys signed the log, and what "
                "is restored from it cannot check its seals. Set CAUCE_SEAL_KEY or bring the copy of the file, and "
                "make another backup.",
                path=key or "CAUCE_SEAL_KEY",
            ),
            err=True,
        )
    elif key is not None and not with_key:
        click.echo(context.gettext("The private key {path} is not in it: keep a copy elsewhere.", path=key), err=True)


def _made(file: Path, made: Made) -> dict[str, object]:
    sealed = {"log": made.log, "checkpoint": made.checkpoint, "key": made.with_key, "keys": made.with_keys}
    left_out = [each.code for each in made.left_out]
    return {"file": str(file), "bytes": made.size, "rows": made.rows, **sealed, "left_out": left_out}


@command()
@argument("file", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@option("--rollback", is_flag=True, help="Although the kept seal is of later: it is put aside, and letters are held.")
@option("--hold-letters", is_flag=True, help="Letters that waited are not sent until somebody retries them.")
@json_option
@with_context
def restore(context: Context, file: Path, rollback: bool, hold_letters: bool, as_json: bool) -> None:
    """Restore the backup FILE into an empty database and verify all of it; exit with 1 if anything differs.

    All of it is restored or nothing: the database stays empty when it is interrupted or refused.
    """
    with reading(file) as source:
        source.check()  # a file that is damaged is refused before the database is touched
    at = system_clock()
    restored = put_back(context.store, context.settings, file, rollback=rollback, hold_letters=hold_letters, at=at)
    if not as_json:
        _say(context, restored)
    found = verify_everything(context)
    if as_json:
        print_json(_restored(restored) | {"ok": found.ok, "verified": found_as_json(context, found)})
    else:
        _conclude(context, restored, found)
    if not found.ok:
        raise SystemExit(1)


def _say(context: Context, restored: Restored) -> None:
    made_at, by = exact(context, from_text(restored.about["made_at"])), restored.about["cauce"]
    click.echo(
        context.gettext(
            "Restored: {rows} rows, as of {made_at}, by Cauce {version}.",
            rows=restored.rows,
            made_at=made_at,
            version=by,
        )
    )
    beside = restored.beside
    match beside.key:
        case "restored":
            click.echo(context.gettext("The key that signs was in the backup: {path}", path=context.settings.seal_key))
        case "new":
            click.echo(
                context.gettext(
                    "There was no key that signs: a new one was made, which goes on from the former ones: {path}. "
                    "Keep a copy, and tell the auditors.",
                    path=context.settings.seal_key,
                ),
                err=True,
            )
        case "missing":
            click.echo(
                context.gettext(
                    "The backup was made where the key was not at hand: it does not say which keys signed the log. Put "
                    "the copy of the old key at {path}, and run: cauce verify --all",
                    path=context.settings.seal_key,
                ),
                err=True,
            )
        case "unknown":
            click.echo(
                context.gettext(
                    "The log was signed by keys that {path} does not know: nothing is signed until it does. Bring the "
                    "old key, or, if this is your backup, append its public keys: unzip -p FILE keys.pem >> {path}",
                    path=context.settings.seal_key,
                ),
                err=True,
            )
    match beside.kept:
        case "compared":
            click.echo(context.gettext("The log has grown from the seal that this machine kept."))
        case "restored" if beside.aside is None:
            click.echo(context.gettext("This machine kept no seal to compare with: compare with one kept elsewhere."))
    if beside.aside is not None:
        click.echo(
            context.gettext(
                "The seal of later that this machine kept lies at {path}. What was recorded after the backup is gone: "
                "tell the auditors, and the witness if there is one, which will not co-sign this log.",
                path=beside.aside,
            ),
            err=True,
        )


def _conclude(context: Context, restored: Restored, found: Found) -> None:
    print_found(context, found)
    if restored.held:
        click.echo(
            context.gettext("Letters that are held: {count}. See them with: cauce outbox", count=restored.held),
            err=True,
        )
    if restored.waiting:
        click.echo(
            context.gettext("Letters that leave with the next worker: {count}.", count=restored.waiting), err=True
        )
    if found.ok:
        click.echo(context.gettext("Done: everything is there, and in order."))


def _restored(restored: Restored) -> dict[str, object]:
    beside = restored.beside
    return {
        "made_at": restored.about["made_at"],
        "cauce": restored.about["cauce"],
        "from_schema": restored.about["schema"],
        "from_database": restored.about["database"],
        "rows": restored.rows,
        "letters_waiting": restored.waiting,
        "letters_held": restored.held,
        "key": beside.key,
        "kept": beside.kept,
        "aside": None if beside.aside is None else str(beside.aside),
    }
