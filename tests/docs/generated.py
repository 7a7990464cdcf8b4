"""The documents that are written from the code, as texts by path."""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from bpmn.forms import kinds
from bpmn.forms.kinds import KINDS, Field
from bpmn.lint import rules
from engine.history.event_types import REGISTRY, VisitEffect
from tests.docs import attacks, licences
from tests.docs.licences import ROOT
from tests.docs.markdown import NOTE, table
from web.cli import COMMANDS, main
from web.texts.events import TEXTS

USED = {
    "run": "it runs",
    "build": "it is built",
    "dev": "it is tested and checked",
    "devDependencies": "it is built or checked",
}
# What a rule calls to make a finding → what becomes of the diagram.
SEVERITIES = {
    "error": "refused",
    "refuse_kind": "refused",
    "refuse_definitions": "refused",
    "warning": "warning",
    "info": "information",
}


def documents() -> dict[str, str]:
    """Every generated document: path from the root of the project → text."""
    return {
        "NOTICE-third-party.md": third_party(),
        "docs/reference/attacks.md": attacks.text(),
        "docs/reference/commands.md": commands(),
        "docs/reference/event-types.md": event_types(),
        "docs/reference/form-fields.md": form_fields(),
        "docs/reference/rules.md": lint_rules(),
    }


def third_party() -> str:
    """NOTICE-third-party.md: the direct dependencies and their licences."""

    def rows(dependencies: list[licences.Dependency]) -> Iterable[tuple[str, str, str]]:
        return ((each.name, each.licence, USED[each.used]) for each in sorted(dependencies))

    heads = ("package", "licence", "needed when")
    return f"""{NOTE}

# Software of others

What Cauce depends on directly, each under the licence that its own metadata states. `requirements.txt`,
`requirements-dev.txt` and `web/frontend/package-lock.json` hold the versions, and what these packages need in turn.

## Python

Installed as packages of their own; none is copied into Cauce.

{table(heads, rows(licences.python()))}
SpiffWorkflow and psycopg are under the LGPL: whoever runs Cauce may replace them by changed versions.

## Front end

esbuild puts the packages that are needed when it runs into the bundles, with what they need in turn. The build writes
`web/static/dist/licences.txt` beside the bundles: every package in them, its version, and the text of its licence.

{table(heads, rows(licences.javascript()))}
The licence of bpmn.io asks that its mark, which stands on every diagram and leads to https://bpmn.io, stays fully
visible and uncovered, and that the code which shows it is not removed or changed.
"""


def commands() -> str:
    """docs/reference/commands.md: every command and its options, in English."""
    rows = ((f"`{usage}`", ", ".join(f"`{each}`" for each in options), what) for usage, options, what in _commands())
    return f"""{NOTE}

# Commands

`cauce COMMAND --help` says more, in the language of `CAUCE_LOCALE`. Commands that print something take `--json`.
Exit codes: 0 done, 1 refused with a message, 2 wrong usage.

{table(("command", "options", "what it does"), rows)}"""


def _commands() -> Iterator[tuple[str, list[str], str]]:
    context = click.Context(main, info_name="cauce")
    for name, entry in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None, name
        yield _command(f"cauce {name}", command, entry.help)
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=name)
            for below in command.list_commands(inner):
                found = command.get_command(inner, below)
                assert found is not None, below
                yield _command(f"cauce {name} {below}", found, _first(found.help or ""))


def _command(name: str, command: click.Command, what: str) -> tuple[str, list[str], str]:
    given = [each for each in command.params if isinstance(each, click.Argument)]
    arguments = [(each.metavar or each.name or "").upper() for each in given]
    options = [each.opts[-1] for each in command.params if isinstance(each, click.Option) and not each.hidden]
    return " ".join([name, *arguments]), [each for each in options if each != "--help"], what


def event_types() -> str:
    """docs/reference/event-types.md: every type of the registry, with its sentence."""
    rows = (
        (
            f"`{each.name}`",
            each.subject.value,
            ", ".join(sorted(origin.value for origin in each.origins)),
            each.part.value,
            each.visit.value if each.visit is not VisitEffect.NONE else "",
            ", ".join(f"`{key}`" for key in sorted(each.payload)),
            TEXTS[each.name].sentence.template,
        )
        for each in REGISTRY.values()
    )
    heads = ("type", "about", "caused by", "when executed again", "visit", "payload", "told as")
    return f"""{NOTE}

# Event types

What a history may hold (`engine/history/event_types.py`). *Caused by*: a person, a client's link, a job, or the flow
itself. *When executed again*: a cause sets off a step; a consequence follows from the step before it; a cancellation
ends the instance from outside; an aside moves nothing on the diagram. *Visit*: what the event does to the visit to its
element. How to add one: [how to add](../how-to-add.md#an-event-type).

{table(heads, rows)}"""


def form_fields() -> str:
    """docs/reference/form-fields.md: every kind of component, by its name in the schema."""
    rows = (
        (f"`{name}`", "a value" if issubclass(kind, Field) else "", _module(kind), _first(inspect.getdoc(kind) or ""))
        for name, kind in KINDS.items()
    )
    return f"""{NOTE}

# Kinds of form components

The `type` of a component in a `*.form.json`, in the schema of form-js. Each is a class in `{_place(kinds)}`. How to add
one: [how to add](../how-to-add.md).

{table(("type", "holds", "module", "what it is"), rows)}"""


def lint_rules() -> str:
    """docs/reference/rules.md: every rule with what it does to a diagram."""
    rows = (
        (
            f"`{each.CODE}`",
            ", ".join(_severities(each)),
            each.EXPLANATION.what.template,
            _first(inspect.getdoc(each) or ""),
        )
        for each in rules()
    )
    return f"""{NOTE}

# Rules

What `cauce lint` asks of a diagram besides that it can be read; each rule is the module of its name in `bpmn/rules/`.
A refused diagram cannot be put in force. *What it finds* is the title of the rule's page on the site
(`/ayuda/reglas/<rule>`), where owners read why it matters and what to do, with an example wrong and right.

{table(("rule", "finding", "what it finds", "in terms of BPMN and of the engine"), rows)}"""


def _severities(rule: object) -> list[str]:
    tree = ast.parse(inspect.getsource(sys.modules[rule.__name__]))  # type: ignore[attr-defined]
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return list(dict.fromkeys(said for name, said in SEVERITIES.items() if name in called))


def _module(kind: type) -> str:
    return f"`{_place(sys.modules[kind.__module__])}`"


def _place(module: object) -> str:
    return str(Path(inspect.getfile(module)).relative_to(ROOT)).removesuffix("__init__.py")  # type: ignore[arg-type]


def _first(text: str) -> str:
    """The first paragraph of a docstring, on one line, in Markdown."""
    return " ".join(text.partition("\n\n")[0].split()).replace("``", "`")
