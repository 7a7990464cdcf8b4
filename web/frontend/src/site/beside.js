// List and detail side by side, where there is room for both: the step that one is at in the list, by keyboard or by a
// click on its row, is told beside it. On a phone they come one after the other, as links lead.
import htmx from "htmx.org/dist/htmx.esm.js";

import { typed } from "./morph.js";

const ROOM = matchMedia("(min-width: 72rem)");
let wanted;

const place = () => document.getElementById("vista");

function tell(row) {
  const url = row?.dataset.glance;
  if (!url || !place() || !ROOM.matches || wanted === url) return;
  wanted = url;
  htmx.ajax("GET", url, { source: place(), target: "#vista", select: "#vista", swap: "outerHTML ignoreTitle:true", beside: true });
}

// The mark follows what is told, whatever was swapped meanwhile.
function mark() {
  for (const row of document.querySelectorAll("li[data-glance]")) {
    row.classList.toggle("told", Boolean(place()?.dataset.glance) && row.dataset.glance.endsWith(`/${place().dataset.glance}/vista`));
  }
}

// The step that was told, told again as it is now; the first one of the list where that is no more.
function begin() {
  wanted = undefined;
  mark();
  tell(document.querySelector("li.told") ?? document.querySelector("li[data-glance]"));
}

document.addEventListener("focusin", event => tell(event.target.closest("li[data-glance]")));
document.addEventListener("click", event => {
  if (!event.target.closest("a, button, input, select, label")) tell(event.target.closest("li[data-glance]"));
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => (ctx.beside ? mark() : begin()));
document.addEventListener("cauce:live", () => (place() && typed(place()) ? mark() : begin()));
ROOM.addEventListener("change", begin);
begin();
