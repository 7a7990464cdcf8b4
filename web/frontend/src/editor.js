// Draws a draft: bpmn-js Modeler, saved by itself, findings on the elements as one draws. What is not needed to draw
// comes after the drawing (editor/later.js).
import Modeler from "bpmn-js/lib/Modeler";
import cauce from "../../../bpmn/extension.json";

import { zoomBy } from "./diagram/keyboard.js";
import { Autosave } from "./editor/autosave.js";
import { Findings } from "./editor/findings.js";
import { translateModule } from "./editor/translate.js";
import { Way } from "./editor/way.js";
import { Elsewhere, failed } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/assets/properties-panel.css";

const page = document.querySelector("[data-editor]");
const modeler = new Modeler({
  container: page.querySelector("[data-canvas]"),
  moddleExtensions: { cauce },
  additionalModules: [translateModule(document.documentElement.lang)],
});

const findings = new Findings(modeler, new Way(modeler, page.querySelector("[data-way-bar]")));
let properties; // the part that comes later
const autosave = new Autosave(modeler, page, told => {
  findings.show(told);
  properties?.refresh();
});
try {
  await modeler.importXML(await autosave.begin());
  nameTools();
  keepInView(modeler.get("canvas"));
  autosave.watch();
  findings.select(decodeURIComponent(location.hash.slice(1))); // what a finding on the draft's page leads to
  properties = await import("./editor/later.js");
  properties.open(modeler);
} catch (error) {
  if (error instanceof Elsewhere) location.reload(); // which leads to the entrance, and from there back
  else failed(page.querySelector("[data-failed]"), error);
}

// The palette names its tools to screen readers only; whoever points at one reads it as well.
function nameTools() {
  for (const tool of page.querySelectorAll(".djs-palette [aria-label]")) tool.title = tool.getAttribute("aria-label");
}

// The whole diagram, also when the window becomes another size; but whoever has moved it keeps what they look at.
function keepInView(canvas) {
  let shown = fit(canvas);
  const zooms = { in: () => zoomBy(canvas, 1.25), out: () => zoomBy(canvas, 0.8), fit: () => (shown = fit(canvas)) };
  page.querySelector("[data-zoom]").addEventListener("click", event => zooms[event.target.closest("[data-act]")?.dataset.act]?.());
  new ResizeObserver(() => {
    canvas.resized();
    if (shown === where(canvas)) shown = fit(canvas);
  }).observe(canvas.getContainer());
}

function where(canvas) {
  const { x, y, scale } = canvas.viewbox();
  return [x, y, scale].map(each => each.toFixed(3)).join(" ");
}

// Beside the palette and not under it.
function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  const [palette, margin] = [120, 16];
  const scale = Math.min((outer.width - palette - margin) / inner.width, (outer.height - 2 * margin) / inner.height, 1);
  canvas.viewbox({
    x: inner.x - palette / scale,
    y: inner.y + inner.height / 2 - outer.height / 2 / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
  return where(canvas);
}
