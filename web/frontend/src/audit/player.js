// The slider and its buttons: by mouse, by keyboard, by itself. The address follows, so that a link shows the same.
import { failed } from "../site/fetched.js";

const TYPING = "input:not([type=range]), select, textarea, [contenteditable]";
const PRESSED = "button, a[href], summary, input, select, textarea";

export class Player {
  constructor(place, history, show) {
    this.place = place;
    this.history = history;
    this.show = show;
    this.slider = place.querySelector("[data-slider]");
    this.button = place.querySelector("[data-play]");
    this.moves = [...place.querySelectorAll("[data-go]")];
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.timer ? this.pause() : this.play()));
    this.place.querySelector("[data-speed]").addEventListener("change", () => this.timer && this.play());
    for (const move of this.moves) {
      move.addEventListener("click", event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.act(move.dataset.go);
      });
    }
    this.ways = [...place.querySelectorAll("[data-leap]")];
    for (const way of this.ways) {
      way.addEventListener("click", event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const to = this.landmark(way);
        if (to) this.go(to);
      });
    }
    document.addEventListener("keydown", event => this.press(event));
    // Other links on the page to an event of this history: from what verification found, for instance.
    document.addEventListener("click", event => {
      const link = event.target.closest?.("a[href^='?paso=']:not([data-go], [data-leap])");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(Number(new URLSearchParams(link.getAttribute("href")).get("paso")));
      place.scrollIntoView();
      this.slider.focus({ preventScroll: true });
    });
    addEventListener("popstate", () => this.go(asked() ?? 1, { still: true }));
  }

  start(number) {
    this.place.querySelector("[data-jump]").hidden = true;
    for (const each of [this.button, ...this.place.querySelectorAll("[data-scrub], [data-keys]")]) each.hidden = false;
    this.go(number, { still: true });
    this.place.dataset.ready = "";
  }

  act(name) {
    const { total } = this.history;
    this.go({ first: 1, back: this.number - 1, on: this.number + 1, last: total }[name]);
  }

  // `still`: neither the address nor the voice follow, since nobody moved.
  go(number, { still = false, playing = false } = {}) {
    if (!playing) this.pause();
    this.number = Math.min(Math.max(number, 1), this.history.total);
    if (!this.history.has(this.number)) return this.wait(still, playing);
    const moment = this.history.at(this.number);
    this.show(moment);
    this.slider.value = this.number;
    this.place.querySelector("[data-counter]").textContent = `${this.number} / ${this.history.total}`;
    const words = { "###": moment.step.what, "##": this.history.total, "#": this.number };
    const said = this.place.dataset.said.replace(/#+/g, place => words[place]);
    this.slider.setAttribute("aria-valuetext", said);
    this.links();
    if (still) return;
    // The slider says its own value to whoever is at it.
    if (document.activeElement !== this.slider && (!playing || this.pace >= 1000)) this.say(said);
    this.remember();
  }

  // The part that the event is in is on its way; whoever went on meanwhile is where they are by then.
  wait(still, playing) {
    const { number } = this;
    this.slider.value = number;
    this.history
      .load(number)
      .then(() => this.number === number && this.go(number, { still, playing }))
      .catch(error => failed(this.place.querySelector("[data-failed]"), error));
  }

  say(text) {
    this.place.querySelector("[data-spoken]").textContent = text;
  }

  links() {
    const to = { first: 1, back: this.number - 1, on: this.number + 1, last: this.history.total };
    for (const move of this.moves) {
      const off = to[move.dataset.go] === this.number || to[move.dataset.go] < 1 || to[move.dataset.go] > this.history.total;
      const link = `?paso=${to[move.dataset.go]}`;
      // A link that goes away from under the focus would drop it: it stays, and leads nowhere.
      if (off) move.setAttribute("aria-disabled", "true");
      else move.removeAttribute("aria-disabled");
      move.setAttribute("href", off ? `?paso=${this.number}` : link);
    }
    for (const way of this.ways) {
      const there = this.landmark(way);
      if (there) way.removeAttribute("aria-disabled");
      else way.setAttribute("aria-disabled", "true");
      way.setAttribute("href", `?paso=${there ?? this.number}`);
    }
  }

  landmark(way) {
    return this.history.landmark(way.parentElement.dataset.landmark, this.number, way.dataset.leap);
  }

  // A browser takes some hundred changes of the address in half a minute, a slider makes as many in one.
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const address = new URL(location);
      address.searchParams.set("paso", this.number);
      address.hash = "";
      history.replaceState(null, "", address);
    }, this.timer ? 400 : 150);
  }

  get pace() {
    return Number(this.place.querySelector("[data-speed]").value);
  }

  play() {
    clearInterval(this.timer);
    if (this.number === this.history.total) this.go(1, { playing: true });
    this.timer = setInterval(() => {
      this.go(this.number + 1, { playing: true });
      if (this.number === this.history.total) this.pause();
    }, this.pace);
    this.face(true);
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.face(false);
    if (this.number) this.say(this.slider.getAttribute("aria-valuetext"));
  }

  face(playing) {
    this.button.querySelector("[data-paused]").hidden = playing;
    this.button.querySelector("[data-playing]").hidden = !playing;
  }

  // The diagram keeps its own arrows, fields and buttons their own keys.
  press(event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || at.closest?.(".canvas") || at.matches?.(TYPING)) return;
    if (!at.contains(this.place) && !this.place.contains(at)) return;
    const act = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last" }[event.key];
    if (act) this.act(act);
    else if (event.key === " " && (at === this.slider || !at.matches?.(PRESSED))) this.timer ? this.pause() : this.play();
    else return;
    event.preventDefault();
  }
}

function asked() {
  const number = Number(new URLSearchParams(location.search).get("paso"));
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
