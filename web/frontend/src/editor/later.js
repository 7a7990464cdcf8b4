// What the editor loads when the drawing can be used already: the properties panel with our groups, and what these
// choose from. It is a third of all script, and nobody reads properties before they see what they are of.
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";

import { knowledge } from "./knowledge.js";
import { ProcedureModule } from "./panels/index.js";

// The heads of groups speak the reader's language where the group says which.
class Speaking {
  constructor(propertiesPanel, translate) {
    propertiesPanel.registerProvider(100, { getGroups: () => groups => groups.map(each => ({ translate, ...each })) });
  }
}
Speaking.$inject = ["propertiesPanel", "translate"];
const SpeakingModule = { __init__: ["speaking"], speaking: ["type", Speaking] };

const page = document.querySelector("[data-editor]");

// The panel is put together beside the modeler, by an injector under the modeler's, and shows what is chosen there.
export function open(modeler) {
  const beside = modeler.get("injector").createChild([BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ProcedureModule, SpeakingModule]);
  beside.init();
  // Registered by the panel's own modules only when a diagram is set up, which was before they came.
  modeler.get("commandStack").registerHandler("properties-panel.multi-command-executor", AtOnce);
  const panel = beside.get("propertiesPanel");
  panel.attachTo(page.querySelector("[data-properties]"));
  const [chosen] = modeler.get("selection").get();
  panel._render(chosen?.labelTarget ?? chosen); // it draws by itself only what is opened after it came
  refresh();
}

// Several commands that are undone as one.
function AtOnce(commandStack) {
  this.preExecute = commands => commands.forEach(({ cmd, context }) => commandStack.execute(cmd, context));
}
AtOnce.$inject = ["commandStack"];

// After each save.
export function refresh() {
  knowledge.refresh(page.dataset.know);
}
