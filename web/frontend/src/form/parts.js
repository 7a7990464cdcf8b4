// The parts of a form that an answer made look otherwise, put in their places without disturbing who is writing: what
// has the focus, or was written into since the answer was asked for, stays until the next one.
const written = new WeakMap();
export let strokes = 0; // how much was written on the page so far

export function markWritten(input) {
  strokes += 1;
  for (let part = input.closest(".part"); part; part = part.parentElement.closest(".part")) written.set(part, strokes);
}

export function swap(form, { parts, began, button }) {
  const pressed = button && document.getElementById(button.part);
  const still = pressed ?? document.activeElement;
  const before = still?.getBoundingClientRect().top;
  for (const [id, html] of parts) {
    const old = document.getElementById(id);
    if (!old || old.querySelector("progress")) continue;
    const asked = old === pressed, within = old.contains(document.activeElement);
    if (!asked && (within || (written.get(old) ?? 0) > began)) continue;
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content.firstElementChild;
    old.replaceWith(fresh);
    if (within) refocus(fresh, button);
  }
  // What the reader looks at stays where it is on the screen.
  const after = still?.isConnected && still !== document.body ? still.getBoundingClientRect().top : before;
  if (after !== before) scrollBy({ top: after - before, behavior: "instant" });
}

// After a row was added one writes in it; after something was taken out one goes on at the button that adds.
function refocus(fresh, { name }) {
  const rows = fresh.querySelectorAll("fieldset.row");
  const place = name === "more-rows" ? rows[rows.length - 1] : null;
  const to = place?.querySelector("input:not([type=hidden]), select, textarea")
    ?? fresh.querySelector("[name=more-rows]:last-of-type, input[type=file]") ?? fresh.querySelector("[data-field]");
  to?.focus({ preventScroll: true });
}

// What is wrong is said beside a field once one has left it, and taken back as soon as it is mended; that something is
// missing is only said where it was said already.
export function showErrors(form, errors, left) {
  const found = new Map();
  for (const [id, text, later] of errors) found.set(id, [...(found.get(id) ?? []), [text, later]]);
  for (const field of form.querySelectorAll("[data-field]")) {
    const id = field.dataset.field;
    const said = field.querySelector(`#${CSS.escape(id)}-error`);
    const now = (found.get(id) ?? []).filter(([, later]) => !later || said).map(([text]) => text);
    if (now.length && (field.contains(document.activeElement) || !(left.has(id) || said))) continue;
    say(field, id, said, now, form.querySelector("[data-saved]").dataset.error);
  }
}

function say(field, id, said, texts, word) {
  const inputs = field.matches("fieldset") ? [field] : field.querySelectorAll("input:not([type=hidden]), select, textarea");
  const told = `${id}-error`;
  if ((said?.dataset.texts ?? "") === texts.join("\n") && Boolean(said) === Boolean(texts.length)) return;
  said?.remove();
  field.classList.toggle("wrong", texts.length > 0);
  for (const input of inputs) {
    const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(each => each && each !== told);
    if (texts.length) ids.push(told);
    input.toggleAttribute("aria-describedby", ids.length > 0);
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
    input.ariaInvalid = texts.length ? "true" : null;
  }
  if (!texts.length) return;
  const box = document.createElement("p");
  Object.assign(box, { className: "error", id: told });
  box.dataset.texts = texts.join("\n");
  for (const text of texts) {
    box.insertAdjacentHTML("beforeend", "<span><b></b></span>");
    box.lastElementChild.firstElementChild.textContent = `${word}:`;
    box.lastElementChild.append(` ${text}`);
  }
  (field.querySelector(":scope > .hint") ?? field.querySelector(":scope > label, :scope > legend, :scope > .tick")).after(box);
}
