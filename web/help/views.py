"""The views of the manual: for everybody who is signed in."""

from flask import Blueprint, abort, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from web.help import manual, rules
from web.pages.assets import DIST
from web.session import require_person
from web.site import site
from web.texts.versions import SEVERITIES

LICENCES = "licences.txt"  # written by the build of the front end

blueprint = Blueprint("help", __name__, url_prefix="/ayuda", template_folder="templates")


@blueprint.before_request
def _only_people() -> Response | None:
    return require_person()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The pages of the manual, by audience."""
    licences = LICENCES if (DIST / LICENCES).is_file() else None
    return render_template("help/index.html", pages=manual.pages().values(), licences=licences)


@blueprint.get("/reglas")
def rule_list() -> ResponseReturnValue:
    """What the pre-flight looks for in a diagram, by what it is about."""
    return render_template("help/rules.html", topics=rules.by_topic())


@blueprint.get("/reglas/<code>")
def rule(code: str) -> ResponseReturnValue:
    """What a rule finds, why, what to do, and an example wrong and right."""
    found = rules.page(code, site().gettext.locale)
    if found is None:
        abort(404)
    return render_template("help/rule.html", rule=found, SEVERITIES=SEVERITIES)


@blueprint.get("/<name>")
def page(name: str) -> ResponseReturnValue:
    """One page of the manual."""
    found = manual.pages().get(name)
    if found is None:
        abort(404)
    return render_template("help/page.html", page=found, address=_address)


@blueprint.get(f"/{manual.PICTURES}/<name>.webp")
def picture(name: str) -> ResponseReturnValue:
    """A picture of the manual."""
    return send_from_directory(manual.folder() / manual.PICTURES, f"{name}.webp", mimetype="image/webp")


def _address(path: str) -> str:
    """Where the site has what a page of the manual points to: another page, or a picture."""
    place, _, name = path.rpartition("/")
    if place == manual.PICTURES:
        return url_for(".picture", name=name.removesuffix(".webp"))
    name, _, anchor = name.partition("#")
    return url_for(".page", name=name.removesuffix(".md"), _anchor=anchor or None)
