// What is typed, on its way to the server: one request at a time, the last word always sent, and the reader told how it
// stands. What did not arrive is tried again until it does; what the server refuses, once it says something else.
import { strokes } from "./parts.js";

const RETRIES = [2, 4, 8, 15, 30]; // seconds
const PRESS = 3000; // milliseconds
const KEEPALIVE = 60_000; // characters: browsers refuse to send more than 64 KiB for a page that is gone

// Settled unless something is pressed: nothing moves then, or the press would be lost. No end of it may be told: PRESS.
export let released;
addEventListener("pointerdown", () => {
  released = new Promise(done => {
    setTimeout(done, PRESS);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
  });
}, true);

export class Draft {
  // `answered` is given what the server says, after each save.
  constructor(form, answered) {
    Object.assign(this, { form, answered, place: form.querySelector("[data-saved]"), turn: 0, failures: 0, unsaved: false });
    this.set("draft-page", [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16)).join(""));
    addEventListener("online", () => this.unsaved && this.changed(0));
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
    addEventListener("pageshow", () => { this.sent = false; });
    addEventListener("beforeunload", event => { if (this.unsaved && !this.sent) event.preventDefault(); });
  }

  set(name, value) { this.form.elements[name].value = value; }

  // Something was written; it is sent after so many milliseconds without more.
  changed(pause) {
    this.unsaved = true;
    this.place.dataset.state = "writing";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // A field was left. What is new is sent, what was passed over while it had the focus is drawn; else it is only judged.
  async left() {
    if (this.unsaved || this.form.querySelector("[data-behind]")) return this.changed(0);
    await released;
    this.judge?.();
  }

  // Asked for: sent even if the same was refused.
  again() { this.refused = this.changed(0); }

  // A button that adds or takes out something, or a file that arrived in `place`: its part is drawn anew.
  press({ name, value }, place) {
    this.pressed = { name, value, part: place.closest(".part")?.id };
    this.changed(0);
  }

  // The step is being completed: nothing more is sent beside it.
  send() {
    this.sent = true;
    clearTimeout(this.timer);
    this.set("draft-turn", ++this.turn);
  }

  // The page goes away: what is not saved is sent without waiting for an answer.
  flush() {
    const body = this.body();
    if (this.unsaved && !this.sent && `${body}` !== this.refused) this.post(body, true).catch(() => {});
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving || this.sent) return void (this.more = !this.sent);
    const button = this.pressed, began = strokes, body = this.body(button);
    if (`${body}` === this.refused) return void (this.place.dataset.state = "refused");
    Object.assign(this, { pressed: null, saving: true, unsaved: false, more: false });
    const response = await this.post(body).catch(() => null), answer = await response?.json().catch(() => null) ?? {};
    await released;
    this.saving = false;
    if (this.sent) return;
    if (response?.ok && answer.stamp) this.arrived({ ...answer, began, button });
    else this.failed(response?.status, answer, button, `${body}`);
    if (this.more) this.save();
  }

  arrived(answer) {
    this.failures = 0;
    this.set("draft-base", answer.stamp);
    this.set("seen-fields", answer.seen);
    this.answered(answer);
    if (!this.unsaved) this.tell("saved", answer.saved, answer.brief);
  }

  failed(status, { refused, ended = false }, button, body, words = this.place.dataset) {
    Object.assign(this, { pressed: this.pressed ?? button, unsaved: true });
    if (status >= 400 && status < 500 && status !== 429) {
      Object.assign(this, { ended, refused: body });
      return this.tell("refused", [words.unsaved, ...(refused ?? [words.refused])].join(" "));
    }
    this.changed(1000 * RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
    this.tell(status ? "faulty" : "failing");
  }

  // How it stands, with a way to `more`; that the step waits for a file is more important.
  tell(state, words = this.place.dataset[state], more = "") {
    this.place.dataset.state = this.place.dataset.told = state;
    if (this.waits || this.told === words + more) return;
    this.told = words + more;
    this.place.textContent = words;
    this.place.insertAdjacentHTML("beforeend", more);
    this.clear();
  }

  // The line lies over the end of the window; what has the focus is moved rather than hidden by it.
  async clear(lowest = innerHeight) {
    await released; // a page that moves under a finger loses the press
    const line = this.place.getBoundingClientRect(), at = this.form.querySelector(":focus")?.getBoundingClientRect();
    if (!at || at.top >= lowest || at.bottom <= line.top) return;
    scrollBy({ top: Math.min(at.bottom - line.top + 8, Math.max(at.top, 0)), behavior: "instant" });
  }

  // The form without files, which go by themselves; what the page shows; and the button that was pressed.
  body(button) {
    const sent = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && name !== "draft-turn");
    const body = new URLSearchParams(sent), shown = [...document.querySelectorAll("[data-digest]")];
    body.set("parts", shown.map(({ id, dataset }) => `${id}:${dataset.digest}`).join(" "));
    if (button) body.append(button.name, button.value);
    return body;
  }

  post(body, keepalive = false) {
    const sent = `${body}&draft-turn=${++this.turn}`, headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
    return fetch(this.form.dataset.save, { method: "POST", body: sent, headers, keepalive: keepalive && sent.length < KEEPALIVE });
  }
}
