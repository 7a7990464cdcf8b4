// The keyboard: / searches, j and k go through the list, c takes a step and x marks it, g and a letter to a section, ?
// tells all that. Letters alone are shortcuts only where nobody writes or draws, and not for whoever turned them off (WCAG 2.1.4).
const OFF = "cauce-no-shortcuts";
const ROWS = "main :is(.work .step, .cards .folio, tbody td:first-child a)";
const WRITING = "input, textarea, select, [contenteditable], dialog, .bjs-container, .bio-properties-panel";
const PATIENCE = 1500; // milliseconds between g and its letter

const help = document.getElementById("atajos");
const on = help?.querySelector("[data-shortcuts]");
let going = 0;

function show() {
  if (!help.open) help.showModal();
}

function search() {
  const field = document.querySelector("main #q") ?? document.getElementById("buscar");
  field?.focus();
  field?.select();
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  const at = rows.findIndex(row => row === document.activeElement || row.closest("li, tr")?.contains(document.activeElement));
  rows[Math.min(Math.max(at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step, 0), rows.length - 1)]?.focus();
}

// What is done to the step of the list that one is at, or else to the one that is told beside it.
const row = () => document.activeElement?.closest?.(".work li") ?? document.querySelector(".work li.told");
const pressIn = place => row()?.querySelector(place)?.click();

const ACTS = { "/": search, "?": show, j: () => move(1), k: () => move(-1), g: () => (going = Date.now()), c: () => pressIn("[data-claim]"), x: () => pressIn(".mark input") };

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !on.checked) return;
  if (event.target.closest?.(WRITING)) return;
  const follows = Date.now() - going < PATIENCE;
  going = 0;
  const section = follows && document.querySelector(`header [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const act = section ? () => section.click() : ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

if (help) {
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  const button = document.querySelector('[data-open="atajos"]');
  button.hidden = false;
  button.addEventListener("click", () => {
    button.closest("details").open = false;
    show();
  });
  document.addEventListener("keydown", press);
}
