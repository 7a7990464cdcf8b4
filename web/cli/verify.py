"""Proof from a terminal: verify."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import click

from bpmn.messages import Message
from engine.clock import system_clock
from engine.history import keys
from engine.history.keys import KeyFile
from engine.history.problems import Problem
from engine.replay import inquiry
from engine.verification import findings, runs, sealing
from engine.verification.coverage import Coverage
from engine.verification.ledger_checks import ledger_checks
from engine.verification.report import Report
from engine.verification.store_checks import Check
from engine.verification.subjects import subject_name
from engine.verification.third_parties import NOBODY, ThirdParties
from engine.verification.trust import Kept, kept_path, read_kept_file
from web.cli.context import Context, json_option, with_context
from web.cli.names import disposed, names_then
from web.cli.output import exact, print_json
from web.cli.translated import FilePath, WholeNumber, argument, command, gettext, option
from web.texts.disposal import TAKEN_AS_RECORDED
from web.texts.faults import fault_text
from web.texts.verification import KINDS, METHODS, covered, vouched

PROGRESS_FROM = BATCH = 20  # instances
FILE = FilePath(dir_okay=False, path_type=Path)
kept_option = option(
    "--kept",
    multiple=True,
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint or a time-stamp that was kept elsewhere; may be given several times.",
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
        checks = inquiry.verify_log(connection, context.settings, outside, whole=not folios)
        if everything:
            checks += ledger_checks(connection)
    found = Found(sorted(_verified(context, wanted, processes), key=lambda report: report.folio), checks)
    found = _with_the_log(context, found, folios)
    if everything:
        alarm(context, checks, [])
    if as_json:
        print_json(found_as_json(context, found))
    else:
        print_found(context, found)
    if not found.ok:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class Found:
    """What a verification found: a report of each instance, and the checks of everything else."""

    reports: list[Report]
    checks: list[Check]
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    """What the log says of the instances that were asked for by name."""
    vouched: ThirdParties = NOBODY
    """What third parties say of the log."""

    @property
    def ok(self) -> bool:
        """Whether all of it is in order."""
        return all(report.ok for report in self.reports) and all(check.ok for check in self.checks)


def _with_the_log(context: Context, found: Found, folios: Sequence[str]) -> Found:
    """The same with what the log says of those folios, and who vouches for the log."""
    settings = context.settings
    with context.database.reading() as connection:
        said = {folio: inquiry.coverage(connection, settings, folio) for folio in dict.fromkeys(folios)}
        return replace(found, coverage=said, vouched=inquiry.vouched(connection, settings))


def verify_everything(context: Context) -> Found:
    """Verify every instance, every ledger and all of the log, and keep what is found, as ``cauce verify --all``."""
    with context.database.reading() as connection:
        wanted = runs.folios(connection)
        checks = inquiry.verify_log(connection, context.settings, whole=True) + ledger_checks(connection)
    found = Found(sorted(_verified(context, wanted, None), key=lambda report: report.folio), checks)
    alarm(context, found.checks, [])
    return _with_the_log(context, found, ())


def read_all(paths: Sequence[Path]) -> list[Kept]:
    """What was kept in these files. Raises NotKept."""
    return [read_kept_file(path.name, path.read_bytes()) for path in paths]


def alarm(context: Context, checks: Sequence[Check], reports: Sequence[Report]) -> None:
    """Keep what was found, and tell it as the nightly verification tells it."""
    with context.database.transaction() as connection:
        findings.keep(connection, reports, checks, context.runtime.words, at=system_clock())


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
    alarm(context, [], reports)
    reports.clear()


def seal(context: Context, signing: KeyFile) -> sealing.Sealed:
    """Seal what has grown and is in order. Raises LogNotInOrder, KeptUnreadable."""
    kept, ways = kept_path(context.settings, signing.path), context.settings.leaving
    try:
        sealed = sealing.seal(context.database, context.runtime, signing, kept, system_clock, ways)
    except sealing.LogNotInOrder as error:
        alarm(context, error.checks, [])
        raise
    with context.database.reading() as connection:
        reports = findings.news(connection, sealed.reports)
    alarm(context, sealed.checks, reports)
    return sealed


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


def found_as_json(context: Context, found: Found) -> dict[str, object]:
    """What was found, as ``--json`` gives it."""
    told = {"instances": [_report(context, each, found) for each in found.reports]}
    checks = [check.as_dict() for check in found.checks]
    return {**told, "checks": checks, "vouched": found.vouched.as_dict()}


def _report(context: Context, report: Report, found: Found) -> dict[str, object]:
    reason = None if report.reason is None else context.gettext.render(report.reason)
    log = {"log": found.coverage[report.folio].as_dict()} if report.folio in found.coverage else {}
    return {**report.as_dict(), "reason": reason, **log}


def print_found(context: Context, found: Found) -> None:
    """Print what was found: each instance where there are few, else those that are not in order."""
    reports = found.reports
    with context.database.reading() as connection:
        name_then = names_then(context, connection)
    _print_checks(context, found.checks)
    bad = [report for report in reports if not report.ok]
    for report in reports if len(reports) < PROGRESS_FROM else bad:
        verdict = context.gettext("in order") if report.ok else context.gettext("NOT IN ORDER")
        how = context.gettext.render(METHODS[report.method])
        reason = "" if report.reason is None else f": {context.gettext.render(report.reason)}"
        click.echo(f"{report.folio}  {report.events:>5}  {verdict}  ({how}{reason})")
        if report.disposal is not None:
            reserve = disposed(context, report.disposal, name_then), TAKEN_AS_RECORDED
            click.echo("  " + " ".join(map(context.gettext.render, reserve)))
        for problem in report.problems:
            print_problem(context, problem)
        if report.folio in found.coverage:
            for each in covered(found.coverage[report.folio], partial(exact, context)):
                click.echo(f"  {context.gettext.render(each)}")
    if not found.coverage:
        click.echo(" ".join(map(context.gettext.render, vouched(found.vouched, partial(exact, context)))))
    counts = {"instances": len(reports), "events": sum(report.events for report in reports), "bad": len(bad)}
    click.echo(
        context.gettext("Histories verified: {instances}; events: {events}; histories not in order: {bad}.", **counts)
    )


def _print_checks(context: Context, checks: Sequence[Check]) -> None:
    for check in checks:
        if not check.ok:
            name = subject_name(check.subject, context.fault_names.procedures)
            click.echo(f"{_rendered(context, name)}  {context.gettext('NOT IN ORDER')}")
            for problem in check.problems:
                print_problem(context, problem)
    counts = {"checks": len(checks), "bad": sum(not each.ok for each in checks)}
    click.echo(context.gettext("Checks of the sealed log and of ledgers: {checks}; not in order: {bad}.", **counts))


def print_problem(context: Context, problem: Problem, *, err: bool = False) -> None:
    """Print a problem in two lines: where it is, and what was expected and found."""
    where = "" if problem.seq is None else context.gettext(" at event {seq}", seq=problem.seq)
    said = fault_text(problem, context.fault_names)
    subject = "" if said.about is None else f" ({_rendered(context, said.about)})"
    click.echo(f"  {problem.kind}{where}: {context.gettext.render(KINDS[problem.kind])}{subject}", err=err)
    values = {"expected": said.expected, "found": said.found}
    click.echo("    " + context.gettext("expected {expected}, found {found}", **values), err=err)


def _rendered(context: Context, text: Message | str) -> str:
    return context.gettext.render(text) if isinstance(text, Message) else text
