"""The documents that are written from the code, as texts by path."""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import click

from bpmn.forms import kinds
from bpmn.forms.kinds import KINDS, Field
from bpmn.lint import rules
from engine.history.event_types import REGISTRY, VisitEffect
from engine.setting_names import SETTINGS
from engine.settings import Settings
from tests.docs import attacks, licences
from tests.docs.licences import ROOT
from tests.docs.markdown import NOTE, table
from web.api.document import document
from web.cli import COMMANDS, main
from web.texts.events import TEXTS

USED = {
    "run": "it runs",
    "build": "it is built",
    "dev": "it is tested and checked",
    "otel": "traces are asked for",
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
        "docs/reference/api.md": operations(),
        "docs/reference/attacks.md": attacks.text(),
        "docs/reference/commands.md": commands(),
        "docs/reference/event-types.md": event_types(),
        "docs/reference/form-fields.md": form_fields(),
        "docs/reference/rules.md": lint_rules(),
        "docs/reference/settings.md": settings(),
    }


def settings() -> str:
    """docs/reference/settings.md: every variable of the environment that is read, with what holds without it."""
    defaults = {each.name: each.default for each in fields(Settings)}
    rows = ((f"`{each.name}`", each.meaning, each.otherwise or _default(defaults[each.field])) for each in SETTINGS)
    return f"""{NOTE}

# Settings

Environment variables, read once at the start by `engine.settings.Settings.from_env`. A wrong value, or an unknown name
that begins with `CAUCE_`, stops the start with its name and what it should be. How they go together:
[operating](../operating.md).

{table(("variable", "meaning", "default"), rows)}"""


def _default(value: object) -> str:
    """A default as one would write it; empty for nothing."""
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}"
    return f"`{value}`" if isinstance(value, str) else str(value) if isinstance(value, int) else ""


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

## Data

`engine/identity/common_passwords.txt`, which passwords are refused, is made of the list of passwords of
`@zxcvbn-ts/language-common` 4.1.3: MIT, copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., copyright (c) 2021
@zxcvbn-ts. The licence asks that this notice and its permission go with it: "Permission is hereby granted, free of
charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to
do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software. The Software is provided "as is", without warranty of any kind,
express or implied, including but not limited to the warranties of merchantability, fitness for a particular purpose and
noninfringement. In no event shall the authors or copyright holders be liable for any claim, damages or other liability,
whether in an action of contract, tort or otherwise, arising from, out of or in connection with the Software or the use
or other dealings in the Software."
"""


def commands() -> str:
    """docs/reference/commands.md: every command and its options, in English."""
    rows = ((f"`{usage}`", ", ".join(f"`{each}`" for each in options), what) for usage, options, what in _commands())
    return f"""{NOTE}

# Commands

`cauce COMMAND --help` says more, in the language of `CAUCE_LOCALE`. Commands that print something take `--json`.
Exit codes: 0 done, 1 refused with a message, 2 wrong usage, 141 where nobody reads any more what is written (`| head`).

{table(("command", "options", "what it does"), rows)}"""


def operations() -> str:
    """docs/reference/api.md: every operation of the API, its scope and what it does, in English."""
    found = (
        (path, method.upper(), about)
        for path, said in document()["paths"].items()
        for method, about in said.items()
        if method != "parameters"
    )
    rows = (
        (f"`{method} {path}`", f"`{about['x-scope']}`" if "x-scope" in about else "", about["summary"])
        for path, method, about in sorted(found, key=lambda each: each[:2])
    )
    return f"""{NOTE}

# Operations of the API

How they are asked, what they answer and how they refuse says [the API](../api.md).

{table(("operation", "scope", "what it does"), rows)}"""


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
