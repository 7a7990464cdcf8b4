"""Proof from a terminal: verify, seal, export."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from engine import canonical_json
from engine.clock import system_clock
from engine.errors import BadSetting
from engine.history import keys, seals
from engine.history.keys import Signer
from engine.history.problems import Problem
from engine.instances.sealing import seal_all
from engine.verification import runs
from engine.verification.evidence import evidence, sealed_to
from engine.verification.ledger_checks import ledger_checks
from engine.verification.report import Report
from engine.verification.runs import TrustPolicy
from engine.verification.store_checks import Check
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import FilePath, WholeNumber, argument, command, gettext, option
from web.texts.verification import KINDS, METHODS

PROGRESS_FROM = BATCH = 20  # instances
FILE = FilePath(dir_okay=False, path_type=Path)


@command()
@argument("folios", metavar="[FOLIO…]", nargs=-1)
@option("--all", "everything", is_flag=True, help="Every instance, every ledger, and the seals.")
@option("--since-last", is_flag=True, help="With --all: only what has not been verified to its last event already.")
@option(
    "--seals",
    "exported",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="Seals that were saved elsewhere.",
)
@option("--processes", type=WholeNumber(1, 256), help="Processes at the same time; one per core if not given.")
@json_option
@with_context
def verify(
    context: Context,
    folios: Sequence[str],
    everything: bool,
    since_last: bool,
    exported: Path | None,
    processes: int | None,
    as_json: bool,
) -> None:
    """Execute histories again and check that nothing was changed; exit with 1 if anything differs."""
    if everything == bool(folios):
        raise click.UsageError(gettext("Give folios or --all, one of the two."))
    measure = _measure(context, exported)
    reports, checks = [], list[Check]()
    with context.database.reading() as connection:
        wanted = runs.folios(connection, measure, since_last=since_last) if everything else list(dict.fromkeys(folios))
        if everything:
            reports.append(runs.seals_report(connection, measure))
            checks += ledger_checks(connection)
    reports += _verified(context, wanted, measure, processes)
    reports = [report for report in reports if report.folio is not None or not report.ok]
    reports.sort(key=lambda report: report.folio or "")
    if as_json:
        told = [_report(context, report) for report in reports]
        print_json({"instances": told, "checks": [each.as_dict() for each in checks]} if everything else told)
    else:
        _print_checks(context, checks)
        _print(context, reports)
    if not (all(report.ok for report in reports) and all(check.ok for check in checks)):
        raise SystemExit(1)


def _verified(context: Context, wanted: Sequence[str], measure: TrustPolicy, processes: int | None) -> Iterator[Report]:
    """Verify with a progress bar, keeping what is found as it comes: who is interrupted goes on from there."""
    settings = context.settings
    reports = runs.verify_parallel(settings.database_url, settings.timezone, wanted, measure, processes)
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


@command()
@option("--new-key", type=FILE, metavar="FILE", help="Only make a new key and save it there.")
@option("--out", type=FILE, metavar="FILE", help="Also save all the seals there, to keep them elsewhere.")
@json_option
@with_context
def seal(context: Context, new_key: Path | None, out: Path | None, as_json: bool) -> None:
    """Seal the last event of every history: its end cannot be removed unnoticed after that."""
    if new_key is not None:
        public = keys.new_key(new_key).signer.public
        if as_json:
            print_json({"key": public, "file": str(new_key)})
        else:
            click.echo(context.gettext("{file} holds a new key; name it in CAUCE_SEAL_KEY.", file=new_key))
            click.echo(context.gettext("Public key: {key}", key=public))
        return
    signer = _signer(context)
    if signer is None:
        raise BadSetting(name="CAUCE_SEAL_KEY", value="", expected="/etc/cauce/sellos.pem (cauce seal --new-key)")
    with context.database.transaction() as connection:
        made = seal_all(connection, signer, at=system_clock())
        everything = seals.exported(connection) if out is not None else []
    if out is not None:
        text = "[" + ",\n".join(canonical_json.dumps(each.as_dict()) for each in everything) + "]\n"
        _write(context, out, text.encode())
    if as_json:
        print_json(None if made is None else {**made.statement, "signature": made.signature, "hash": made.hash})
    elif made is None:
        click.echo(context.gettext("Every history is sealed to its last event already."))
    else:
        number, key = made.number, made.key
        click.echo(
            context.gettext.ngettext(
                "Seal {number} covers {n} history; public key {key}.",
                "Seal {number} covers {n} histories; public key {key}.",
                made.count,
                number=number,
                key=key,
            )
        )


@command()
@argument("folio")
@option("--evidence", "target", type=FILE, required=True, metavar="FILE.zip", help="Where it is saved.")
@json_option
@with_context
def export(context: Context, folio: str, target: Path, as_json: bool) -> None:
    """Save what proves what happened to FOLIO in a .zip, sealed, with its verifier."""
    signer = _signer(context)
    with context.database.transaction() as connection:
        if signer is not None:
            seal_all(connection, signer, at=system_clock())
        content = evidence(connection, context.runtime, folio)
        sealed = sealed_to(connection, folio)
    _write(context, target, content)
    if as_json:
        print_json({"folio": folio, "file": str(target), "bytes": len(content), "sealed_to": sealed})
        return
    click.echo(context.gettext("{file} holds the evidence of {folio}.", file=target, folio=folio))
    click.echo(context.gettext("Check it anywhere with: python verificar.py {file}", file=target.name))
    if signer is None:
        click.echo(
            context.gettext("Without a key in CAUCE_SEAL_KEY it could not be sealed to its last event."), err=True
        )


def _measure(context: Context, exported: Path | None) -> TrustPolicy:
    path = context.settings.seal_key
    trusted = keys.read_keys(path).trusted if path is not None and path.exists() else frozenset[str]()
    return TrustPolicy(trusted, tuple(seals.read_exported(exported.read_bytes())) if exported is not None else ())


def _signer(context: Context) -> Signer | None:
    """Who signs. On SQLite a key is made beside the database when there is none yet."""
    path = context.settings.seal_key
    if path is None:
        return None
    if not path.exists() and context.settings.database_url.startswith("sqlite"):
        context.database  # noqa: B018  (a key for a database that is none would be a surprise)
        made = keys.new_key(path)
        click.echo(context.gettext("A new key was made for the seals: {file}. Keep a copy.", file=path), err=True)
        return made.signer
    return keys.read_keys(path).signer


def _write(context: Context, target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.FileError(str(target), error.strerror or str(error)) from error


def _report(context: Context, report: Report) -> dict[str, object]:
    reason = None if report.reason is None else context.gettext.render(report.reason)
    return {**report.as_dict(), "reason": reason}


def _print(context: Context, reports: Sequence[Report]) -> None:
    bad = [report for report in reports if not report.ok]
    for report in reports if len(reports) < PROGRESS_FROM else bad:
        verdict = context.gettext("in order") if report.ok else context.gettext("NOT IN ORDER")
        how = context.gettext.render(METHODS[report.method])
        reason = "" if report.reason is None else f": {context.gettext.render(report.reason)}"
        name = report.folio or context.gettext("seals")
        click.echo(f"{name}  {report.events:>5}  {verdict}  ({how}{reason})")
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
    if checks:
        counts = {"ledgers": len(checks), "bad": sum(not each.ok for each in checks)}
        click.echo(context.gettext("{ledgers} ledgers verified; {bad} not in order.", **counts))


def print_problem(context: Context, problem: Problem) -> None:
    """Print a problem in two lines: where it is, and what was expected and found."""
    where = "" if problem.seq is None else context.gettext(" at event {seq}", seq=problem.seq)
    subject = "" if problem.subject is None else f" ({problem.subject})"
    click.echo(f"  {problem.kind}{where}: {context.gettext.render(KINDS[problem.kind])}{subject}")
    expected, found = problem.expected, problem.found
    click.echo("    " + context.gettext("expected {expected}, found {found}", expected=expected, found=found))
