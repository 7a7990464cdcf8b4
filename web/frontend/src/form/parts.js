// The parts of a form that an answer made look otherwise, put in their places without disturbing who is writing: what
// has the focus, or was written into since the answer was asked for, stays until the next one (`data-behind`).
const written = new WeakMap();
export let strokes = 0; // how much was written on the page so far

export function markWritten(input) {
  strokes += 1;
  for (let part = input.closest(".part"); part; part = part.parentElement.closest(".part")) written.set(part, strokes);
}

export function swap(form, { parts, began, button }) {
  const pressed = button && document.getElementById(button.part), still = pressed ?? document.activeElement;
  const before = still?.getBoundingClientRect().top;
  for (const each of form.querySelectorAll("[data-behind]")) delete each.dataset.behind;
  for (const [id, html] of parts) {
    const old = document.getElementById(id);
    if (!old || old.querySelector("progress")) continue;
    const asked = old === pressed, within = old.contains(document.activeElement);
    if (!asked && (within || (written.get(old) ?? 0) > began)) { old.dataset.behind = ""; continue; }
    old.insertAdjacentHTML("afterend", html);
    const fresh = old.nextElementSibling;
    old.remove();
    if (within) refocus(fresh, button);
  }
  // What the reader looks at stays where it is on the screen.
  const after = still?.isConnected && still !== document.body ? still.getBoundingClientRect().top : before;
  if (after !== before) scrollBy({ top: after - before, behavior: "instant" });
}

// After a row was added one writes in it; after something was taken out one goes on at the button that adds.
function refocus(fresh, { name }) {
  const row = name === "more-rows" ? [...fresh.querySelectorAll("fieldset.row")].at(-1) : null;
  const to = row?.querySelector("input:not([type=hidden]), select, textarea")
    ?? fresh.querySelector("[name=more-rows]:last-of-type, input[type=file]") ?? fresh.querySelector("[data-field]");
  to?.focus({ preventScroll: true });
}

// What is wrong is said beside a field once one has left it, and taken back as soon as it is mended; that something is
// missing is only said where it was said already.
export function showErrors(form, errors, left) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const id = field.dataset.field, told = `${id}-error`, said = field.querySelector(`#${CSS.escape(told)}`);
    const now = errors.filter(([of, , later]) => of === id && (!later || said)).map(([, text]) => text);
    if (now.length && (field.contains(document.activeElement) || !(left.has(id) || said))) continue;
    say(field, told, said, now);
  }
}

function say(field, told, said, texts) {
  const inputs = field.matches("fieldset") ? [field] : field.querySelectorAll("input:not([type=hidden]), select, textarea");
  if ((said?.dataset.texts ?? "") === texts.join("\n") && Boolean(said) === Boolean(texts.length)) return;
  said?.remove();
  field.classList.toggle("wrong", texts.length > 0);
  for (const input of inputs) {
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(each => each && each !== told);
    const ids = texts.length ? [...others, told] : others;
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" ")); else input.removeAttribute("aria-describedby");
    input.ariaInvalid = texts.length ? "true" : null;
  }
  if (!texts.length) return;
  const box = Object.assign(document.createElement("p"), { className: "error", id: told, innerHTML: texts.join("") });
  box.dataset.texts = texts.join("\n");
  (field.querySelector(":scope > .hint") ?? field.querySelector(":scope > label, :scope > legend, :scope > .tick")).after(box);
}
