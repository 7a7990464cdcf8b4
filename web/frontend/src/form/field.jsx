/** @jsxRuntime automatic @jsxImportSource preact */
// What all fields have in common: label, hint, errors, and when these are shown.
import { FormContext } from "@bpmn-io/form-js-viewer";
import { useContext, useState } from "preact/hooks";

import { anchor, labelOf, nameOf } from "./names.js";

let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const event of ["pointerup", "pointercancel"]) addEventListener(event, () => { pressed = false; }, true);

// An error that appears between pressing and letting go moves the button away from under the finger.
function oncePressed(act) {
  if (!pressed) return act();
  addEventListener("pointerup", () => setTimeout(act), { once: true, capture: true });
}

export function usePage() {
  return useContext(FormContext).getService("page");
}

// Everything that a component needs to draw a field; `typed`: one that is written in, whose errors wait until it is left.
export function useField(props, { typed = false } = {}) {
  const page = usePage();
  const [quiet, setQuiet] = useState(false);
  const { field, fieldInstance } = props;
  const name = nameOf(fieldInstance.valuePath);
  const id = anchor(name);
  const errors = quiet ? [] : props.errors;
  const ids = [field.description && `${id}-pista`, errors.length && `${id}-error`].filter(Boolean);
  const described = {
    "aria-describedby": ids.join(" ") || undefined,
    "aria-invalid": errors.length ? "true" : undefined,
  };
  return {
    page, field, name, id, errors, described,
    common: {
      id, name, ...described,
      onFocus: () => { props.onFocus(); if (typed) setQuiet(!props.errors.length); },
      onBlur: () => oncePressed(() => { props.onBlur(); setQuiet(false); }),
    },
  };
}

export function Name({ it }) {
  return <>{labelOf(it.field)}{it.field.validate?.required ? null : <>{" "}<span class="hint">{it.page.say("optional")}</span></>}</>;
}

export function Around({ it }) {
  return <>
    {it.field.description && <p class="hint" id={`${it.id}-pista`}>{it.field.description}</p>}
    <Errors it={it} />
  </>;
}

export function Errors({ it }) {
  if (!it.errors.length) return null;
  return <p class="error" id={`${it.id}-error`}>
    {it.errors.map(text => <span key={text}><b>{it.page.say("error")}:</b> {text}</span>)}
  </p>;
}

// A label above one input.
export function Labelled({ it, children }) {
  return <div class={`field${it.errors.length ? " wrong" : ""}`}>
    <label for={it.id}><Name it={it} /></label>
    <Around it={it} />
    {children}
  </div>;
}

// A legend above several.
export function Together({ it, children }) {
  return <fieldset class={`field${it.errors.length ? " wrong" : ""}`} {...it.described}>
    <legend><Name it={it} /></legend>
    <Around it={it} />
    {children}
  </fieldset>;
}
