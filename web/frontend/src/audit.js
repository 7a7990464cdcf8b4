// The replay of a history: a slider over its events, the diagrams as they stood at each, and what each says. The page
// shows one event without script as well; events come in parts, once, as differences, and every moment is added up from them.
import { Drawing } from "./audit/drawing.js";
import { Facts } from "./audit/facts.js";
import { History } from "./audit/history.js";
import { Player } from "./audit/player.js";
import { verifyInPlace } from "./audit/verify.js";
import { failed, fetched } from "./site/fetched.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";

const place = document.querySelector("[data-replay]");
const verification = document.querySelector("[data-verification]");
if (verification) verifyInPlace(verification);

if (place) {
  try {
    const { replay, at, total, part } = place.dataset;
    const history = new History({ source: replay, total: Number(total), part: Number(part) }, fetched);
    await history.load(Number(at));
    const facts = new Facts(place, history);
    const drawing = new Drawing(place, history);
    const player = new Player(place, history, moment => {
      facts.show(moment);
      drawing.show(moment);
    });
    await drawing.open();
    player.start(Number(at));
    await history.loadRest(Number(at));
    place.dataset.whole = "";
  } catch (error) {
    failed(place.querySelector("[data-failed]"), error);
  }
}
