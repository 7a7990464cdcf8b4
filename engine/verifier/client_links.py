"""What history tells of links for clients."""

from typing import TYPE_CHECKING, Any

from .canonical import canonical, sha256
from .diagrams import BPMN
from .events import FORWARDED, LINKS, RAISED, Diverged, Place, by_link, name_of, place_of
from .evidence import Event, Instance, told
from .findings import GONE
from .likeness import said
from .parts import references

if TYPE_CHECKING:
    from .execution import Run


class Links:
    """What history tells of links for clients: made where the diagram invites, answered by whoever had them.

    `standing` are the links that can be used, by place, as (link, actor, last moment); `stopped` those whose answer
    could not complete the work of a place: somebody may send it on.
    """

    def __init__(self, instance: Instance) -> None:
        self.digests = instance.events[0]["data"].get("digests", {})
        self.standing: dict[Place, tuple[str, str, str]] = {}
        self.stopped: dict[Place, set[str]] = {}
        self.used: set[str] = set()
        self.answered: Event | None = None

    def move(self, places: dict[Place, Place], digests: dict[str, Any]) -> None:
        """The instance goes on with other versions; `places` are what its open work was called, and is."""
        self.digests = digests
        self.standing = {places[place]: link for place, link in self.standing.items() if place in places}
        self.stopped = {places[place]: links for place, links in self.stopped.items() if place in places}

    def look(self, event: Event | None, run: "Run") -> None:
        """Follow an event that no step gives; None is the end."""
        answered, self.answered = self.answered, None
        completes = event is not None and event["type"] == "user_task_completed"
        if answered is not None or (completes and event is not None and by_link(event)):
            by = [None if each is None else [each["actor"], each["at"], place_of(each)] for each in (answered, event)]
            if not completes or by[0] != by[1]:
                raise Diverged(str(by[0]), str(by[1]))
        if event is not None and event["type"] == RAISED and by_link(event):
            link, actor, last = self.standing.get(place_of(event), (GONE, GONE, ""))
            self.could(event, actor, last)
            self.stopped.setdefault(place_of(event), set()).add(link)
        if event is None or event["type"] not in LINKS:
            return
        place, data = place_of(event), event["data"]
        if place not in run.open:
            raise Diverged(", ".join(sorted(map(name_of, run.open))) or GONE, told(event))
        token = run.waiting[place]
        if event["type"] == "client_link_made":
            self.make(event, place, token.data, run)
            return
        if event["type"] == FORWARDED:
            sent = self.stopped.get(place, set())
            if data["link"] not in sent or event["actor"] is None or by_link(event):
                raise Diverged(", ".join(sorted(sent)) or GONE, told(event))
            self.answered = event
            return
        link, actor, last = self.standing.pop(place, (GONE, GONE, ""))
        if data["link"] != link:
            raise Diverged(link, str(data["link"]))
        if event["type"] == "client_link_answered":
            self.could(event, actor, last)
            self.check_shown(data, token.data, place, run)
            self.answered = event

    def could(self, event: Event, actor: str, last: str) -> None:
        """Whoever acted by a link had it, and in time."""
        if event["actor"] != actor or event["at"] >= last:
            raise Diverged(f"{actor} < {last}", f"{event['actor']} {event['at']}")

    def make(self, event: Event, place: Place, seen: dict[str, Any], run: "Run") -> None:
        """A new link: the only one there, to whom the diagram invites."""
        data, diagrams = event["data"], run.diagrams
        process = diagrams.home[run.waiting[place].workflow.spec.name]
        lane = diagrams.nodes[process, diagrams.lanes[process, place[1]]]
        ours, where = "{urn:cauce:bpmn:1}", f"{BPMN}extensionElements/"
        invitation = lane.find(f"{where}{ours}invitation")
        if invitation is None or place in self.standing or data["link"] in self.used:
            raise Diverged(GONE, told(event))
        roles = [each.get("role") for each in lane.findall(f"{where}{ours}staffing")] or [lane.get("id")]
        if run.disposed:  # to whom, and until when, went with the values
            if data["role"] != roles[0]:
                raise Diverged(str(roles[0]), str(data["role"]))
            self.used.add(data["link"])
            self.standing[place] = data["link"], f"{roles[0]}:{data['link']}", "9999"
            return
        found = [data["role"], data["email"], data["person"]]
        email, person = (said(seen.get(invitation.get(name, ""))) for name in ("email", "person"))
        expected = [roles[0], email if email and "@" in email else None, person]
        if found != expected or not event["at"] < data["expires_at"]:
            raise Diverged(canonical(expected), canonical([*found, data["expires_at"]]))
        self.used.add(data["link"])
        self.standing[place] = data["link"], f"{roles[0]}:{data['link']}", data["expires_at"]

    def check_shown(self, data: dict[str, Any], seen: dict[str, Any], place: Place, run: "Run") -> None:
        """The page showed what the data and the form of that moment held."""
        process = run.diagrams.home[run.waiting[place].workflow.spec.name]
        activity = run.diagrams.nodes[process, place[1]].find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}activity")
        form = None if activity is None else activity.get("form")
        if run.disposed:  # what was shown went with the values
            expected_form = self.digests[process]["forms"][form] if form else None
            if data["form"] != expected_form:
                raise Diverged(str(expected_form), str(data["form"]))
            return
        shown = {name: seen[name] for name in data["variables"]}
        files = sorted(references(shown))
        expected = [sha256(canonical(shown)), self.digests[process]["forms"][form] if form else None, files]
        found = [data["data"], data["form"], sorted(references(data["files"]))]
        if expected != found:
            raise Diverged(canonical(expected), canonical(found))
