// Where an opportunity stands: the diagram of the version it runs on, with what was done, what waits and how often.
// The page holds all words (in the table below the drawing); the answer at data-standing holds states and numbers.
import { Standing } from "./diagram/standing.js";
import { failed, fetched } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

for (const place of document.querySelectorAll("[data-standing]")) {
  try {
    place.hidden = false;
    const answer = await fetched(place.dataset.standing);
    const standing = new Standing(place, await answer.json());
    await standing.open();
    document.addEventListener("cauce:live", async () => standing.update(await (await fetched(place.dataset.standing)).json()));
  } catch (error) {
    place.hidden = true;
    failed(document.querySelector("[data-standing-failed]"), error);
  }
}
