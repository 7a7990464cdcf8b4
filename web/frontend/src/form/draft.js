// What was typed and not yet sent, kept in this browser, so that a closed tab or an ended session loses nothing.
// Never files: a browser gives them once. Dropped when it was sent and accepted (form-done.js), or after a fortnight.
import { at, isList, onlyShown, ownPath } from "./names.js";

const PREFIX = "cauce:draft:";
const FORTNIGHT = 14 * 24 * 3600 * 1000;
const PAUSE = 400; // milliseconds after the last key

export class Draft {
  constructor(name, now = Date.now()) {
    this.key = PREFIX + name;
    this.works = Boolean(name) && sweep(now);
    this.timer = null;
  }

  // The data that were kept, null where there are none.
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key))?.data ?? null;
    } catch {
      return null;
    }
  }

  // Keep what is typed into `form` from now on, as long as it differs from what the page began with.
  watch(form, begun) {
    const before = JSON.stringify(typed(form._getState().schema.components, begun));
    const keep = () => {
      this.timer = null;
      const { schema, data } = form._getState();
      const now = typed(schema.components, data);
      if (JSON.stringify(now) === before) this.drop();
      else this._write(now);
    };
    const flush = () => {
      if (this.timer === null) return;
      clearTimeout(this.timer);
      keep();
    };
    form.on("field.updated", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(keep, PAUSE);
    });
    addEventListener("pagehide", flush);
    addEventListener("visibilitychange", flush);
  }

  drop() {
    localStorage.removeItem(this.key);
  }

  _write(data) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), data }));
    } catch {
      // The browser's room is used up: what was kept before is better than nothing.
    }
  }
}

// `data` as handed over, with what was kept over it; the files of the former stay.
export function restored(components, data, kept) {
  const merged = { ...data };
  for (const field of components) {
    const path = ownPath(field);
    const known = at(data, path);
    const draft = at(kept, path);
    if (isList(field)) {
      if (Array.isArray(draft)) put(merged, path, draft.map((row, number) => restored(field.components, known?.[number] ?? {}, row)));
    } else if (field.components) {
      if (!path.length) Object.assign(merged, restored(field.components, merged, kept));
      else if (draft) put(merged, path, restored(field.components, known ?? {}, draft));
    } else if (isKept(field) && draft !== undefined) {
      put(merged, path, draft);
    }
  }
  return merged;
}

// What somebody typed, without files and without what is only shown.
export function typed(components, data) {
  const found = {};
  for (const field of components) {
    const path = ownPath(field);
    const value = at(data, path);
    if (isList(field)) {
      if (Array.isArray(value)) put(found, path, value.map(row => typed(field.components, row)));
    } else if (field.components) {
      const inner = typed(field.components, path.length ? value : data);
      if (path.length) put(found, path, inner);
      else Object.assign(found, inner);
    } else if (isKept(field) && value !== undefined) {
      put(found, path, value);
    }
  }
  return found;
}

function isKept(field) {
  return field.key && field.type !== "filepicker" && !onlyShown(field);
}

function put(target, path, value) {
  const last = path.at(-1);
  let inner = target;
  for (const step of path.slice(0, -1)) {
    inner[step] = { ...inner[step] };
    inner = inner[step];
  }
  inner[last] = value;
}

// Take out what is too old or cannot be read; false where this browser keeps nothing.
function sweep(now) {
  try {
    for (const key of Object.keys(localStorage).filter(key => key.startsWith(PREFIX))) {
      if (!(keptAt(localStorage.getItem(key)) > now - FORTNIGHT)) localStorage.removeItem(key);
    }
    return true;
  } catch {
    return false;
  }
}

function keptAt(text) {
  try {
    return JSON.parse(text).at;
  } catch {
    return 0;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
