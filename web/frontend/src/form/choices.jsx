/** @jsxRuntime automatic @jsxImportSource preact */
// The fields that are chosen from. A choice travels as JSON, because true and "true" are different answers.
import { Checkbox, Checklist, FormContext, Radio as FormJsRadio, Select as FormJsSelect, Taglist, useExpressionEvaluation } from "@bpmn-io/form-js-viewer";
import { useContext } from "preact/hooks";

import { Around, Name, Together, Labelled, useField } from "./field.jsx";

export function keyOf(value) {
  return JSON.stringify(value);
}

// The choices of a field: its own, those in a variable, or those of an expression.
export function useOptions(field) {
  const form = useContext(FormContext).getService("form");
  const evaluated = useExpressionEvaluation(field.valuesExpression || "");
  const listed = field.values ?? (field.valuesKey ? form._getState().initialData[field.valuesKey] : evaluated);
  return (Array.isArray(listed) ? listed : []).map(optionOf).filter(Boolean);
}

function optionOf(item) {
  const isObject = item !== null && typeof item === "object";
  const value = isObject ? item.value : item;
  if (value === null || value === undefined || value === "" || Array.isArray(value)) return null;
  return { key: keyOf(value), value, label: (isObject && item.label) || String(value) };
}

export function Select(props) {
  const it = useField(props);
  const options = useOptions(it.field);
  const chosen = keyOf(props.value);
  return <Labelled it={it}>
    <select {...it.common} value={options.some(({ key }) => key === chosen) ? chosen : ""}
      onChange={({ target }) => props.onChange({ value: options.find(({ key }) => key === target.value)?.value ?? null })}>
      <option value="">{it.page.say("choose")}</option>
      {options.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
    </select>
  </Labelled>;
}
Select.config = { ...FormJsSelect.config, sanitizeValue: undefined };

export function Radio(props) {
  return <Several props={props} type="radio" isTaken={({ key }) => key === keyOf(props.value)}
    choose={({ value }) => props.onChange({ value })} />;
}
Radio.config = { ...FormJsRadio.config, sanitizeValue: undefined };

export function Many(props) {
  const taken = (props.value ?? []).map(keyOf);
  return <Several props={props} type="checkbox" isTaken={({ key }) => taken.includes(key)}
    choose={({ key, value }) => props.onChange({
      value: taken.includes(key) ? props.value.filter(item => keyOf(item) !== key) : [...(props.value ?? []), value],
    })} />;
}
Many.config = { ...Checklist.config, sanitizeValue: undefined };

export function Tags(props) {
  return Many(props);
}
Tags.config = { ...Taglist.config, sanitizeValue: undefined };

function Several({ props, type, isTaken, choose }) {
  const it = useField(props);
  const options = useOptions(it.field);
  const { id, name, onFocus, onBlur } = it.common;
  const leave = event => {
    if (!event.currentTarget.contains(event.relatedTarget)) onBlur();
  };
  return <Together it={it}>
    <div onFocusOut={leave}>
      {options.map((option, number) => {
        const own = number ? `${id}-${number + 1}` : id;
        return <div class="tick" key={option.key}>
          <input type={type} id={own} name={name} value={option.key} checked={isTaken(option)}
            onFocus={onFocus} onChange={() => choose(option)} />
          <label for={own}>{option.label}</label>
        </div>;
      })}
    </div>
    {!options.length && <p class="hint">{it.page.say("nothingToChoose")}</p>}
  </Together>;
}

export function Tick(props) {
  const it = useField(props);
  return <div class={`field${it.errors.length ? " wrong" : ""}`}>
    <div class="tick">
      <input {...it.common} type="checkbox" value="on" checked={props.value === true}
        onChange={({ target }) => props.onChange({ value: target.checked })} />
      <label for={it.id}><Name it={it} /></label>
    </div>
    <Around it={it} />
  </div>;
}
Tick.config = { ...Checkbox.config, sanitizeValue: undefined };
