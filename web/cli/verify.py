"""Proof from a terminal: verify, export."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from engine.clock import system_clock
from engine.history import keys, notes
from engine.history.keys import KeyFile
from engine.history.notes import Checkpoint
from engine.history.problems import Problem
from engine.replay.inquiry import verify_log
from engine.verification import alarms, runs, sealing
from engine.verification.evidence import evidence, sealed_to
from engine.verification.ledger_checks import ledger_checks
from engine.verification.report import Report
from engine.verification.store_checks import Check
from engine.verification.trust import kept_path
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import FilePath, WholeNumber, argument, command, gettext, option
from web.texts.verification import KINDS, METHODS

PROGRESS_FROM = BATCH = 20  # instances
FILE = FilePath(dir_okay=False, path_type=Path)
kept_option = option(
    "--kept",
    multiple=True,
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere; may be given several times.",
)


@command()
@argument("folios", metavar="[FOLIO…]", nargs=-1)
@option("--all", "everything", is_flag=True, help="Every instance, every ledger, and all of the log.")
@option("--since-last", is_flag=True, help="With --all: only what has not been verified to its last event already.")
@kept_option
@option("--processes", type=WholeNumber(1, 256), help="Processes at the same time; one per core if not given.")
@json_option
@with_context
def verify(
    context: Context,
    folios: Sequence[str],
    everything: bool,
    since_last: bool,
    kept: Sequence[Path],
    processes: int | None,
    as_json: bool,
) -> None:
    """Execute histories again and check that nothing was changed; exit with 1 if anything differs."""
    if not (everything or folios or kept) or (everything and folios):
        raise click.UsageError(gettext("Give folios or --all, one of the two."))
    outside = read_all(kept)
    with context.database.reading() as connection:
        wanted = runs.folios(connection, since_last=since_last) if everything else list(dict.fromkeys(folios))
        checks = verify_log(connection, context.settings, outside, whole=not folios)
        if everything:
            checks += ledger_checks(connection)
    reports = sorted(_verified(context, wanted, processes), key=lambda report: report.folio)
    if everything:
        alarm(context, checks, reports)
    if as_json:
        told = {"instances": [_report(context, each) for each in reports]}
        print_json({**told, "checks": [check.as_dict() for check in checks]})
    else:
        _print(context, reports, checks)
    if not (all(report.ok for report in reports) and all(check.ok for check in checks)):
        raise SystemExit(1)


def read_all(paths: Sequence[Path]) -> list[Checkpoint]:
    """The checkpoints in these files. Raises BadNote, saying of which file."""
    found = []
    for path in paths:
        try:
            found.append(notes.read_copy(path.read_bytes()))
        except notes.BadNote as error:
            raise notes.BadNote(reason=f"{path.name}: {error.details['reason']}") from error
    return found


def alarm(context: Context, checks: Sequence[Check], reports: Sequence[Report]) -> None:
    """What all of it was verified for is told as the nightly verification tells it."""
    found = {check.subject: check.problems for check in checks}
    found |= {report.folio: report.problems for report in reports}
    with context.database.transaction() as connection:
        alarms.report(connection, found, context.runtime.words, at=system_clock())


def _verified(context: Context, wanted: Sequence[str], processes: int | None) -> Iterator[Report]:
    """Verify with a progress bar, keeping what is found as it comes: who is interrupted goes on from there."""
    settings = context.settings
    reports = runs.verify_parallel(settings.database_url, settings.timezone, wanted, processes)
    waiting: list[Report] = []
    hidden = len(wanted) < PROGRESS_FROM or not sys.stderr.isatty()
    label = context.gettext("Verifying")
    try:
        with click.progressbar(reports, length=len(wanted), label=label, file=sys.stderr, hidden=hidden) as progress:
            for report in progress:
                waiting.append(report)
                yield report
                if len(waiting) >= BATCH:
                    _record(context, waiting)
    finally:
        _record(context, waiting)


def _record(context: Context, reports: list[Report]) -> None:
    with context.database.transaction() as connection:
        runs.record(connection, reports, at=system_clock())
    reports.clear()


def seal(context: Context, signing: KeyFile) -> sealing.Sealed:
    """Seal what has grown and is in order. Raises LogNotInOrder, KeptUnreadable."""
    kept, ways = kept_path(context.settings, signing.path), context.settings.leaving
    return sealing.seal(context.database, context.runtime, signing, kept, system_clock, ways)


@command()
@argument("folio")
@option("--evidence", "target", type=FILE, required=True, metavar="FILE.zip", help="Where it is saved.")
@kept_option
@json_option
@with_context
def export(context: Context, folio: str, target: Path, kept: Sequence[Path], as_json: bool) -> None:
    """Save what proves what happened to FOLIO in a .zip, sealed, with its verifier."""
    outside = read_all(kept)
    signing = signing_keys(context)
    if signing is not None:
        seal(context, signing)
    with context.database.reading() as connection:
        content = evidence(connection, context.runtime, folio, outside)
        sealed = sealed_to(connection, folio)
    write(target, content)
    if as_json:
        print_json({"folio": folio, "file": str(target), "bytes": len(content), "sealed_to": sealed})
        return
    click.echo(context.gettext("{file} holds the evidence of {folio}.", file=target, folio=folio))
    click.echo(context.gettext("Check it anywhere with: python verificar.pyz {file}", file=target.name))
    if signing is None:
        click.echo(
            context.gettext("Without a key in CAUCE_SEAL_KEY it could not be sealed to its last event."), err=True
        )


def signing_keys(context: Context) -> KeyFile | None:
    """The keys of the log; None where none are set. On SQLite one is made beside the database when there is none yet.

    Raises BadSealKey.
    """
    path = context.settings.seal_key
    if path is None:
        return None
    if not path.exists() and context.settings.database_url.startswith("sqlite"):
        context.database  # noqa: B018  (a key for a database that is none would be a surprise)
        made = keys.new_key(path)
        click.echo(context.gettext("A new key was made for the seals: {file}. Keep a copy.", file=path), err=True)
        return made
    return keys.read_keys(path)


def write(target: Path, content: bytes) -> None:
    """Write the file that somebody asked for. Raises click.FileError."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.FileError(str(target), error.strerror or str(error)) from error


def _report(context: Context, report: Report) -> dict[str, object]:
    reason = None if report.reason is None else context.gettext.render(report.reason)
    return {**report.as_dict(), "reason": reason}


def _print(context: Context, reports: Sequence[Report], checks: Sequence[Check]) -> None:
    _print_checks(context, checks)
    bad = [report for report in reports if not report.ok]
    for report in reports if len(reports) < PROGRESS_FROM else bad:
        verdict = context.gettext("in order") if report.ok else context.gettext("NOT IN ORDER")
        how = context.gettext.render(METHODS[report.method])
        reason = "" if report.reason is None else f": {context.gettext.render(report.reason)}"
        click.echo(f"{report.folio}  {report.events:>5}  {verdict}  ({how}{reason})")
        for problem in report.problems:
            print_problem(context, problem)
    counts = {"instances": len(reports), "events": sum(report.events for report in reports), "bad": len(bad)}
    click.echo(context.gettext("{instances} verified, {events} events; {bad} not in order.", **counts))


def _print_checks(context: Context, checks: Sequence[Check]) -> None:
    for check in checks:
        if not check.ok:
            click.echo(f"{check.subject}  {context.gettext('NOT IN ORDER')}")
            for problem in check.problems:
                print_problem(context, problem)
    counts = {"ledgers": len(checks), "bad": sum(not each.ok for each in checks)}
    click.echo(context.gettext("{ledgers} ledgers verified; {bad} not in order.", **counts))


def print_problem(context: Context, problem: Problem, *, err: bool = False) -> None:
    """Print a problem in two lines: where it is, and what was expected and found."""
    where = "" if problem.seq is None else context.gettext(" at event {seq}", seq=problem.seq)
    subject = "" if problem.subject is None else f" ({problem.subject})"
    click.echo(f"  {problem.kind}{where}: {context.gettext.render(KINDS[problem.kind])}{subject}", err=err)
    expected, found = problem.expected, problem.found
    click.echo("    " + context.gettext("expected {expected}, found {found}", expected=expected, found=found), err=err)
