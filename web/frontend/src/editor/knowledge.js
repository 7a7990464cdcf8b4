// What the server knows of the draft (web/processes/knowledge.py), asked for again after each save: which variables
// there can be at each element, and whom and what panels choose from. Panels draw themselves anew when it comes.
import { useEffect, useState } from "@bpmn-io/properties-panel/preact/hooks";

import { fetched } from "../site/fetched.js";

const NOTHING = { revision: "", variables: [], sets: [], points: {}, names: {}, roles: [], people: [], procedures: [] };

class Knowledge {
  constructor() {
    this.told = NOTHING;
    this.listeners = new Set();
  }

  // Of two answers the later revision counts; without an answer what was known stays.
  async refresh(address) {
    const told = await fetched(address).then(answer => answer.json()).catch(() => undefined);
    if (!told || Number(told.revision) < Number(this.told.revision)) return;
    this.told = told;
    for (const each of this.listeners) each(told);
  }

  get known() {
    return this.told !== NOTHING;
  }

  // The variables that there can be at a point ("flow", "before", "enabled", "done", "left", "completed") of an element;
  // undefined where no way leads there, or it is not known yet.
  at(id, point) {
    const set = this.told.sets[this.told.points[id]?.[point]];
    return set?.map(number => this.told.variables[number]);
  }

  // A variable by its name, wherever it stands: for what names one that there cannot be at its place.
  variable(name) {
    return this.told.variables.find(each => each.name === name);
  }

  // A role that was made here stands among the others before the server is asked again.
  add(role) {
    const roles = [...this.told.roles, role].sort((one, other) => one.name.localeCompare(other.name));
    this.told = { ...this.told, roles };
    for (const each of this.listeners) each(this.told);
  }

  nameOf(id) {
    return this.told.names[id];
  }
}

export const knowledge = new Knowledge();

// The same for a component, which is drawn anew at each change.
export function useKnowledge() {
  const [, changed] = useState();
  useEffect(() => {
    knowledge.listeners.add(changed);
    return () => knowledge.listeners.delete(changed);
  }, []);
  return knowledge;
}
