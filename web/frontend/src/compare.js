// Two versions side by side: what came, went, changed or moved is marked on each, both show the same part, and one goes
// from difference to difference. The list on the page says all of it in words.
import { Comparison } from "./compare/comparison.js";
import { failed } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

const place = document.querySelector("[data-comparison]");
if (place) {
  const comparison = new Comparison(place);
  try {
    await comparison.open();
  } catch (error) {
    comparison.close();
    failed(place.querySelector("[data-failed]"), error);
  }
}
