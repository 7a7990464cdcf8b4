// One drawing with its bar, its panel and the diagrams that can be opened from it.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { moveByKeyboard, zoomBy } from "./keyboard.js";
import { tintLanes } from "./lanes.js";
import { Panel } from "./panel.js";
import { Viewer } from "./viewer.js";

const NARROW = matchMedia("(max-width: 48rem)");
// Below this nobody reads the names: better a readable part than an unreadable whole.
const READABLE = 0.45;

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
    this.panel = new Panel(place, process => this.open(process));
    this.viewer.on("element.click", ({ element }) => this.choose(element.labelTarget ?? element));
    place.addEventListener("click", event => this.act(event.target.closest("[data-act]")?.dataset.act));
    // The wheel turns the page until somebody is at the drawing.
    for (const [event, on] of [["focusin", true], ["focusout", false]]) {
      this.canvasPlace.addEventListener(event, () => this.viewer.get("zoomScroll").toggle(on));
    }
    moveByKeyboard(this.canvasPlace, this.canvas, {
      fit: () => this.fit(),
      here: () => this.goHere(),
      choose: step => this.step(step),
      close: () => this.act("close"),
    });
    for (const event of ["beforeprint", "afterprint"]) addEventListener(event, () => this.fit());
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async open(process = this.place.dataset.shown || this.told.start) {
    const source = `${this.place.dataset.source}?proceso=${encodeURIComponent(process)}`;
    const answer = await fetch(source);
    if (!answer.ok) throw new Error(answer.statusText);
    await this.viewer.importXML(await answer.text());
    this.process = process;
    const { title, elements, flows } = this.told.diagrams[process];
    this.elements = elements;
    this.place.querySelector("[data-title]").textContent = title;
    this.place.querySelector("[data-act=back]").hidden = process === this.told.start;
    this.panel.close();
    tintLanes(this.viewer);
    this.mark(elements, flows);
    this.fit();
    if (NARROW.matches && this.canvas.zoom() < READABLE) this.goHere();
    this.place.dataset.drawn = process;
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
    this.viewer.get("overlays").add(id, { position: { top: -12, left: 8 }, show: { minZoom: 0.2 }, html });
  }

  fit() {
    this.canvas.resized();
    this.canvas.zoom("fit-viewport", "auto");
  }

  // The first element that waits, in the middle and large enough to read; the step of the page, if it has one.
  goHere() {
    const known = this.viewer.get("elementRegistry");
    const current = Object.keys(this.elements).filter(id => this.elements[id].state === "current");
    const id = [this.place.dataset.here, ...current, ...Object.keys(this.elements)].find(id => id && known.get(id));
    if (!id) return;
    const { x, y, width, height } = known.get(id);
    const { outer } = this.canvas.viewbox();
    const scale = Math.max(this.canvas.zoom(), 0.8);
    const size = { width: outer.width / scale, height: outer.height / scale };
    this.canvas.viewbox({ x: x + width / 2 - size.width / 2, y: y + height / 2 - size.height / 2, ...size });
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
    if (name === "back") this.open(this.told.start);
    if (name === "close") {
      this.choose(this.canvas.getRootElement());
      this.canvas.focus();
    }
  }
}
