// Where an opportunity stands: the diagram of the version it runs on, with what was done, what waits and how often.
// The page holds all words (in the table below the drawing); the answer at data-standing holds states and numbers.
import { Standing } from "./diagram/standing.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

for (const place of document.querySelectorAll("[data-standing]")) {
  try {
    place.hidden = false;
    const answer = await fetch(place.dataset.standing);
    if (!answer.ok) throw new Error(answer.statusText);
    await new Standing(place, await answer.json()).open();
  } catch (error) {
    place.hidden = true;
    document.querySelector("[data-standing-failed]").hidden = false;
    throw error;
  }
}
