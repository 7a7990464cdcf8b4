// Changes an element into what the site says of it now, where it says something else than before: `live` is on the page,
// `before` is what was served and `fresh` what is. What only scripts or the reader changed in it is left as it is.
const CONTROL = "input, textarea, select";
// Tokens of forms, which every answer has anew.
const PASSING = new Set(["csrf-token", "post-key"]);

// Whether the reader wrote or chose something in an element, or is about to.
export function typed(element) {
  const controls = [...(element.matches?.(CONTROL) ? [element] : []), ...element.querySelectorAll(CONTROL)];
  return controls.some(each => each === document.activeElement || (each.type !== "hidden" && differs(each)));
}

function differs(control) {
  if (control.tagName === "SELECT") {
    const chosen = [...control.options].map(option => option.defaultSelected);
    const begins = control.multiple || chosen.includes(true) ? chosen : chosen.map((_, at) => at === 0);
    return [...control.options].some((option, at) => option.selected !== begins[at]);
  }
  if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

const held = element => element.matches?.("[data-live-skip], dialog[open]") || (element.matches?.(CONTROL) && typed(element));
const writes = form => form.tagName === "FORM" && typed(form);

// Two nodes of the same key are the same thing, told at two moments.
function key(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const { id, dataset } = node;
  const own = id || dataset.key || dataset.glance || node.getAttribute("action") || node.getAttribute("href") || "";
  return `${node.nodeName} ${own}`;
}

// Whether anything was changed.
export function morph(live, before, fresh) {
  if (before && same(before, fresh)) return false;
  if (held(live) || writes(live)) return false;
  if (live.nodeType !== Node.ELEMENT_NODE) {
    if (live.nodeValue === fresh.nodeValue) return false;
    live.nodeValue = fresh.nodeValue;
    return true;
  }
  const named = attributes(live, before, fresh);
  return children(live, before, fresh) || named;
}

function same(one, other) {
  return one.isEqualNode(other) || plain(one).isEqualNode(plain(other));
}

function plain(node) {
  const copy = node.cloneNode(true);
  if (copy.querySelectorAll) for (const each of copy.querySelectorAll("input[type=hidden]")) if (PASSING.has(each.name)) each.removeAttribute("value");
  return copy;
}

function attributes(live, before, fresh) {
  let changed = false;
  for (const name of new Set([...fresh.getAttributeNames(), ...(before ?? fresh).getAttributeNames()])) {
    const now = fresh.getAttribute(name);
    if (now === (before ?? live).getAttribute(name) || now === live.getAttribute(name)) continue;
    if (now === null) live.removeAttribute(name);
    else live.setAttribute(name, now);
    changed = true;
  }
  return changed;
}

function children(live, before, fresh) {
  const mine = [...live.childNodes], told = before ? [...before.childNodes] : [];
  const pairs = new Map(); // what was served of each node of the page
  if (mine.length === told.length) mine.forEach((node, at) => pairs.set(node, told[at]));
  else pair(mine, told, (node, its) => pairs.set(node, its));
  const matches = new Map(); // which node of the page each fresh one is
  pair([...fresh.childNodes], mine, (node, its) => matches.set(node, its));
  const stay = new Set(matches.values());
  let changed = false;
  for (const node of mine) {
    if (stay.has(node) || (before && mine.length !== told.length && !pairs.has(node))) continue; // a script's own stays
    if (node.nodeType === Node.ELEMENT_NODE && typed(node)) continue;
    node.remove();
    changed = true;
  }
  let at = live.firstChild;
  for (const node of fresh.childNodes) {
    const its = matches.get(node);
    if (its) changed = morph(its, pairs.get(its), node) || changed;
    if (its && its === at) {
      at = at.nextSibling;
      continue;
    }
    live.insertBefore(its ?? document.importNode(node, true), at);
    changed = true;
  }
  return changed;
}

// Calls `found` for each two of the same key, in their order.
function pair(some, others, found) {
  const known = new Map();
  for (const other of others) known.set(key(other), [...(known.get(key(other)) ?? []), other]);
  for (const each of some) {
    const other = known.get(key(each))?.shift();
    if (other) found(each, other);
  }
}
