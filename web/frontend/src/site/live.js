// Parts of a page that are brought up to date while it is open: those with data-live="NAME". The site says that something
// has changed (an event stream; where none comes through, it is asked now and then), the page is asked for again, and what
// has become different in those parts is changed here, and nothing else: what one types, chose or unfolded stays.
// data-live-of="FOLIO": the part shows that opportunity alone. data-live-says: its text is told to who listens.
import { morph, typed } from "./morph.js";
import { outdated, said } from "./telling.js";

const PART = "[data-live]";
const PAUSE = 1000; // milliseconds between two times that a page is asked for
const POLL = 2000; // between two questions, where the site cannot say it by itself
const SILENCE = 5000; // after which an event stream that says nothing is taken for one that something keeps back
const DEAD = 60_000; // after which it is taken for cut off: it says at least every 20 seconds that it is there
const RETRIES = [1, 2, 5, 10, 30]; // seconds
const HEADERS = { "Cauce-Live": "1" };

const address = document.body.dataset.news;
const parts = (root = document) => [...root.querySelectorAll(PART)].filter(part => !part.parentElement.closest(PART));
const mine = () => parts().filter(part => part.closest("#contenido")); // all but what the header says of the reader
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const served = new Map(); // what the site last said of each part, by its name

let place = document.body.dataset.newsSince;
let asking, again, failures = 0, polls = false, over = false;
let waiting; // ends the stream, or the pause between two questions

// A press that has begun is let end first, or it would be lost.
let released;
addEventListener("pointerdown", () => {
  released = new Promise(done => {
    setTimeout(done, 3000);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
  });
}, true);

function note() {
  served.clear();
  for (const part of parts()) served.set(part.dataset.live, part.cloneNode(true));
}

// Asks for the page at hand again; changes that come meanwhile make it be asked for once more.
async function refresh() {
  if (asking) return void (again = true);
  asking = true;
  do {
    again = false;
    await bring().catch(() => (again = true));
    await sleep(PAUSE);
  } while (again && !over && document.visibilityState === "visible");
  asking = false;
}

async function bring() {
  const url = location.href.replace(/#.*/, "");
  const answer = await fetch(url, { headers: HEADERS, redirect: "follow" });
  const text = await answer.text();
  await released;
  if (url !== location.href.replace(/#.*/, "")) return; // the reader went on, to what is new anyway
  if (answer.redirected && new URL(answer.url).pathname === "/") return void (over = true); // the session has ended
  if (answer.status >= 500) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = new Map(parts(page).map(part => [part.dataset.live, part]));
  if (!answer.ok || answer.redirected || mine().some(part => !fresh.has(part.dataset.live))) return another(page);
  if (page.body.dataset.newsSince) place = page.body.dataset.newsSince;
  const changed = parts().filter(part => fresh.has(part.dataset.live)).filter(part => update(part, fresh.get(part.dataset.live)));
  if (changed.length) document.dispatchEvent(new CustomEvent("cauce:live", { detail: { parts: changed } }));
}

// Whether the site says something else of a part than it did.
function update(part, fresh) {
  const before = served.get(part.dataset.live), words = says(before);
  served.set(part.dataset.live, fresh.cloneNode(true));
  if (!morph(part, before, fresh)) return false;
  if (says(fresh) && says(fresh) !== words) said(says(fresh));
  return true;
}

const says = part => (part?.matches("[data-live-says]") ? part : part?.querySelector("[data-live-says], [data-count]"))?.textContent;

// What the page shows is something else by now, as a step that a colleague has completed.
function another(page) {
  over = true;
  const url = location.href.replace(/#.*/, "");
  // A form that was written in is drawn anew as it is saved, and looks as if it had begun so.
  if (typed(document.getElementById("contenido")) || document.querySelector("[data-saved][data-state]")) outdated(page.querySelector("main :is(.notice h2, [role=status], h1)")?.textContent, url);
  else location.replace(url);
}

// Where every part is of one opportunity, nothing else matters; but what is in the header is about the reader.
function question(more) {
  const about = new Set(mine().map(part => part.dataset.liveOf));
  const asked = new URLSearchParams({ ...more, ...(place && { desde: place }) });
  if (about.size === 1 && !about.has(undefined)) asked.set("de", [...about][0]);
  return `${address}?${asked}`;
}

function heard(now, changed) {
  failures = 0;
  const unknown = !place && !polls; // what happened since the page was made, nobody could say
  place = now;
  if (changed || unknown) refresh();
}

async function stream(signal) {
  const answer = await fetch(question({ sigue: "1" }), { headers: HEADERS, signal });
  if (answer.redirected || answer.status === 403) return void (over = true);
  if (!answer.ok) throw new Error(answer.statusText);
  if (!answer.headers.get("Content-Type").startsWith("text/event-stream")) {
    polls = true;
    const { place, changed } = await answer.json();
    return heard(place, changed);
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "", known = false;
  for (;;) {
    const late = setTimeout(() => reader.cancel(), known ? DEAD : SILENCE);
    const { value, done } = await reader.read().finally(() => clearTimeout(late));
    if (done) return void (polls ||= !known && !signal.aborted);
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const [, id, data] = /^id: ([\d.]+)\ndata: (\w+)$/.exec(text.slice(0, end)) ?? [];
      if (!id) continue;
      known = true;
      heard(id, data === "changed");
    }
  }
}

async function poll(signal) {
  await sleep(POLL);
  if (signal.aborted) return;
  const answer = await fetch(question(), { headers: HEADERS, signal });
  if (answer.redirected || answer.status === 403) return void (over = true);
  if (!answer.ok) throw new Error(answer.statusText);
  const { place, changed } = await answer.json();
  heard(place, changed);
}

// One that is not looked at waits for nothing, and holds no connection: browsers have six for each site.
async function listen() {
  if (waiting || over || document.visibilityState !== "visible" || !parts().length) return;
  const here = (waiting = new AbortController());
  while (!over && !here.signal.aborted) {
    try {
      await (polls ? poll : stream)(here.signal);
    } catch {
      if (here.signal.aborted) break;
      const pause = RETRIES[Math.min(failures++, RETRIES.length - 1)];
      await sleep(1000 * pause * (0.5 + Math.random())); // not all at once, when the site is there again
    }
  }
  if (waiting === here) waiting = undefined;
}

function rest() {
  waiting?.abort();
  waiting = undefined;
}

if (address) {
  note();
  document.addEventListener("htmx:after:swap", () => {
    note();
    rest();
    listen();
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? listen() : rest()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    refresh();
    listen();
  });
  listen();
}
