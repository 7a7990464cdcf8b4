"""The views of samples: parse, authorise, one command or one query, respond."""

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.errors import EngineError, NotFound
from engine.replay import register
from engine.replay.population import By, count, population
from engine.sampling import commands, queries
from engine.sampling.commands import Judged, may_sample, require_sampler
from engine.sampling.drawing import Method
from engine.sampling.queries import Sample
from engine.sampling.record import Verdict
from engine.sampling.sizes import CONFIDENCES, size_of
from web import errors
from web.pages.audit_ways import keep_to, offer_room
from web.pages.downloads import download
from web.pages.reader import reader
from web.pages.tables import csv_of
from web.pages.wanted import Filters
from web.sample_errors import FIELDS
from web.samples.asking import asked, plan_of
from web.samples.strata import stratum_name, usual_attributes
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor
from web.site import site
from web.texts.samples import BY, DRAWN_BY, METHODS, SOURCE, VERDICTS
from web.transactions import reading, writing

PER_PAGE = 50

blueprint = Blueprint("samples", __name__, url_prefix="/auditoria/muestras", template_folder="templates")
keep_to(blueprint, require_sampler)
offer_room(blueprint, "samples.index", lazy_gettext("Samples"), order=30, may=may_sample)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The samples, the newest first."""
    with reading() as connection:
        found, behind = queries.page(connection, before=request.args.get("antes", type=int), limit=PER_PAGE)
    return render_template("samples/index.html", samples=found, behind=behind, methods=METHODS)


@blueprint.get("/nueva")
def ask() -> ResponseReturnValue:
    """The form of a new sample, of what the address asks for as in the register."""
    return _draw_form(Filters.of(request.args, site().zone))


@blueprint.post("/nueva")
def make() -> ResponseReturnValue:
    """Draw a sample; or say which size a plan asks for. What is wrong comes back with what was written."""
    here, filters = site(), Filters.of_text(request.form.get("pregunta", ""), site().zone)
    try:
        if "calcular" in request.form:
            plan = plan_of(request.form)
            return _draw_form(filters, size=None if plan is None else size_of(plan).items)
        what = asked(request.form)
        with writing(UNKNOWN) as connection:
            members = population(connection, reader(), filters.wanted, here.zone, what.method, what.by)
            id = commands.draw_sample(
                connection, what.title, what.attributes, members, what.method, seed=what.seed, size=what.size,
                asked=filters.text, by=what.by or "", plan=what.plan, actor=actor().id, at=here.clock(),
            )  # fmt: skip
            then = leads_to(connection, url_for(".show", id=id))
    except EngineError as error:
        if error.code not in FIELDS:
            raise
        return _draw_form(filters, error)
    return redirect(then, 303)


@blueprint.get("/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """A sample: how it was drawn, what was found so far, and each of it."""
    return _show(id)


@blueprint.post("/<int:id>")
def conclude(id: int) -> ResponseReturnValue:
    """Write what it shows; nothing of it changes after that."""
    then = url_for(".show", id=id)
    try:
        with writing(then) as connection:
            text = request.form.get("conclusion", "")
            commands.conclude(connection, id, text, actor=actor().id, at=site().clock())
    except EngineError as error:
        if error.code not in FIELDS and error.code != commands.SampleNotFinished.code:
            raise
        return _show(id, error)
    return redirect(then, 303)


@blueprint.get("/<int:id>/<folio>")
def sheet(id: int, folio: str) -> ResponseReturnValue:
    """The worksheet of one of it."""
    return _draw_sheet(id, folio)


@blueprint.post("/<int:id>/<folio>")
def judge(id: int, folio: str) -> ResponseReturnValue:
    """Keep what was found in one of it, and go on with the next."""
    try:
        with writing(UNKNOWN) as connection:
            commands.judge(connection, id, folio, _judged(), actor=actor().id, at=site().clock())
            _, following = queries.item(connection, id, folio)
            goes_on = following is not None and "seguir" in request.form
            where = url_for(".sheet", id=id, folio=following) if goes_on else url_for(".show", id=id)
            then = leads_to(connection, where)
    except commands.BadVerdict as error:
        return _draw_sheet(id, folio, error)
    return redirect(then, 303)


@blueprint.get("/<int:id>/poblacion.txt")
def members(id: int) -> ResponseReturnValue:
    """The list of the population: its SHA-256 is the digest of the sample."""
    with reading() as connection:
        content = queries.population(connection, id)
    return download([content], "text/plain", f"poblacion-{id}.txt")


@blueprint.get("/<int:id>/hojas.csv")
def sheets(id: int) -> ResponseReturnValue:
    """All worksheets as a table, for a spreadsheet."""
    with reading() as connection:
        found, drawn = queries.sample(connection, id), queries.items(connection, id)
        gettext = site().gettext
        heading = [gettext("Folio"), gettext("Stratum"), *found.attributes, gettext("Notes"), gettext("Who")]
        return download(csv_of(heading, _rows(found, drawn)), "text/csv", f"muestra-{id}.csv")


def _rows(found: Sample, drawn: list[queries.Item]) -> Iterator[list[str]]:
    numbers = range(1, len(found.attributes) + 1)
    for each in drawn:
        said = [each.verdicts.get(number) for number in numbers]
        words = ["" if one is None else site().gettext.render(VERDICTS[one[0]]) for one in said]
        notes = "; ".join(f"{number}: {one[1]}" for number, one in zip(numbers, said, strict=True) if one and one[1])
        yield [each.folio, stratum_name(found.by, each.stratum), *words, notes, each.judged_by or ""]


def _judged() -> Judged:
    """What a worksheet says: attributes of which nothing is chosen are left out."""
    form = request.form
    chosen = {name.removeprefix("v"): value for name, value in form.items() if name[:1] == "v" and name[1:].isdigit()}
    known = set(Verdict)
    return {number: (Verdict(value), form.get(f"n{number}", "")) for number, value in chosen.items() if value in known}


def _draw_form(filters: Filters, refusal: EngineError | None = None, size: int | None = None) -> ResponseReturnValue:
    with reading() as connection:
        page = render_template(
            "samples/new.html",
            filters=filters,
            count=count(connection, reader(), filters.wanted),
            typed=request.form,
            size=size,
            refusal=refusal,
            wrong=FIELDS.get(refusal.code) if refusal else None,
            usual="\n".join(usual_attributes(connection)),
            methods=METHODS,
            by=BY,
            confidences=CONFIDENCES,
            stratified=Method.STRATIFIED,
            source=SOURCE,
        )
    return page if refusal is None else (page, errors.status(refusal))


def _show(id: int, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        found, drawn = queries.sample(connection, id), queries.items(connection, id)
        page = render_template(
            "samples/show.html",
            it=found,
            items=drawn,
            results=queries.results(found, drawn),
            by=BY[By(found.by)] if found.by in set(By) else None,
            stratum=stratum_name,
            methods=METHODS,
            verdicts=VERDICTS,
            refusal=refusal,
            wrong=FIELDS.get(refusal.code) if refusal else None,
            typed=request.form,
            source=SOURCE,
            drawn_by=DRAWN_BY,
        )
    return page if refusal is None else (page, errors.status(refusal))


def _draw_sheet(id: int, folio: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        found = queries.sample(connection, id)
        one, following = queries.item(connection, id, folio)
        line = register.line(connection, folio)
    if line is None:
        raise NotFound(kind="instance", id=folio)
    said = {number: (str(verdict), note) for number, (verdict, note) in one.verdicts.items()}
    if refusal is not None:
        numbers = range(1, len(found.attributes) + 1)
        said = {each: (request.form.get(f"v{each}", ""), request.form.get(f"n{each}", "")) for each in numbers}
    page = render_template(
        "samples/sheet.html",
        it=found,
        one=one,
        line=line,
        said=said,
        following=following,
        verdicts=VERDICTS,
        stratum=stratum_name,
        refusal=refusal,
        wrong=None if refusal is None else str(refusal.details["attribute"]),
    )
    return page if refusal is None else (page, errors.status(refusal))
