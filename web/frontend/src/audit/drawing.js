// The diagrams of the versions that a history ran on, each drawn once and then only marked: what was done, where it
// was, what was not yet, what the event is about. Whoever watches is taken to the diagram that the event is on.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import OutlineModule from "bpmn-js/lib/features/outline";
import { is } from "bpmn-js/lib/util/ModelUtil";

import { badgePlace } from "../diagram/badges.js";
import { moveByKeyboard, zoomBy } from "../diagram/keyboard.js";
import { tintLanes } from "../diagram/lanes.js";
import { fetched } from "../site/fetched.js";
import { tag } from "./value.js";

// At this scale the smallest names have 11 px. Below it: better a readable part than an unreadable whole.
const READABLE = 1;

export class Drawing {
  constructor(place, history) {
    this.place = place;
    this.history = history;
    this.frame = place.querySelector("[data-drawing]");
    this.sheets = new Map();
    this.frame.addEventListener("click", event => {
      const { act, processTab } = event.target.closest("button")?.dataset ?? {};
      if (processTab) this.turnTo(processTab).catch(error => this.fail(error));
      if (act) this.sheet?.act(act);
    });
    // The drawing is laid out before the sheets are: it must be as wide as they will be.
    for (const [event, paper] of [["beforeprint", true], ["afterprint", false]]) {
      addEventListener(event, () => {
        this.frame.classList.toggle("paper", paper);
        this.sheet?.fit();
        // Hidden while the drawing moves, and for a moment after: a moment that paper does not wait.
        this.sheet?.viewer.get("overlays").show();
      });
    }
  }

  // Draw the procedure's own diagram; the others are drawn when one first comes to them.
  async open() {
    this.frame.hidden = false;
    try {
      await this.turnTo(this.history.start);
    } catch (error) {
      this.fail(error);
    }
  }

  // One diagram that does not come ends the drawing: the rest of the page goes on.
  fail(error) {
    this.frame.hidden = true;
    this.place.querySelector("[data-drawing-failed]").hidden = false;
    this.failed = true;
    console.warn(error);
  }

  // The diagram of a process in the version that it ran on then.
  get key() {
    const version = this.moment?.runs[this.process] ?? this.history.firstRuns?.[this.process] ?? "";
    return `${this.process} ${version}`;
  }

  get sheet() {
    return this.sheets.get(this.key);
  }

  async turnTo(process) {
    this.process = process;
    const { key } = this;
    this.turned = key;
    const [, version] = key.split(" ");
    if (!this.sheets.has(key)) {
      const sheet = new Sheet(this.frame.querySelector("[data-canvases]"), this.place);
      this.sheets.set(key, sheet);
      const asked = new URLSearchParams(version ? { proceso: process, version } : { proceso: process });
      sheet.drawn = sheet.draw(`${this.place.dataset.source}?${asked}`);
    }
    for (const [each, sheet] of this.sheets) sheet.canvasPlace.hidden = each !== key;
    for (const tab of this.frame.querySelectorAll("[data-process-tab]")) {
      const here = tab.dataset.processTab === process && (!version || tab.dataset.version === version);
      tab.setAttribute("aria-pressed", String(here));
    }
    const sheet = this.sheets.get(key);
    await sheet.drawn;
    if (this.key !== key) return;
    sheet.fitOnce();
    if (this.moment) this.mark(this.moment);
    this.frame.dataset.drawn = process;
  }

  show(moment) {
    if (this.failed) return;
    this.moment = moment;
    for (const tab of this.frame.querySelectorAll("[data-process-tab]")) {
      const { processTab, version } = tab.dataset;
      tab.hidden = String(moment.runs[processTab] ?? version) !== version;
    }
    const [, process] = moment.step.at ?? [];
    this.process = process ?? this.process;
    if (this.key === this.turned) this.mark(moment);
    else this.turnTo(this.process).catch(error => this.fail(error));
  }

  mark(moment) {
    const { sheet } = this;
    if (!sheet?.ready) return;
    const [element, process] = moment.step.at ?? [];
    const here = process === this.process ? element : undefined;
    sheet.mark(moment.marks.get(this.process) ?? new Map(), moment.flows.get(this.process) ?? new Set(), here);
    this.frame.dataset.event = moment.number;
  }
}

// One diagram, and what is marked on it by now.
class Sheet {
  constructor(canvases, place) {
    this.place = place;
    this.canvasPlace = canvases.appendChild(tag("div", { className: "canvas", role: "group" }));
    this.canvasPlace.setAttribute("aria-label", canvases.dataset.label);
    this.viewer = new NavigatedViewer({
      container: this.canvasPlace,
      bpmnRenderer: { defaultFillColor: "var(--sheet)", defaultStrokeColor: "var(--edge)", defaultLabelColor: "var(--ink)" },
      zoomScroll: { enabled: false },
      additionalModules: [OutlineModule],
    });
    this.marked = new Map();
    this.taken = new Set();
    this.badges = new Map();
    // The wheel turns the page until somebody is at the drawing.
    for (const [event, on] of [["focusin", true], ["focusout", false]]) {
      this.canvasPlace.addEventListener(event, () => this.viewer.get("zoomScroll").toggle(on));
    }
    moveByKeyboard(this.canvasPlace, this.canvas, {
      fit: () => this.whole(),
      here: () => this.goThere(),
      choose: () => {},
      close: () => {},
    });
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async draw(source) {
    const answer = await fetched(source);
    await this.viewer.importXML(await answer.text());
    tintLanes(this.viewer);
    this.known = this.viewer.get("elementRegistry");
    this.ready = true;
    for (const element of this.known.filter(each => is(each, "bpmn:FlowNode"))) this.canvas.addMarker(element, "is-ahead");
  }

  fitOnce() {
    this.canvas.resized();
    if (this.fitted) return;
    this.fitted = true;
    this.fit();
    this.partly = this.canvas.zoom() < READABLE;
  }

  // Where only a part is seen, the part goes where the event is: at once when one comes, then no further than it must.
  follow(here) {
    if (!this.partly) return;
    if (this.followed) this.canvas.scrollToElement(here, 40);
    else this.goHere();
    this.followed = true;
  }

  // Only what differs from what is drawn is touched: of a thousand elements a step changes two or three.
  mark(marks, flows, here) {
    for (const id of new Set([...this.marked.keys(), ...marks.keys()])) {
      const [state, times] = marks.get(id) ?? ["ahead", 0];
      const was = this.marked.get(id) ?? "ahead 0";
      const now = `${state} ${times}`;
      if (was === now || !this.known.get(id)) continue;
      this.canvas.removeMarker(id, `is-${was.split(" ")[0]}`);
      this.canvas.addMarker(id, `is-${state}`);
      this.marked.set(id, now);
      this.badge(id, state, times);
    }
    for (const id of new Set([...this.taken, ...flows])) {
      if (this.taken.has(id) === flows.has(id) || !this.known.get(id)) continue;
      this.canvas[flows.has(id) ? "addMarker" : "removeMarker"](id, "is-done");
      this.taken[flows.has(id) ? "add" : "delete"](id);
    }
    if (this.here === here) return;
    if (this.here && this.known.get(this.here)) this.canvas.removeMarker(this.here, "is-event");
    this.here = here;
    if (here && this.known.get(here)) {
      this.viewer.get("outline").createOutline(this.known.get(here));
      this.canvas.addMarker(here, "is-event");
      this.follow(here);
    }
  }

  badge(id, state, times) {
    const overlays = this.viewer.get("overlays");
    if (this.badges.has(id)) overlays.remove(this.badges.get(id));
    this.badges.delete(id);
    const round = times > 1 ? this.place.dataset.round.replace("#", times) : "";
    // Gateways stand close together, and go round with the activities between them.
    if (!is(this.known.get(id), "bpmn:Activity") || !(state === "current" || round)) return;
    const text = [{ current: "▶", done: "✓" }[state], round].filter(Boolean).join(" ");
    const html = tag("span", { className: `badge is-${state}` }, text);
    const position = badgePlace(this.viewer, this.known.get(id), text);
    this.badges.set(id, overlays.add(id, { position, show: { minZoom: 0.1 }, html }));
  }

  act(name) {
    if (name === "in") zoomBy(this.canvas, 1.25);
    if (name === "out") zoomBy(this.canvas, 0.8);
    if (name === "fit") this.whole();
    if (name === "here") this.goThere();
  }

  fit() {
    this.canvas.resized();
    this.canvas.zoom("fit-viewport", "auto");
  }

  // As somebody asked for it: then the drawing stays whole while events go by.
  whole() {
    this.partly = false;
    this.fit();
  }

  goThere() {
    this.partly = true;
    this.goHere();
  }

  // What the event is about, else the first element that waits, in the middle and large enough to read.
  goHere() {
    const current = [...this.marked].filter(([, mark]) => mark.startsWith("current")).map(([id]) => id);
    const start = this.known.find(each => is(each, "bpmn:StartEvent"))?.id;
    const id = [this.here, ...current, start].find(id => id && this.known.get(id));
    if (!id) return;
    const { x, y, width, height } = this.known.get(id);
    const { outer } = this.canvas.viewbox();
    const scale = Math.max(this.canvas.zoom(), READABLE);
    const size = { width: outer.width / scale, height: outer.height / scale };
    this.canvas.viewbox({ x: x + width / 2 - size.width / 2, y: y + height / 2 - size.height / 2, ...size });
  }
}
