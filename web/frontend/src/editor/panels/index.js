// What the procedure says of an element, as groups of the properties panel: each panel beside this one is a group.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { activity } from "./activity.js";
import { conditions } from "./conditions.jsx";
import { entry } from "./fields.js";
import { lanes } from "./lanes.js";
import { outcome } from "./outcome.js";
import { people } from "./people.js";
import { terms } from "./terms.js";

// In the order in which they stand. A panel: `id`, `label`, and its `fields` (./fields.js), each `on` a type of element and
// `when` it is asked for. A panel without a field for an element is not shown.
const PANELS = [activity, people, terms, conditions, outcome, lanes];

class ProcedureProvider {
  constructor(propertiesPanel, translate) {
    this.translate = translate;
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return groups => {
      const ours = PANELS.map(panel => this.group(element, panel)).filter(group => group.entries.length);
      return [...groups.slice(0, 1), ...ours, ...groups.slice(1)];
    };
  }

  group(element, { id, label, fields }) {
    const object = element.businessObject;
    const asked = fields.filter(field => is(element, field.on) && (field.when?.(object, element) ?? true));
    return { id: `procedure-${id}`, label: this.translate(label), entries: asked.map(field => entry(element, field)), shouldOpen: true };
  }
}
ProcedureProvider.$inject = ["propertiesPanel", "translate"];

export const ProcedureModule = {
  __init__: ["procedureProvider"],
  procedureProvider: ["type", ProcedureProvider],
};
