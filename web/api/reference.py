"""The document of the API as a page for people: everything that it says, without a script and from nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from web import errors
from web.api import problems
from web.api.document import document_in
from web.session import require_person
from web.site import site

blueprint = Blueprint("api_reference", __name__, url_prefix="/ayuda/api", template_folder="templates")
blueprint.before_request(require_person)
TOPICS = {
    "me": lazy_gettext("Who asks"),
    "processes": lazy_gettext("Procedures"),
    "instances": lazy_gettext("Instances"),
    "tasks": lazy_gettext("Steps"),
    "dates": lazy_gettext("Dates"),
    "records": lazy_gettext("Records"),
    "links": lazy_gettext("Links for clients"),
    "files": lazy_gettext("Files"),
    "events": lazy_gettext("What happens"),
    "incidents": lazy_gettext("Incidents"),
    "audit": lazy_gettext("Audit"),
    "versions": lazy_gettext("Versions"),
    "drafts": lazy_gettext("Drafts"),
    "people": lazy_gettext("People"),
    "substitutions": lazy_gettext("Substitutions"),
    "notices": lazy_gettext("Notices"),
    "calendar": lazy_gettext("Calendar"),
    "webhooks": lazy_gettext("Webhooks"),
    "document": lazy_gettext("This document"),
}
"""What operations are about, in the order in which one meets it."""
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as the page shows it; `answers` are (status, what it is, name of its schema), and
    `refusals` the statuses of problems."""

    method: str
    path: str
    summary: str
    more: str
    scope: str | None
    parameters: list[dict[str, Any]]
    body: str | None
    answers: list[tuple[str, str, str | None]]
    refusals: list[str]


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Every operation by what it is about, every shape, every kind of refusal."""
    found = document_in(site().locale)
    topics: dict[str, list[Described]] = {each: [] for each in TOPICS}
    for each, tag in _operations(found):
        topics.setdefault(tag, []).append(each)
    codes = sorted(_codes().items())
    schemas = dict(sorted(found["components"]["schemas"].items()))
    shown = {name: each for name, each in topics.items() if each}
    return render_template("api/reference.html", topics=shown, TOPICS=TOPICS, schemas=schemas, codes=codes)


def _codes() -> dict[str, list[str]]:
    """What each kind of refusal says, with ``…`` for what it is about; what only a terminal is told is left out."""
    found: dict[str, list[str]] = {}
    own = ((code, problems.TEXTS[status]) for status, code in problems.CODES.items())
    for code, text in (*errors.TEXTS.items(), *own):
        if "cauce " in text.template:
            continue
        places = {name: "…" for _, name, _, _ in Formatter().parse(text.template) if name}
        texts = found.setdefault(code.partition(":")[0], [])
        if (said := site().gettext.render(text.with_values(places))) not in texts:
            texts.append(said)
    return found


def _operations(found: dict[str, Any]) -> Iterator[tuple[Described, str]]:
    for path, said in sorted(found["paths"].items(), key=lambda each: (each[0].count("/"), each[0])):
        for method in METHODS:
            if (about := said.get(method)) is not None:
                yield _described(method, path, about, said.get("parameters", []), found), about["tags"][0]


def _described(
    method: str, path: str, about: dict[str, Any], common: list[dict[str, Any]], found: dict[str, Any]
) -> Described:
    body = _schema(about.get("requestBody", {}))
    answers, refusals = list[tuple[str, str, str | None]](), list[str]()
    for status, said in sorted(about["responses"].items()):
        if "$ref" in said:
            said = found["components"]["responses"][said["$ref"].rpartition("/")[2]]
        if status >= "400":
            refusals.append(status)
        else:
            answers.append((status, said["description"], _schema(said)))
    parameters = [*common, *about.get("parameters", [])]
    more, scope = about.get("description", ""), about.get("x-scope")
    return Described(
        method.upper(),
        path,
        about["summary"],
        more,
        scope,
        parameters,
        body,
        answers,
        refusals,
    )


def _schema(said: dict[str, Any]) -> str | None:
    """The name of the schema of a body; None where it has none with a name."""
    for content in said.get("content", {}).values():
        if "$ref" in content.get("schema", {}):
            return str(content["schema"]["$ref"]).rpartition("/")[2]
    return None
