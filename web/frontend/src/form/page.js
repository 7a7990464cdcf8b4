// What the page handed over, as a service of form-js: its words, what the server drew, what it refused, the files.

export class Page {
  constructor(handed, plain) {
    this.handed = handed;
    this._plain = plain;
    this._refusals = new Map();
    this._files = new Map();
  }

  say(name, values = {}) {
    return this.handed.words[name].replace(/\{(\w+)\}/g, (whole, place) => values[place] ?? whole);
  }

  // What the server drew for reading only: the value of a field, or the prose of a component. None: it drew nothing.
  piece(name) {
    const drawn = this._plain.querySelector(`[data-piece="${CSS.escape(name)}"]`);
    return drawn && (drawn.content ?? drawn).cloneNode(true);
  }

  // Begin with the server's refusals: each stands until its value is changed, whatever the browser thinks of it.
  refuse(data, valueOf) {
    this._refusals.clear();
    for (const [name, text] of this.handed.errors) {
      const known = this._refusals.get(name) ?? { texts: [], value: JSON.stringify(valueOf(name)) };
      known.texts.push(text);
      this._refusals.set(name, known);
    }
  }

  refusal(name, value) {
    const known = this._refusals.get(name);
    return known && known.value === JSON.stringify(value) ? known.texts : null;
  }

  isRefused(name) {
    return this._refusals.has(name);
  }

  // When the rows of a list move, what was said of them by number is void.
  forgetRefusals(list) {
    for (const name of this._refusals.keys()) {
      if (name === list || name.startsWith(`${list}[`)) this._refusals.delete(name);
    }
  }

  // form-js copies its data as JSON, which no file survives: it keeps an id, and the file stays here.
  keep(file) {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this._files.set(id, file);
    return { name: file.name, size: file.size, file: id };
  }

  fileOf(kept) {
    return this._files.get(kept.file);
  }

  size(bytes) {
    const unit = bytes >= 1e6 ? "MB" : bytes >= 1e3 ? "kB" : "B";
    const number = bytes / { MB: 1e6, kB: 1e3, B: 1 }[unit];
    return `${number.toLocaleString(this.locale, { maximumFractionDigits: 1 })} ${unit}`;
  }

  get locale() {
    return this.handed.locale === "es" ? "es-MX" : "en-US";
  }
}
