// What is copied can be pasted into another procedure, another window, and after a reload: it is kept in this browser.
// A form belongs to its procedure: steps that come from another one come without theirs, and that is said.
const KEPT = "cauce-clipboard";
const FIRST = 2500; // before the clipboard of this page

export class Clipboard {
  constructor(modeler, page) {
    this.modeler = modeler;
    this.translate = modeler.get("translate");
    this.said = page.querySelector("[data-drawn]");
    this.process = page.dataset.process;
    this.mine = crypto.randomUUID(); // copies of this page are in its own clipboard too
    modeler.on("copyPaste.elementsCopied", ({ tree, hints }) => {
      if (hints?.clip !== false && Object.keys(tree).length) this.keep(tree);
    });
    modeler.on("copyPaste.pasteElements", FIRST, context => {
      context.tree ??= this.other();
    });
  }

  keep(tree) {
    try {
      localStorage.setItem(KEPT, JSON.stringify({ page: this.mine, process: this.process, tree }));
    } catch {
      localStorage.removeItem(KEPT); // too much of it: it can be pasted on this page alone
    }
  }

  // What was copied last, where that was on another page.
  other() {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null", reviver(this.modeler.get("moddle")));
    if (!kept || kept.page === this.mine) return undefined;
    const objects = Object.values(kept.tree).flat().map(each => each.businessObject).filter(Boolean);
    for (const object of objects) this.rooted(object);
    if (kept.process !== this.process && objects.map(withoutForm).some(Boolean)) {
      this.said.textContent = this.translate("Pasted without forms, which belong to the other procedure: choose or make them here.");
    }
    return kept.tree;
  }

  // Roles that a step names by reference are those of this file; one that it does not have yet comes along.
  rooted(object) {
    const roots = this.modeler.getDefinitions().get("rootElements");
    for (const owner of object.resources ?? []) {
      const named = owner.resourceRef;
      if (!named) continue;
      owner.resourceRef = roots.find(each => each.id === named.id) ?? named;
      if (!roots.includes(owner.resourceRef)) {
        named.$parent = this.modeler.getDefinitions();
        roots.unshift(named);
      }
    }
  }
}

function withoutForm(object) {
  const ours = (object.extensionElements?.get("values") ?? []).find(each => each.$type === "cauce:Activity");
  if (!ours?.get("form")) return false;
  ours.set("form", undefined);
  return true;
}

// Objects with a type are elements again, each once.
function reviver(moddle) {
  const known = new Map();
  return (key, value) => {
    if (!value || typeof value.$type !== "string") return value;
    const { $type, ...said } = value;
    if (said.id && known.has(said.id)) return known.get(said.id);
    const made = moddle.create($type, said);
    if (said.id) known.set(said.id, made);
    return made;
  };
}
