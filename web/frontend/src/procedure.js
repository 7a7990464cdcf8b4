// A procedure's diagram to look at: opened where it begins, with letters that can be read and the whole in a small map;
// moved by mouse and by keyboard; choosing an activity leads to its row.
import { Explorer } from "./diagram/explorer.js";
import { moveByKeyboard, zoomBy } from "./diagram/keyboard.js";
import { tintLanes } from "./diagram/lanes.js";
import { Minimap } from "./diagram/minimap.js";
import { failed, fetched } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

const container = document.querySelector("[data-diagram]");
const viewer = new Explorer({ container, zoomScroll: { enabled: false } });
const minimap = new Minimap(container, viewer);
const steering = document.querySelector("[data-zoom]");
// At this scale the smallest names have 11 px.
const READABLE = 1;
const MARGIN = 16, AROUND = 60;

try {
  const answer = await fetched(container.dataset.diagram);
  await viewer.importXML(await answer.text());
  tintLanes(viewer);
  show();
  minimap.draw({});
  steering.hidden = false;
  let first;
  // Beside a draft: what came and what changed, or what it does to instances, as the list says it in words.
  for (const kind of ["added", "changed", "moves", "differs", "decision", "impossible"]) {
    for (const id of (container.dataset[kind] ?? "").split(" ")) {
      if (!viewer.get("elementRegistry").get(id)) continue;
      viewer.get("canvas").addMarker(id, `is-${kind}`);
      first ??= id;
    }
  }
  if (first) viewer.get("canvas").scrollToElement(first, AROUND);
  showFound();
} catch (error) {
  viewer.destroy();
  failed(document.querySelector("[data-failed]"), error);
}

// How many findings of audits wait at an element: above its corner, where no name stands; the list below says which.
function showFound() {
  for (const each of (container.dataset.found ?? "").split(" ").filter(Boolean)) {
    const [id, count] = each.split(":");
    if (!viewer.get("elementRegistry").get(id)) continue;
    const html = document.createElement("a");
    html.className = "badge found";
    html.href = "#hallazgos-de-auditoria";
    html.textContent = count;
    html.setAttribute("aria-label", `${container.dataset.foundLabel}: ${count}`);
    html.title = container.dataset.foundLabel;
    viewer.get("overlays").add(id, { position: { top: -14, right: 10 }, show: { minZoom: 0.1 }, html });
  }
}

function fit() {
  const canvas = viewer.get("canvas");
  canvas.resized();
  canvas.zoom("fit-viewport", "auto");
}

// Whole, where that can be read; else where it begins.
function show() {
  fit();
  const canvas = viewer.get("canvas"), { inner, outer } = canvas.viewbox();
  if (canvas.zoom() >= READABLE) return;
  canvas.viewbox({ x: inner.x - MARGIN, y: inner.y - MARGIN, width: outer.width, height: outer.height });
}

const acts = { in: () => zoomBy(viewer.get("canvas"), 1.25), out: () => zoomBy(viewer.get("canvas"), 0.8), fit };
steering.addEventListener("click", event => acts[event.target.closest("[data-act]")?.dataset.act]?.());
moveByKeyboard(container, viewer.get("canvas"), { fit, here: show, choose: () => {}, close: () => {} });
// The wheel turns the page until somebody is at the drawing.
for (const [event, on] of [["focusin", true], ["focusout", false]]) {
  container.addEventListener(event, () => viewer.get("zoomScroll").toggle(on));
}

viewer.on("element.click", ({ element }) => {
  const row = document.getElementById(element.id);
  if (row) location.hash = element.id;
});

// What the address names is marked on the diagram as well.
let marked;
function mark() {
  const canvas = viewer.get("canvas");
  if (marked) canvas.removeMarker(marked, "here");
  marked = viewer.get("elementRegistry").get(decodeURIComponent(location.hash.slice(1)))?.id;
  if (!marked) return;
  canvas.addMarker(marked, "here");
  canvas.scrollToElement(marked, AROUND);
}
addEventListener("hashchange", mark);
mark();

for (const [event, paper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(event, () => {
    container.classList.toggle("paper", paper);
    (paper ? fit : show)();
  });
}
