// A diagram to look at: fitted, panned and zoomed by keyboard and mouse. Elements with data-diagram hold its address.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

for (const container of document.querySelectorAll("[data-diagram]")) {
  const viewer = new NavigatedViewer({ container });
  const answer = await fetch(container.dataset.diagram);
  await viewer.importXML(await answer.text());
  viewer.get("canvas").zoom("fit-viewport");
}
