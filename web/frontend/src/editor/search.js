// Looking for an element (Ctrl+F) by what it is called, with accents or without; an arrow, also by what it leads from and
// to. Beside each stands what it is and in which lane, where bpmn-js shows its id; bpmn-js finds nothing for a name in
// which a word stands twice.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { laneOf } from "./lanes.js";
import { arrowOf, kindOf, nameOf } from "./names.js";

class Search {
  constructor(elementRegistry, searchPad, translate) {
    Object.assign(this, { elementRegistry, translate });
    searchPad.registerProvider(this);
  }

  find(pattern) {
    const wanted = plain(pattern.trim());
    const words = wanted.split(/\s+/);
    return this.elementRegistry
      .filter(each => each.parent && each.type !== "label" && !each.hidden)
      .map(each => this.item(each))
      .filter(({ said }) => words.every(word => said.includes(word)))
      .sort((one, other) => rank(one.name, wanted) - rank(other.name, wanted))
      .map(({ element, label, about }) => ({ element, primaryTokens: tokens(label, words), secondaryTokens: tokens(about, words) }));
  }

  item(element) {
    const { translate } = this;
    const arrow = element.waypoints && element.source && element.target;
    const lane = is(element, "bpmn:FlowNode") && laneOf(element.businessObject)?.name;
    const label = arrow ? arrowOf(element, translate) : nameOf(element, translate);
    const about = [translate(kindOf(element)), lane].filter(Boolean).join(" · ");
    return { element, label, about, name: plain(label), said: plain(`${label} ${about}`) };
  }
}
Search.$inject = ["elementRegistry", "searchPad", "translate"];

// Without accents, and as long as it was.
const plain = text => Array.from(text.toLowerCase(), each => each.normalize("NFD")[0]).join("");

const rank = (name, wanted) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3);

// A text in parts, of which those are marked that were looked for.
function tokens(text, words) {
  const found = [];
  const lower = plain(text);
  let at = 0;
  while (at < text.length) {
    const next = words.map(word => ({ word, from: lower.indexOf(word, at) })).filter(({ from }) => from >= 0).sort((one, other) => one.from - other.from)[0];
    const from = next?.from ?? text.length;
    if (from > at) found.push({ value: text.slice(at, from) });
    if (next) found.push({ value: text.slice(from, from + next.word.length), match: true });
    at = from + (next?.word.length ?? 0);
  }
  return found;
}

// In the place of the library's own, which starts under this name.
export const SearchModule = { bpmnSearch: ["type", Search] };
