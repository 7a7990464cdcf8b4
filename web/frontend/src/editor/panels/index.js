// What the procedure says of an element, as groups of the properties panel: each panel beside this one is a group.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { activity } from "./activity.js";
import { calls } from "./calls.jsx";
import { conditions } from "./conditions.jsx";
import { entry } from "./fields.js";
import { invitations } from "./invitations.jsx";
import { lanes } from "./lanes.jsx";
import { messages } from "./messages.jsx";
import { noticesPanel } from "./notices.jsx";
import { outcome } from "./outcome.js";
import { people } from "./people.jsx";
import { repetition } from "./repetition.jsx";
import { scripts } from "./scripts.jsx";
import { terms } from "./terms.jsx";
import { ways } from "./ways.jsx";

// In the order in which they stand. A panel: `id`, `label`, and its `fields` (./fields.js), each `on` a type of element and
// `when` it is asked for. A panel without a field for an element is not shown; `isOpen` says whether it is open at first.
const PANELS = [activity, people, terms, calls, ways, conditions, outcome, messages, noticesPanel, repetition, scripts, lanes, invitations];
// Groups of the library in whose place ours stand.
const REPLACED = ["multiInstance", "message"];
// What only a file is about: its ids, by which nothing is known to people, and whether it may be run, which all of ours may.
const OF_THE_FILE = ["id", "processId", "isExecutable"];

class ProcedureProvider {
  constructor(propertiesPanel, translate) {
    this.translate = translate;
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return groups => {
      const ours = PANELS.map(panel => this.group(element, panel)).filter(group => group.entries.length);
      const others = groups.filter(group => !REPLACED.includes(group.id)).map(withoutTheFile);
      return [...others.slice(0, 1), ...ours, ...others.slice(1)];
    };
  }

  group(element, { id, label, fields, isOpen }) {
    const object = element.businessObject;
    const asked = fields.filter(field => is(element, field.on) && (field.when?.(object, element) ?? true));
    const shouldOpen = isOpen?.(object) ?? true;
    return { id: `procedure-${id}`, label: this.translate(label), entries: asked.map(field => entry(element, field)), shouldOpen };
  }
}
function withoutTheFile(group) {
  return group.id === "general" ? { ...group, shouldOpen: true, entries: group.entries.filter(({ id }) => !OF_THE_FILE.includes(id)) } : group;
}

ProcedureProvider.$inject = ["propertiesPanel", "translate"];

export const ProcedureModule = {
  __init__: ["procedureProvider"],
  procedureProvider: ["type", ProcedureProvider],
};
