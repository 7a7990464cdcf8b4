// A procedure's diagram to look at: fitted, moved by mouse and by keyboard; choosing an activity leads to its row.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { tintLanes } from "./diagram/lanes.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

const container = document.querySelector("[data-diagram]");
const viewer = new NavigatedViewer({ container });

try {
  const answer = await fetch(container.dataset.diagram);
  if (!answer.ok) throw new Error(answer.statusText);
  await viewer.importXML(await answer.text());
  tintLanes(viewer);
  fit();
  // Beside a draft: what came and what changed, or what it does to instances, as the list says it in words.
  for (const kind of ["added", "changed", "moves", "differs", "decision", "impossible"]) {
    for (const id of (container.dataset[kind] ?? "").split(" ")) {
      if (viewer.get("elementRegistry").get(id)) viewer.get("canvas").addMarker(id, `is-${kind}`);
    }
  }
} catch (error) {
  viewer.destroy();
  document.querySelector("[data-failed]").hidden = false;
  throw error;
}

function fit() {
  const canvas = viewer.get("canvas");
  canvas.resized();
  canvas.zoom("fit-viewport", "auto");
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
  if (marked) canvas.addMarker(marked, "here");
}
addEventListener("hashchange", mark);
mark();

for (const [event, paper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(event, () => {
    container.classList.toggle("paper", paper);
    fit();
  });
}
