"""Instances: starting, finding, reading and cancelling them."""

from io import BytesIO
from typing import Any

from flask import Response, send_file, url_for

from bpmn.file_names import usable_name
from engine.db import Connection
from engine.documents import store as documents
from engine.errors import NotFound
from engine.identity.tokens import Scope
from engine.instances import commands, execution_queries, heads, queries
from engine.instances.views import listing
from engine.instances.views.listing import Wanted
from web.api.etags import require_seen, tagged
from web.api.instance_schemas import (
    Begin,
    Cancelled,
    EventPage,
    Instance,
    InstanceState,
    LinePage,
    WantedDiagram,
    WantedInstances,
)
from web.api.once import Answer, give
from web.api.operations import ETAG, LINK, LOCATION, IfNoneMatch, Once, OnceIfMatch, operation
from web.api.paging import numbered, paged
from web.api.schemas import Paged
from web.api.shapes import at, line, page, state
from web.api.visibility import data_of, references, shown
from web.pages.found import Found, found_in
from web.pages.names import name_then, role_name
from web.pages.progress import diagram_source
from web.pages.reader import quotable_here, reader, visible_of
from web.session import actor
from web.site import presenter, site
from web.texts.sentences import SentenceWriter
from web.texts.wording import wording
from web.transactions import reading


@operation(
    "POST", "/instances", scope=Scope.WORK, tag="instances", body=Begin, headers=Once, answers=InstanceState,
    status=201, sends=[LOCATION], refuses=[404],
)  # fmt: skip
def start_instance(body: dict[str, Any], headers: dict[str, Any]) -> tuple[Answer, int, dict[str, str]]:
    """Start an instance of a procedure in force."""

    def do(connection: Connection) -> Answer:
        now = site().clock()
        begins = body["process"], body["values"]
        folio, _ = commands.start(connection, site().runtime, *begins, actor=actor().id, at=now)
        return state(connection, folio)

    done = give(do, headers)
    return done, 201, {"Location": url_for("api.show_instance", folio=done["folio"])}


@operation(
    "GET", "/instances", scope=Scope.READ, tag="instances", query=WantedInstances, answers=LinePage, sends=[LINK]
)
def list_instances(query: dict[str, Any]) -> Response:
    """List the instances that the caller may see, and search them."""
    quoted = quotable_here() if query["text"] else None
    asked = query["text"], query["status"], query["stage"], query["order"], not query["ascending"]
    wanted = Wanted(*asked, quotable=quoted, outcome=query["outcome"])
    with reading() as connection:
        lines, behind = listing.page(connection, reader(), wanted, after=query["after"], limit=query["limit"])
        places = found_in(connection, reader(), wanted, lines)
    items = [{**line(each), "found": [_found(place) for place in places.get(each.folio, ())]} for each in lines]
    return paged(LinePage, page(items, behind))


def _found(place: Found) -> Answer:
    return {"place": place.place, "text": place.text, "seq": place.seq}


@operation(
    "GET", "/instances/<folio>", scope=Scope.READ, tag="instances", headers=IfNoneMatch, answers=Instance,
    sends=[ETAG], refuses=[404],
)  # fmt: skip
def show_instance(folio: str, headers: dict[str, Any]) -> Response:
    """Show an instance: where it stands, what waits, what it holds."""
    with reading() as connection:
        found = queries.instance(connection, reader(), folio)
        disposal = queries.disposal(connection, reader(), folio)
        data, withheld = data_of(connection, found, visible_of(connection, found))
        answer = {
            **state(connection, folio),
            "versions": dict(found.versions),
            "started_by": found.started_by,
            "started_at": at(found.started_at),
            "ended_at": at(found.ended_at),
            "data": data,
            "withheld": withheld,
            "disposal": None if disposal is None else disposal.as_dict(),
        }
        return tagged(Instance, answer, heads.head(connection, folio))


@operation(
    "POST", "/instances/<folio>/cancel", scope=Scope.WORK, tag="instances", body=Cancelled, headers=OnceIfMatch,
    answers=InstanceState, refuses=[404, 409, 412],
)  # fmt: skip
def cancel_instance(folio: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Cancel an instance: what waits of it is needed no more."""

    def do(connection: Connection) -> Answer:
        queries.instance(connection, reader(), folio)  # what is answered is only for whoever sees it
        require_seen(connection, folio, headers)
        by: dict[str, Any] = {"actor": actor().id, "at": site().clock(), "mistake": body["mistake"]}
        commands.cancel(connection, site().runtime, folio, body["reason"], **by)
        return state(connection, folio)

    return give(do, headers)


@operation(
    "GET", "/instances/<folio>/history", scope=Scope.READ, tag="instances", query=Paged, answers=EventPage,
    sends=[LINK], refuses=[404],
)  # fmt: skip
def show_history(folio: str, query: dict[str, Any]) -> Response:
    """Show what happened to an instance, event by event, as it was hashed and in words."""
    after, limit = numbered(query["after"]), query["limit"]
    with reading() as connection:
        history = queries.history(connection, reader(), folio)
        found = queries.instance(connection, reader(), folio)
        words, seen = wording(connection, site().runtime, reader(), found), visible_of(connection, found)
        writer = SentenceWriter(site().gettext, words.step, name_then, role_name, presenter().moment)
        for each in history[:after]:
            writer.sentence(each)  # what a step is called may have been said before
        items = [
            {**shown(seen, each), "sentence": writer.sentence(seen.event(each))}
            for each in history[after : after + limit]
        ]
    return paged(EventPage, page(items, str(after + limit) if after + limit < len(history) else None))


@operation(
    "GET", "/instances/<folio>/files/<sha256>", scope=Scope.READ, tag="instances", as_file="application/octet-stream",
    refuses=[404],
)  # fmt: skip
def read_file(folio: str, sha256: str) -> Response:
    """Read a file that an instance holds, by the digest that its data or its history name."""
    with reading() as connection:
        found = queries.instance(connection, reader(), folio)
        seen, history = visible_of(connection, found), queries.history(connection, reader(), folio)
        held = execution_queries.data(connection, site().runtime, reader(), folio)
        names = [str(each.get("name")) for each in references(seen, held, history) if each["sha256"] == sha256]
        if not names:
            raise NotFound(kind="file", id=sha256)
        content = documents.content(connection, sha256)
    return send_file(
        BytesIO(content), "application/octet-stream", as_attachment=True, download_name=usable_name(names[0])
    )


@operation(
    "GET", "/instances/<folio>/diagram", scope=Scope.READ, tag="instances", query=WantedDiagram,
    as_file="application/xml", refuses=[404],
)  # fmt: skip
def read_diagram(folio: str, query: dict[str, Any]) -> Response:
    """Read the diagram of the version that an instance runs on, or of one that it calls, as it was given."""
    with reading() as connection:
        return Response(diagram_source(connection, reader(), folio, query["process"]), mimetype="application/xml")
