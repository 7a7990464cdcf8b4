// Draws a draft: bpmn-js Modeler, saved by itself, findings on the elements as one draws. What is not needed to draw
// comes after the drawing (editor/later.js).
import Modeler from "bpmn-js/lib/Modeler";
import cauce from "../../../bpmn/extension.json";

import { AppendModule } from "./editor/append.js";
import { Autosave } from "./editor/autosave.js";
import { Called } from "./editor/called.js";
import { Clipboard } from "./editor/clipboard.js";
import { Findings } from "./editor/findings.js";
import { Keys } from "./editor/keys.js";
import { NeighboursModule } from "./editor/neighbours.js";
import { OffersModule } from "./editor/offers.js";
import { SearchModule } from "./editor/search.js";
import { Trail } from "./editor/trail.js";
import { translateModule } from "./editor/translate.js";
import { View } from "./editor/view.js";
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
  offers: JSON.parse(page.dataset.offers),
  additionalModules: [translateModule(document.documentElement.lang), AppendModule, NeighboursModule, OffersModule, SearchModule],
});

const view = new View(modeler, page);
const called = new Called(modeler, page, view);
new Keys(modeler, page, view, element => called.into(element));
new Clipboard(modeler, page);
const findings = new Findings(modeler, new Way(modeler, page.querySelector("[data-way-bar]")), (key, answer) => mend(key, answer));
let properties; // the part that comes later
const autosave = new Autosave(modeler, page, told => {
  findings.show(told);
  properties?.refresh();
});
const trail = new Trail(modeler, autosave, page);
try {
  const xml = await autosave.begin();
  await modeler.importXML(xml);
  nameTools();
  view.open();
  await trail.begin(xml, autosave.unsaved);
  autosave.watch(trail);
  findings.select(decodeURIComponent(location.hash.slice(1))); // what a finding on the draft's page leads to
  properties = await import("./editor/later.js");
  properties.open(modeler);
} catch (error) {
  if (error instanceof Elsewhere) location.reload(); // which leads to the entrance, and from there back
  else failed(page.querySelector("[data-failed]"), error);
}

// A repair of the draft as it was saved, by the server; it is undone as what is drawn.
async function mend(key, answer) {
  await autosave.flush();
  const diagram = autosave.unsaved ? undefined : await autosave.mend(key, answer);
  if (diagram) await trail.another(diagram);
}

// The palette names its tools to screen readers only; whoever points at one reads it as well.
function nameTools() {
  for (const tool of page.querySelectorAll(".djs-palette [aria-label]")) tool.title = tool.getAttribute("aria-label");
}
