"""Checkpoints from a terminal: sign the log, let a witness co-sign it, and hand out what leaves the house."""

from pathlib import Path

import click

from engine.clock import system_clock
from engine.errors import BadSetting
from engine.history import checkpoints, keys
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile
from engine.history.notes import VerifierKey
from engine.jobs.catalogue import deliver_outbox
from engine.jobs.histories import WAIT
from engine.notifications import outbox
from engine.verification import sealing, witnessing
from engine.verification.leaving import stamp_key
from engine.verification.subjects import subject_name
from engine.verification.witnessing import WitnessFailed
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import FilePath, WholeNumber, command, gettext, option
from web.cli.verify import FILE, alarm, print_problem, seal, signing_keys, write

EXISTING = FilePath(exists=True, dir_okay=False, path_type=Path)


@command()
@option("--new-key", type=FILE, metavar="FILE", help="Only make a new key and save it there.")
@option("--out", type=FILE, metavar="FILE", help="Save the checkpoint there, to keep it elsewhere.")
@option("--request", type=FILE, metavar="FILE", help="Save there what «cauce witness cosign» takes on another machine.")
@option(
    "--seen", type=WholeNumber(0), metavar="SIZE", help="With --request: how much of the log that witness has seen."
)
@option("--cosigned", type=EXISTING, metavar="FILE", help="Only take in what «cauce witness cosign» wrote elsewhere.")
@json_option
@with_context
def checkpoint(
    context: Context,
    new_key: Path | None,
    out: Path | None,
    request: Path | None,
    seen: int | None,
    cosigned: Path | None,
    as_json: bool,
) -> None:
    """Append the last event of every history to the log and sign it: an end cannot be removed unnoticed after that."""
    if new_key is not None:
        _make_key(context, new_key, as_json)
        return
    if cosigned is not None:
        _take_in(context, cosigned, as_json)
        return
    if seen is not None and request is None:
        raise click.UsageError(gettext("--seen says something only with --request."))
    signing = signing_keys(context)
    if signing is None:
        raise BadSetting(name="CAUCE_SEAL_KEY", value="", expected="/etc/cauce/sellos.pem (cauce checkpoint --new-key)")
    sealed = seal(context, signing)
    agreed, failed = _ask_the_witness(context)
    deliver_outbox(context.database, context.runtime, context.settings, system_clock)
    with context.database.reading() as connection:
        last = checkpoints.last(connection)
        note = "" if last is None else checkpoints.with_cosignatures(connection, last)
        stamp = None if last is None else checkpoints.stamp_of(connection, last.size)
        asked = last is not None and outbox.is_written(connection, stamp_key(last))
    if last is not None:
        if out is not None:
            write(out, note.encode())
            if stamp is not None:
                write(out.with_suffix(".tsr"), stamp)
        if request is not None:
            _write_request(context, request, last, seen)
    stamped = None if context.settings.authority is None else stamp is not None
    if as_json and failed is None:
        told = {"new": sealed.checkpoint is not None, "refused": list(sealed.refused)}
        told |= {"cosigned": agreed, "stamped": stamped}
        print_json({**_as_dict(last, signing), **told})
    elif not as_json:
        _print(context, sealed, last, signing)
        if asked and stamped is False:
            click.echo(gettext("No time-stamp yet: «cauce outbox» says why, and it is tried again."), err=True)
        elif last is not None and stamped is False:
            click.echo(gettext("It is of before an authority was set: the next seal gets a time-stamp."), err=True)
    if failed is not None:
        raise failed
    if sealed.refused or agreed is False:
        raise SystemExit(1)


def _make_key(context: Context, file: Path, as_json: bool) -> None:
    public = keys.new_key(file).signer.public
    if as_json:
        print_json({"key": public, "file": str(file)})
        return
    told = context.gettext(
        "{file} holds a new key: name it in CAUCE_SEAL_KEY or, if it is a witness's, in «cauce witness serve --key».",
        file=file,
    )
    click.echo(told)
    click.echo(context.gettext("Public key: {key}", key=public))


def _take_in(context: Context, file: Path, as_json: bool) -> None:
    """Keep what a witness that nobody asks over the network co-signed."""
    if not context.settings.witnesses:
        raise BadSetting(name="CAUCE_WITNESS_KEY", value="", expected="nombre+id+llave")
    answer = file.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    stored, key = witnessing.take_in(context.database, context.settings.witnesses, answer)
    if as_json:
        print_json({"number": stored.number, "size": stored.size, "witness": key.name})
        return
    click.echo(context.gettext("Seal {number} is co-signed by {witness}.", number=stored.number, witness=key.name))


def _ask_the_witness(context: Context) -> tuple[bool | None, WitnessFailed | None]:
    """Whether it co-signed, None where no setting names one; and that it did not answer, which undoes nothing."""
    witness = context.settings.witness
    if witness is None:
        return None, None
    try:
        check = witnessing.ask(context.database, witness, WAIT)
    except WitnessFailed as error:
        return False, error
    alarm(context, [check], [])
    if not check.ok:
        click.echo(gettext("The witness does not sign this seal:"), err=True)
    for problem in check.problems:
        print_problem(context, problem, err=True)
    return check.ok, None


def _write_request(context: Context, target: Path, last: Stored, seen: int | None) -> None:
    """What a witness that cannot be reached is asked, in a file. Where nobody says what it has seen, that is what is
    known of the one in the settings, and nothing where there is none."""
    with context.database.reading() as connection:
        witnesses = context.settings.witnesses
        known = witnessing.seen(connection, witnesses[0]) if witnesses else 0
        old = known if seen is None else seen
        if old > last.size:
            reason = gettext("The log has {size} entries: no witness can have seen more.", size=last.size)
            raise click.BadParameter(reason, param_hint="--seen")
        content = witnessing.request(connection, old, last)
    write(target, content)


def _as_dict(last: Stored | None, signing: KeyFile) -> dict[str, object]:
    if last is None:
        return {"number": 0, "size": 0, "root": None, "origin": None, "at": None, "log_key": None}
    note = last.checkpoint
    about = {"number": last.number, "size": last.size, "root": note.root, "origin": note.origin, "at": last.at}
    return {**about, "log_key": _log_key(note.origin, signing)}


def _log_key(origin: str, signing: KeyFile) -> str:
    """The key of the log as a witness is told it."""
    return str(VerifierKey(origin, signing.signer.public))


def _print(context: Context, sealed: sealing.Sealed, last: Stored | None, signing: KeyFile) -> None:
    for subject, problems in sealed.refused.items():
        name = subject_name(subject, context.fault_names.procedures)
        click.echo(context.gettext("{subject} is not in order and was not sealed:", subject=name), err=True)
        for problem in problems:
            print_problem(context, problem, err=True)
    if last is None:
        click.echo(context.gettext("There is nothing to seal yet."))
        return
    if sealed.checkpoint is None:
        click.echo(context.gettext("Every history in order is sealed to its last event already."))
    note = last.checkpoint
    about = {"number": last.number, "size": last.size, "root": note.root}
    click.echo(context.gettext("Seal {number}: the log has {size} entries, root {root}.", **about))
    click.echo(context.gettext("Key of the log, for a witness: {key}", key=_log_key(note.origin, signing)))
