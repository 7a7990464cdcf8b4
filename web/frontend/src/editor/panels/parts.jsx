/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// What the panels that are more than lines are made of: an entry with its label, and the choice of a variable.
import { useEffect, useRef, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { knowledge } from "../knowledge.js";
import { stepsBefore } from "../steps-before.js";

// `quiet`: the group says what it is already.
export function Entry({ id, label, quiet, hint, children }) {
  return (
    <div class="bio-properties-panel-entry built" data-entry-id={id} role="group" aria-label={label}>
      {label && !quiet && <span class="bio-properties-panel-label" aria-hidden="true">{label}</span>}
      {children}
      {hint && <p class="bio-properties-panel-description">{hint}</p>}
    </div>
  );
}

// With its label above it, where what it is does not show by itself.
function labelled(label, shown, control) {
  return shown ? <label class="shown"><span>{label}</span>{control}</label> : control;
}

// A select; `options` are `{ value, label }`, or groups of these, `{ label, children }`.
export function Select({ label, shown, value, options, onChange, ...more }) {
  return labelled(label, shown,
    <select class="bio-properties-panel-input" aria-label={label} value={value} onChange={event => onChange(event.target.value)} {...more}>
      {options.map(each =>
        each.children ? (
          <optgroup label={each.label}>{each.children.map(one => <Option {...one} chosen={value} />)}</optgroup>
        ) : (
          <Option {...each} chosen={value} />
        ),
      )}
    </select>,
  );
}

function Option({ value, label, chosen }) {
  return <option value={value} selected={value === chosen}>{label}</option>;
}

const same = text => text;

// What is written, until one leaves it: the panel may be drawn anew meanwhile, and then nothing of it is lost. `show` and
// `store` say how what is kept is shown, and back.
export function useDraft(value, onChange, show = same, store = same) {
  const [draft, keep] = useState();
  const last = useRef();
  last.current = draft?.of === value && store(draft.text) !== value ? () => onChange(store(draft.text)) : undefined;
  // Whoever turns to another element has left it too; the panel has been drawn by then.
  useEffect(() => () => last.current && setTimeout(last.current), []);
  return {
    value: draft?.of === value ? draft.text : show(value),
    write: text => keep({ of: value, text }),
    leave: text => {
      keep(undefined);
      if (store(text) !== value) onChange(store(text));
    },
  };
}

// A line or an area whose text is taken when one leaves it: one change, that is undone at once.
export function Text({ label, shown, value, onChange, area, ...more }) {
  const Tag = area ? "textarea" : "input";
  const draft = useDraft(String(value ?? ""), onChange);
  return labelled(label, shown,
    <Tag class="bio-properties-panel-input" aria-label={label} value={draft.value} onInput={event => draft.write(event.target.value)}
      onChange={event => draft.leave(event.target.value)} spellcheck={Boolean(area)} {...more} />,
  );
}

export function Button({ children, onClick, ...more }) {
  return <button type="button" class="quiet small" onClick={onClick} {...more}>{children}</button>;
}

// A variable chosen among those that there are at its place, by the steps that ask for them, the nearest first. One that
// is named and is not there stays to be seen, and is said to be missing.
export function VariableChoice({ label, shown, element, variables, value, onChange, none }) {
  const translate = useService("translate");
  const there = variables.some(each => each.name === value);
  const options = [
    { value: "", label: none ?? translate("Choose a field…") },
    ...(value && !there ? [{ value, label: translate("{name} (not known here)", { name: labelOf(value) }) }] : []),
    ...grouped(element.businessObject, variables, translate("Another step")),
  ];
  return <Select label={label} shown={shown} value={value ?? ""} options={options} onChange={onChange} />;
}

// Those of `all` that fit, and the one that is chosen already, whatever it is.
export function fitting(all, value, fits) {
  return all.filter(each => each.name === value || fits(each));
}

function grouped(object, variables, elsewhere) {
  const order = new Map(stepsBefore(object).map((id, index) => [id, index]));
  const groups = new Map();
  const place = variable => Math.min(...variable.by.map(id => order.get(id) ?? Infinity), Infinity);
  for (const variable of [...variables].sort((one, other) => place(one) - place(other))) {
    const nearest = variable.by.find(id => order.get(id) === place(variable)) ?? variable.by[0];
    const name = knowledge.nameOf(nearest) ?? elsewhere;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push({ value: variable.name, label: variable.label ?? variable.name });
  }
  return [...groups].map(([label, children]) => ({ label, children: children.map(each => toldApart(each, children)) }));
}

// The step that asks for a variable, where it is one.
export function stepOf({ by }) {
  const [name, ...others] = by.map(id => knowledge.nameOf(id));
  return others.length ? undefined : name;
}

// What is called as another of the same step, such as a copy that a script makes, is told by its name.
function toldApart({ value, label }, all) {
  const alike = all.filter(each => each.label === label).length > 1;
  return { value, label: alike ? `${label} (${value})` : label };
}

// What people call a variable; its name is for whoever gave it one, and not for the moment until it is known.
export function labelOf(name) {
  return knowledge.variable(name)?.label ?? (knowledge.known ? name : "…");
}
