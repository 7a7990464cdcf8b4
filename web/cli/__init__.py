"""The `cauce` command: its table of commands, and what happens to all of them.

Exit codes: 0 done, 1 refused with a clear message, 2 wrong usage, 141 nobody reads any more what is written. Nothing
a person can cause ends in a traceback.

A command's module is imported when the command is called, so that `cauce --help` imports neither the engine nor the
site; `tests/web/cli/test_imports.py` holds what each may import.
"""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

import click

from web.cli.translated import (
    TranslatedGroup,
    TranslatedOption,
    chosen_locale,
    gettext,
    group,
    install_translations,
    short_help,
)

CUT = 128 + 13
"""The exit code where nobody reads any more what is written: as of a program that SIGPIPE ended."""


class Entry(NamedTuple):
    """The module of `web.cli` in which a command is, under its own name, and the first paragraph of its docstring."""

    module: str
    help: str


COMMANDS = {
    "start": Entry("work", "Start an instance of the version of PROCESS in force."),
    "tasks": Entry("instances", "List the open steps."),
    "claim": Entry("work", "Take the step ID: nobody else can complete it then."),
    "release": Entry("work", "Give the step ID back to those who may do it."),
    "assign": Entry("work", "Assign the step ID to PERSON."),
    "takeover": Entry("work", "Take the step ID from the colleague who has it, who is told."),
    "ask": Entry("work", "Ask the colleague who has the step ID for it; they are told, and keep it."),
    "complete": Entry("work", "Complete the step ID with the values of its form."),
    "incidents": Entry(
        "incidents", "List the steps that cannot be completed because the procedure cannot go on, and why."
    ),
    "comment": Entry("comments", "Say something about the instance FOLIO to whoever sees it."),
    "giveback": Entry("work", "Give the step ID back to the step before it, which was completed by mistake."),
    "cancel": Entry("work", "Cancel the instance FOLIO."),
    "dispose": Entry(
        "disposal",
        "Dispose of the values of the instance FOLIO, which is over: what was answered, attached and written to "
        "people.",
    ),
    "show": Entry("instances", "Show how the instance FOLIO is: its state, its open steps, its data."),
    "records": Entry("records", "Write every record that the instance FOLIO has left, as PDF and DOCX."),
    "history": Entry("instances", "Print the history of the instance FOLIO, event by event."),
    "link": Entry("links", "Show the link by which the client does the step ID without an account."),
    "lint": Entry("definitions", "Check diagrams without installing them: what is wrong, in which element and line."),
    "document": Entry(
        "drawing", "Write the controlled document of PROCESS as PDF: who signed it, sections 1 to 8, and its diagram."
    ),
    "draw": Entry("drawing", "Draw the diagram in FILE as SVG, as editors show it, whatever tool drew it."),
    "diff": Entry("diff", "Tell what changes from a version of PROCESS to another, or from a file to another."),
    "impact": Entry(
        "impact", "Say what DIAGRAM, with the forms beside it, would do to each instance: nothing is stored."
    ),
    "deploy": Entry(
        "definitions",
        "Submit diagrams, with the forms beside them, for review: others sign them before they are in force.",
    ),
    "draft": Entry("drafts", "List the drafts that are open, or take one a step further."),
    "versions": Entry(
        "versions", "List the versions of the procedures: cauce versions [PROCESS]; or decide about one."
    ),
    "migrate": Entry(
        "migration",
        "Move the instances FOLIO… to the version in force of their procedure, or all that move by themselves.",
    ),
    "people": Entry("people", "List the people, their roles, and the roles that nobody holds."),
    "heads": Entry("heads", "List who heads each role: cauce heads; or say it: cauce heads set ROLE PERSON…"),
    "substitute": Entry("substitute", "Let BY do the work of PERSON for some days; without BY, list who does."),
    "token": Entry("token", "List the access tokens of a person: cauce token --as PERSON; make one, or revoke one."),
    "calendar": Entry("calendar", "List the days off: cauce calendar [YEAR]; or decide about one."),
    "init": Entry(
        "installation",
        "Make an empty company: the schema and its first administrator, who chooses a password by a link that works "
        "once.",
    ),
    "db": Entry("installation", "Look after the schema of the database: what it is, and bringing it up to date."),
    "backup": Entry(
        "backup",
        "Save everything in FILE, one moment of it, while people go on working: histories, files, people, log.",
    ),
    "restore": Entry(
        "backup",
        "Restore the backup FILE into an empty database and verify all of it; exit with 1 if anything differs.",
    ),
    "doctor": Entry(
        "doctor",
        "Look this installation over and say what is wrong and what to do; exit with 1 if something must be mended.",
    ),
    "demo": Entry("site", "Make a demonstration, a company with half a year behind it, and serve the site."),
    "serve": Entry("site", "Serve the site to whoever has an account."),
    "worker": Entry(
        "worker", "Deliver messages, fire timers and verify until it is stopped; PostgreSQL allows several workers."
    ),
    "outbox": Entry("worker", "List the messages that wait or did not arrive, and why."),
    "webhook": Entry("webhooks", "List the systems that are told what happens: cauce webhook; or decide about one."),
    "verify": Entry(
        "verify", "Execute histories again and check that nothing was changed; exit with 1 if anything differs."
    ),
    "checkpoint": Entry(
        "checkpoint",
        "Append the last event of every history to the log and sign it: an end cannot be removed unnoticed after that.",
    ),
    "evidence": Entry(
        "evidence", "Save what proves what happened to FOLIO…, or in a period, in a .zip, sealed, with its verifier."
    ),
    "policies": Entry(
        "policies", "Say how instances stand with the policies of their procedure, each with the events that show it."
    ),
    "sample": Entry(
        "sample",
        "Draw a sample of instances: the same from the same population, by the same seed, on whatever machine.",
    ),
    "log": Entry(
        "log",
        "Write what happened as event logs that tools for process mining read, and the diagrams to replay them on.",
    ),
    "witness": Entry(
        "witness",
        "Co-sign checkpoints of logs that only grow: on another machine than Cauce, with a key and a file of its own.",
    ),
    "rebuild": Entry("rebuild", "Make again from the histories what else is stored: state, inbox, lists and search."),
}


class Cauce(TranslatedGroup):
    """Finds commands by the table, and turns what the engine refuses into a message and exit code 1."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run in the language that the environment asks for: click speaks before there are settings.

        What a command imports lives as long as it does. With Python's own threshold (700) the garbage collector looks
        through it again and again, for a tenth of the command's time, and finds nothing.
        """
        gc.set_threshold(50_000, 20, 20)
        install_translations(chosen_locale())
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from its module."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"web.cli.{COMMANDS[cmd_name].module}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table alone."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, short_help(entry.help, limit)) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the class."""
        from engine.errors import EngineError

        try:
            return super().invoke(ctx)
        except EngineError as error:
            from web.cli.refusals import print_refusal

            print_refusal(error, ctx)
            ctx.exit(1)
        except BrokenPipeError:
            # Whoever read has read enough, as with `| head`: nothing is refused, and nobody is left to be told so.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still to be flushed
            ctx.exit(CUT)


@group(cls=Cauce)
@click.version_option(
    package_name="cauce",
    prog_name="cauce",
    message="%(prog)s %(version)s",
    cls=TranslatedOption,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Cauce runs a documented procedure and can prove what happened."""
    from engine.settings import Settings
    from web.cli.context import Context

    ctx.obj = Context(Settings.from_env(os.environ))
