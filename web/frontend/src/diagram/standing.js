// One drawing with its bar, its panel and the diagrams that can be opened from it.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { fetched } from "../site/fetched.js";
import { badgePlace } from "./badges.js";
import { moveByKeyboard, zoomBy } from "./keyboard.js";
import { tintLanes } from "./lanes.js";
import { Minimap } from "./minimap.js";
import { Panel } from "./panel.js";
import { Viewer } from "./viewer.js";

// At this scale the smallest names have 11 px. Below it: better a readable part than an unreadable whole.
const READABLE = 1;
const MARGIN = 20;

export class Standing {
  constructor(place, told) {
    this.place = place;
    this.told = told;
    this.canvasPlace = place.querySelector("[data-canvas]");
    this.viewer = new Viewer({
      container: this.canvasPlace,
      bpmnRenderer: { defaultFillColor: "var(--sheet)", defaultStrokeColor: "var(--edge)", defaultLabelColor: "var(--ink)" },
      zoomScroll: { enabled: false },
    });
    this.minimap = new Minimap(this.canvasPlace, this.viewer);
    this.panel = new Panel(place, process => this.open(process));
    this.viewer.on("element.click", ({ element }) => this.choose(element.labelTarget ?? element));
    this.viewer.on("element.dblclick", ({ element }) => this.enter(element.id));
    place.addEventListener("click", event => this.act(event.target.closest("[data-act]")?.dataset.act));
    // The wheel turns the page until somebody is at the drawing.
    for (const [event, on] of [["focusin", true], ["focusout", false]]) {
      this.canvasPlace.addEventListener(event, () => this.viewer.get("zoomScroll").toggle(on));
    }
    moveByKeyboard(this.canvasPlace, this.canvas, {
      fit: () => this.fit(),
      here: () => this.goHere(),
      choose: step => this.step(step),
      enter: () => this.enter(this.chosen),
      close: () => this.act("close"),
    });
    addEventListener("beforeprint", () => this.fit());
    addEventListener("afterprint", () => this.show());
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async open(process = this.place.dataset.shown || this.told.start) {
    const source = `${this.place.dataset.source}?proceso=${encodeURIComponent(process)}`;
    const answer = await fetched(source);
    await this.viewer.importXML(await answer.text());
    this.process = process;
    const { title, elements, flows } = this.told.diagrams[process];
    this.elements = elements;
    this.place.querySelector("[data-title]").textContent = title;
    this.place.querySelector("[data-act=back]").hidden = process === this.told.start;
    this.panel.close();
    tintLanes(this.viewer);
    this.mark(elements, flows);
    this.show();
    this.minimap.draw(elements);
    this.place.dataset.drawn = process;
  }

  // Into a sub-process that has a drawing of its own, and out again.
  enter(id) {
    const plane = this.viewer.get("elementRegistry").get(`${id}_plane`);
    if (!plane) return;
    this.canvas.setRootElement(plane);
    this.place.querySelector("[data-act=back]").hidden = false;
    this.fit();
  }

  leave() {
    const [first] = this.canvas.getRootElements();
    if (this.canvas.getRootElement() === first) return this.open(this.told.start);
    this.canvas.setRootElement(first);
    this.place.querySelector("[data-act=back]").hidden = this.process === this.told.start;
    this.show();
  }

  // How it stands by now, on the drawing as the reader has moved it.
  update(told) {
    const known = this.viewer.get("elementRegistry");
    for (const [id, { state }] of Object.entries(this.elements)) if (known.get(id)) this.canvas.removeMarker(id, `is-${state}`);
    this.viewer.get("overlays").clear();
    this.told = told;
    const { elements, flows } = told.diagrams[this.process];
    this.elements = elements;
    this.mark(elements, flows);
    this.minimap.draw(elements);
  }

  // As it is opened: whole, where that can be read, or the part where the work is.
  show() {
    this.fit();
    if (this.canvas.zoom() < READABLE) this.goHere();
  }

  mark(elements, flows) {
    const known = this.viewer.get("elementRegistry");
    for (const [id, { state, times }] of Object.entries(elements)) {
      if (!known.get(id)) continue;
      this.canvas.addMarker(id, `is-${state}`);
      const round = times > 1 ? this.place.dataset.round.replace("#", times) : "";
      // Gateways stand close together, and go round with the activities between them.
      if (is(known.get(id), "bpmn:Activity") && (state === "current" || round)) this.badge(id, state, round);
    }
    for (const flow of flows) if (known.get(flow)) this.canvas.addMarker(flow, "is-done");
    const here = this.place.dataset.here;
    if (here && known.get(here)) this.canvas.addMarker(here, "is-mine");
  }

  badge(id, state, round) {
    const html = document.createElement("span");
    html.className = `badge is-${state}`;
    html.textContent = [{ current: "▶", done: "✓" }[state], round].filter(Boolean).join(" ");
    const position = badgePlace(this.viewer, this.viewer.get("elementRegistry").get(id), html.textContent);
    this.viewer.get("overlays").add(id, { position, show: { minZoom: 0.2 }, html });
  }

  fit() {
    this.canvas.resized();
    this.canvas.zoom("fit-viewport", "auto");
  }

  // What waits, or the step of the page, in the middle and large enough to read: all of it where it fits, else the first.
  // Of what is over, where it came to.
  goHere() {
    const known = this.viewer.get("elementRegistry");
    const inState = state => Object.keys(this.elements).filter(id => this.elements[id].state === state && known.get(id));
    const here = known.get(this.place.dataset.here) ? [this.place.dataset.here] : inState("current");
    const ids = here.length ? here : inState("done").slice(-1);
    if (!ids.length) ids.push(...Object.keys(this.elements).filter(id => known.get(id)).slice(0, 1));
    if (!ids.length) return;
    const { outer } = this.canvas.viewbox();
    const scale = Math.max(this.canvas.zoom(), READABLE);
    const size = { width: outer.width / scale, height: outer.height / scale };
    let around = surrounding(ids.map(id => known.get(id)));
    if (around.width > size.width || around.height > size.height) around = known.get(ids[0]);
    // Not beyond the edge of the drawing, where there is nothing to see.
    const { inner } = this.canvas.viewbox();
    const x = within(around.x + (around.width - size.width) / 2, inner.x - MARGIN, inner.x + inner.width + MARGIN - size.width);
    const y = within(around.y + (around.height - size.height) / 2, inner.y - MARGIN, inner.y + inner.height + MARGIN - size.height);
    this.canvas.viewbox({ x, y, ...size });
  }

  // The next (1) or previous (-1) element of the table, for those who have no mouse.
  step(direction) {
    const ids = this.panel.ids(this.process).filter(id => this.viewer.get("elementRegistry").get(id));
    if (!ids.length) return;
    const at = ids.indexOf(this.chosen);
    const next = at < 0 ? (direction > 0 ? 0 : ids.length - 1) : (at + direction + ids.length) % ids.length;
    const element = this.viewer.get("elementRegistry").get(ids[next]);
    this.choose(element);
    this.canvas.scrollToElement(element, 60);
  }

  choose(element) {
    const registry = this.viewer.get("elementRegistry");
    if (this.chosen && registry.get(this.chosen)) this.canvas.removeMarker(this.chosen, "is-chosen");
    this.chosen = undefined;
    const at = this.elements[element.id];
    if (at && this.panel.show(this.process, element.id, element.businessObject.name, at)) {
      this.chosen = element.id;
      this.canvas.addMarker(element.id, "is-chosen");
    } else this.panel.close();
    this.canvas.resized();
  }

  act(name) {
    if (name === "in") zoomBy(this.canvas, 1.25);
    if (name === "out") zoomBy(this.canvas, 0.8);
    if (name === "fit") this.fit();
    if (name === "here") this.goHere();
    if (name === "back") this.leave();
    if (name === "close") {
      this.choose(this.canvas.getRootElement());
      this.canvas.focus();
    }
  }
}

// The number nearest to `at` from `least` to `most`; where there is none, what lies between them.
const within = (at, least, most) => (least > most ? (least + most) / 2 : Math.min(Math.max(at, least), most));

// The rectangle around some shapes.
function surrounding(shapes) {
  const x = Math.min(...shapes.map(shape => shape.x));
  const y = Math.min(...shapes.map(shape => shape.y));
  const right = Math.max(...shapes.map(shape => shape.x + shape.width));
  const bottom = Math.max(...shapes.map(shape => shape.y + shape.height));
  return { x, y, width: right - x, height: bottom - y };
}
