// What is typed, on its way to the server: one request at a time, the last word always sent, tried again until it
// arrives, and the reader told how it stands.
import { strokes } from "./parts.js";

const RETRIES = [2, 4, 8, 15, 30]; // seconds
const PRESS = 3000; // milliseconds
const KEEPALIVE = 60_000; // characters: browsers refuse to send more than 64 KiB for a page that is gone

// Settled unless something is pressed: nothing moves then, or the press would be lost. No end of it may be told: PRESS.
let released;
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
    if (this.unsaved && !this.sent) this.post(null, true).catch(() => {});
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving || this.sent) return void (this.again = !this.sent);
    const button = this.pressed, began = strokes;
    Object.assign(this, { pressed: null, saving: true, unsaved: false, again: false });
    try {
      const response = await this.post(button);
      if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) throw response;
      const answer = await response.json().catch(() => { throw response; });
      await released;
      if (this.sent) return;
      this.failures = 0;
      this.set("draft-base", answer.stamp);
      this.set("seen-fields", answer.seen);
      this.answered({ ...answer, began, button });
      if (!this.unsaved) this.tell("saved", answer.saved);
      notify(answer.notice);
    } catch (failure) {
      if (!(failure instanceof Response || failure instanceof TypeError)) throw failure;
      this.pressed ??= button;
      this.ended = failure.redirected || failure.status === 403;
      this.changed(1000 * RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
      this.tell(this.ended ? "ended" : "failing");
    } finally {
      this.saving = false;
      if (this.again) this.save();
    }
  }

  // How it stands; that the step waits for a file to arrive is more important.
  tell(state, words = this.place.dataset[state]) {
    if (!this.waits) this.place.textContent = words;
    this.place.dataset.state = state;
  }

  // The whole form without files, which go by themselves; what the page shows; and the button that was pressed.
  post(button, keepalive = false) {
    this.set("draft-turn", ++this.turn);
    const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    body.set("parts", [...this.form.querySelectorAll("[data-digest]")].map(({ id, dataset }) => `${id}:${dataset.digest}`).join(" "));
    if (button) body.append(button.name, button.value);
    return fetch(this.form.dataset.save, { method: "POST", body, keepalive: keepalive && `${body}`.length < KEEPALIVE });
  }
}

// What happened meanwhile, told where the page tells such things; the same thing is told once.
function notify(html) {
  const place = document.querySelector("[data-notices]");
  if (!place || (place.dataset.notice ?? "") === html) return;
  place.dataset.notice = html;
  place.innerHTML = html;
}
