// One of the two drawings, with what became of its elements: by colour, by line and by a sign.
import { Explorer } from "../diagram/explorer.js";
import { tintLanes } from "../diagram/lanes.js";
import { fetched } from "../site/fetched.js";

const SIGNS = { added: "+", removed: "−", changed: "≠", moved: "↔" };

export class Side {
  constructor(place) {
    this.place = place;
    this.marks = JSON.parse(place.dataset.marks);
    this.viewer = new Explorer({
      container: place,
      bpmnRenderer: { defaultFillColor: "var(--sheet)", defaultStrokeColor: "var(--edge)", defaultLabelColor: "var(--ink)" },
      zoomScroll: { enabled: false },
    });
    // The wheel turns the page until somebody is at the drawing.
    for (const [event, on] of [["focusin", true], ["focusout", false]]) {
      place.addEventListener(event, () => this.viewer.get("zoomScroll").toggle(on));
    }
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async open() {
    const answer = await fetched(this.place.dataset.source);
    await this.viewer.importXML(await answer.text());
    tintLanes(this.viewer);
    for (const [id, kind] of Object.entries(this.marks)) if (this.has(id)) this.mark(id, kind);
  }

  close() {
    this.viewer.destroy();
    this.place.hidden = true;
  }

  onMove(act) {
    this.viewer.on("canvas.viewbox.changed", act);
  }

  onChoose(act) {
    this.viewer.on("element.click", ({ element }) => act((element.labelTarget ?? element).id));
  }

  has(id) {
    return Boolean(id && this.viewer.get("elementRegistry").get(id));
  }

  mark(id, kind) {
    this.canvas.addMarker(id, `is-${kind}`);
    const html = document.createElement("span");
    html.className = `badge is-${kind}`;
    html.textContent = SIGNS[kind];
    this.viewer.get("overlays").add(id, { position: this.corner(id), show: { minZoom: 0.15 }, html });
  }

  // Of a flow the middle, since the corner of the box around it may be far from the line.
  corner(id) {
    const { waypoints } = this.viewer.get("elementRegistry").get(id);
    if (!waypoints) return { top: -12, left: -12 };
    const [from, to] = [Math.floor, Math.ceil].map(round => waypoints[round((waypoints.length - 1) / 2)]);
    const [left, top] = ["x", "y"].map(
      name => (from[name] + to[name]) / 2 - Math.min(...waypoints.map(each => each[name])) - 11,
    );
    return { left, top };
  }

  choose(id) {
    if (this.has(this.chosen)) this.canvas.removeMarker(this.chosen, "is-chosen");
    this.chosen = id;
    if (this.has(id)) this.canvas.addMarker(id, "is-chosen");
  }

  // An element in the middle, large enough to be read.
  center(id, least) {
    const element = this.viewer.get("elementRegistry").get(id);
    const points = element.waypoints ?? [element, { x: element.x + element.width, y: element.y + element.height }];
    const [x, y] = ["x", "y"].map(name => {
      const values = points.map(point => point[name]);
      return (Math.min(...values) + Math.max(...values)) / 2;
    });
    const { outer } = this.canvas.viewbox();
    const scale = Math.max(this.canvas.zoom(), least);
    const size = { width: outer.width / scale, height: outer.height / scale };
    this.canvas.viewbox({ x: x - size.width / 2, y: y - size.height / 2, ...size });
  }
}
