// What a step contains, opened in its place: a sub-process with a drawing of its own is drawn in there; a procedure that is
// called is looked at over this drawing, with the way back, since it is changed in a draft of its own.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { fetched } from "../site/fetched.js";

export class Called {
  constructor(modeler, page, view) {
    Object.assign(this, { modeler, page, view });
    this.canvas = modeler.get("canvas");
    this.translate = modeler.get("translate");
    this.bar = page.querySelector("[data-called]");
    this.title = this.bar.querySelector("[data-called-title]");
    this.over = page.querySelector("[data-called-canvas]");
    this.bar.querySelector("[data-called-back]").addEventListener("click", () => this.close());
    this.over.addEventListener("keydown", event => event.key === "Escape" && this.close());
    modeler.on("element.dblclick", 2000, ({ element }) => (this.opens(element) && is(element, "bpmn:CallActivity") ? !this.into(element) : undefined));
    modeler.get("contextPad").registerProvider(400, { getContextPadEntries: element => entries => this.entries(element, entries) });
  }

  // Into `element`; without one, out of what one is in. Gives false where there is no way.
  into(element) {
    if (!element) return this.out();
    if (!this.opens(element)) return false;
    if (is(element, "bpmn:CallActivity")) this.open(element);
    else {
      this.canvas.setRootElement(this.plane(element));
      this.view.begin();
    }
    return true;
  }

  out() {
    if (this.viewer) return this.close();
    const root = this.canvas.getRootElement();
    const element = this.modeler.get("elementRegistry").get(root.id.replace(/_plane$/, ""));
    if (element === root) return false;
    this.canvas.setRootElement(this.canvas.findRoot(element));
    this.modeler.get("selection").select(element);
    this.canvas.scrollToElement(element, 80);
    return true;
  }

  plane(element) {
    return this.modeler.get("elementRegistry").get(`${element.id}_plane`);
  }

  opens(element) {
    return is(element, "bpmn:CallActivity") ? Boolean(element.businessObject.calledElement) : Boolean(this.plane(element));
  }

  entries(element, entries) {
    if (!is(element, "bpmn:CallActivity") || !this.opens(element)) return entries;
    const title = this.translate("Open the procedure that is called");
    return { ...entries, "open-called": { group: "edit", className: "bpmn-icon-subprocess-collapsed", title, action: { click: () => this.into(element) } } };
  }

  async open(element) {
    const { Viewer } = await import("../diagram/viewer.js");
    const id = element.businessObject.calledElement;
    this.title.textContent = element.businessObject.name?.replace(/\s+/g, " ") ?? "";
    this.bar.querySelector("[data-called-document]").href = this.page.dataset.document.replace("__", encodeURIComponent(id));
    this.bar.hidden = this.over.hidden = false;
    this.page.classList.add("is-inside");
    this.from = element;
    this.viewer = new Viewer({ container: this.over });
    const none = this.bar.querySelector("[data-called-none]");
    try {
      const answer = await fetched(this.page.dataset.calledSource.replace("__", encodeURIComponent(id)));
      await this.viewer.importXML(await answer.text());
      none.hidden = true;
      begin(this.viewer.get("canvas"));
    } catch {
      none.hidden = false; // what is called is not there, which a finding says too
    }
    this.over.querySelector("svg")?.setAttribute("tabindex", 0);
    this.bar.querySelector("[data-called-back]").focus();
  }

  close() {
    this.viewer?.destroy();
    this.viewer = undefined;
    this.bar.hidden = this.over.hidden = true;
    this.page.classList.remove("is-inside");
    this.canvas.focus();
    return true;
  }
}

// Whole where that can be read, else its beginning.
function begin(canvas) {
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() >= 1) return;
  const { inner, outer } = canvas.viewbox();
  canvas.viewbox({ x: inner.x - 16, y: inner.y - 16, width: outer.width, height: outer.height });
}
