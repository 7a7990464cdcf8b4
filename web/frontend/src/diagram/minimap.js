// The whole drawing, small, in a corner of the canvas, with a frame around what is seen: a press or a drag moves it
// there. It is for who has a mouse or a finger; the keys 0 and . do the same, and it is nothing to listeners.
import { is } from "bpmn-js/lib/util/ModelUtil";

const SVG = "http://www.w3.org/2000/svg";

export class Minimap {
  constructor(place, viewer) {
    this.viewer = viewer;
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "minimap");
    this.svg.setAttribute("aria-hidden", "true");
    place.append(this.svg);
    this.frame = drawn("rect", { class: "minimap-frame" });
    viewer.on("canvas.viewbox.changed", () => this.follow());
    this.svg.addEventListener("pointerdown", event => {
      this.svg.setPointerCapture(event.pointerId);
      this.go(event);
    });
    this.svg.addEventListener("pointermove", event => {
      if (this.svg.hasPointerCapture(event.pointerId)) this.go(event);
    });
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  // What is drawn now; `elements` say how each stands.
  draw(elements) {
    const root = this.canvas.getRootElement();
    const drawnThere = each => each.width && !each.waypoints && !each.labelTarget && each.parent && this.canvas.findRoot(each) === root;
    const shapes = this.viewer.get("elementRegistry").filter(drawnThere);
    const { inner } = this.canvas.viewbox();
    this.inner = inner;
    this.svg.setAttribute("viewBox", [inner.x, inner.y, inner.width, inner.height].join(" "));
    this.svg.replaceChildren(
      ...shapes.map(({ id, x, y, width, height, businessObject }) => {
        const lane = is(businessObject, "bpmn:Lane") || is(businessObject, "bpmn:Participant");
        return drawn("rect", { x, y, width, height, class: lane ? "minimap-lane" : `minimap-node is-${elements[id]?.state ?? "ahead"}` });
      }),
      this.frame,
    );
    this.follow();
  }

  follow() {
    if (!this.inner) return;
    const { x, y, width, height } = this.canvas.viewbox();
    for (const [name, value] of Object.entries({ x, y, width, height })) this.frame.setAttribute(name, value);
    const { x: left, y: top, width: wide, height: high } = this.inner;
    const slack = wide / 100; // a scale is rounded
    const whole = x <= left + slack && y <= top + slack && x + width >= left + wide - slack && y + height >= top + high - slack;
    this.svg.toggleAttribute("hidden", whole);
  }

  go(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const { width, height } = this.canvas.viewbox();
    this.canvas.viewbox({ x: at.x - width / 2, y: at.y - height / 2, width, height });
  }
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
