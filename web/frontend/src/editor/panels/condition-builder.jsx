/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// A condition in rows, «field · comparison · value», with the sentence that they make above them and the expression that
// they are below, a press away. One that is more than rows is an expression only.
import { useEffect, useRef, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { rowsOf, textOf } from "../expressions/rows.js";
import { useKnowledge } from "../knowledge.js";
import { WORDS, about, fitted, format, isComplete, kindOf, optionsOf, sentence, takes } from "./comparisons.js";
import { Expression } from "./expression.jsx";
import { Button, Entry, Select, Text, VariableChoice, stepOf } from "./parts.jsx";

const NONE = { any: false, rows: [] };

export function ConditionBuilder({ id, element, point, text, onChange, hint, quiet }) {
  const [translate] = ["translate"].map(name => useService(name));
  const knowledge = useKnowledge();
  const variables = knowledge.at(element.id, point);
  const find = name => variables?.find(each => each.name === name) ?? knowledge.variable(name);
  // What is not complete yet is in no condition: it is kept here until it is.
  const [begun, begin] = useState();
  const told = text.trim() ? rowsOf(text) : NONE;
  const shown = begun?.element === element.id && begun.text === text ? begun : told && { ...told, rows: told.rows.map(row => fitted(row, find(row.name))) };
  const change = next => {
    const made = textOf({ ...next, rows: next.rows.filter(isComplete) });
    begin({ ...next, element: element.id, text: made });
    if (made !== text) onChange(made);
  };
  const label = translate("Condition");
  if (!shown) {
    return (
      <Entry quiet={quiet} id={id} label={label} hint={translate("This condition says more than fits into rows.")}>
        <Expression id={id} element={element} variables={variables ?? []} text={text} onChange={onChange} />
        <Button onClick={() => change({ ...NONE, rows: [{}] })}>{translate("Write it anew in rows")}</Button>
      </Entry>
    );
  }
  const { rows } = shown;
  const put = (index, row) => change({ ...shown, rows: rows.map((each, at) => (at === index ? row : each)) });
  const complete = rows.filter(isComplete);
  return (
    <Entry quiet={quiet} id={id} label={label} hint={hint}>
      <p class="sentence" role="status">
        {complete.length ? sentence({ ...shown, rows: complete }, find, translate, format(translate)) : translate("No condition yet.")}
      </p>
      {variables === undefined && knowledge.known && <p class="bio-properties-panel-description">{translate("No way leads here yet: connect it first, to choose among what was asked before.")}</p>}
      {rows.length > 1 && (
        <Select label={translate("How the rows go together")} value={shown.any ? "any" : "all"} onChange={value => change({ ...shown, any: value === "any" })}
          options={[{ value: "all", label: translate("All of these hold") }, { value: "any", label: translate("One of these is enough") }]} />
      )}
      {rows.map((row, index) => (
        <Row key={index} row={row} number={index + 1} element={element} variables={variables ?? []} variable={find(row.name)} onChange={next => put(index, next)}
          onRemove={() => change({ ...shown, rows: rows.filter((_, at) => at !== index) })} />
      ))}
      <Button onClick={() => change({ ...shown, rows: [...rows, {}] })}>{translate(rows.length ? "Add a row" : "Build a condition")}</Button>
      <details class="expression">
        <summary>{translate("See the expression")}</summary>
        <Expression id={id} element={element} variables={variables ?? []} text={text} onChange={onChange} />
      </details>
    </Entry>
  );
}

function Row({ row, number, element, variables, variable, onChange, onRemove }) {
  const translate = useService("translate");
  const kind = kindOf(variable);
  const here = useRef();
  useEffect(() => {
    if (!row.name) here.current.querySelector("select").focus(); // one that was just added
  }, []);
  const comparisons = Object.entries(WORDS[kind]).map(([value, words]) => ({ value, label: translate(words) }));
  const known = comparisons.some(each => each.value === row.is);
  // What belonged to another field, or another comparison, is not taken along.
  const choose = name => onChange(name === row.name ? row : { name, is: Object.keys(WORDS[kindOf(variables.find(each => each.name === name))])[0] });
  const compare = is => onChange(takes(is) === takes(row.is) ? { ...row, is } : { name: row.name, is });
  return (
    <fieldset class="condition-row" ref={here}>
      <legend>{translate("Row {number}", { number })}</legend>
      <VariableChoice label={translate("Field")} element={element} variables={variables} value={row.name} onChange={choose} />
      {variable && <span class="kind-of-field">{about(variable, stepOf(variable), translate)}</span>}
      {row.name && (
        <Select label={translate("Comparison")} value={row.is} onChange={compare}
          options={known ? comparisons : [{ value: row.is ?? "", label: row.is ?? "—" }, ...comparisons]} />
      )}
      {row.name && row.is && <Value row={row} kind={kind} variable={variable} variables={variables} element={element} onChange={onChange} />}
      <Button onClick={onRemove} aria-label={translate("Remove row {number}", { number })}>{translate("Remove")}</Button>
    </fieldset>
  );
}

function Value({ row, kind, variable, variables, element, onChange }) {
  const translate = useService("translate");
  const { name, is } = row;
  const wanted = takes(is);
  if (wanted === "nothing") return null;
  const options = optionsOf(variable, translate);
  const label = translate("Value");
  if (wanted === "several") {
    const chosen = row.value ?? [];
    const toggle = (value, on) => onChange({ name, is, value: options.map(each => each.value).filter(each => (each === value ? on : chosen.includes(each))) });
    return (
      <div class="several" role="group" aria-label={label}>
        {options.map(each => (
          <label><input type="checkbox" checked={chosen.includes(each.value)} onChange={event => toggle(each.value, event.target.checked)} /> {each.label}</label>
        ))}
      </div>
    );
  }
  if (options.length && wanted === "one") {
    const at = options.findIndex(each => each.value === row.value);
    const listed = options.map((each, index) => ({ value: String(index), label: each.label }));
    const other = at < 0 && row.value !== undefined ? [{ value: "other", label: String(row.value) }] : [];
    return (
      <Select label={label} value={at < 0 ? (other.length ? "other" : "") : String(at)} onChange={value => onChange({ name, is, value: options[value]?.value })}
        options={[{ value: "", label: translate("Choose a value…") }, ...other, ...listed]} />
    );
  }
  const alike = wanted === "one" && ["number", "date"].includes(kind) ? variables.filter(each => each.name !== name && kindOf(each) === kind) : [];
  return (
    <>
      {!row.other && <Literal label={label} kind={wanted === "count" ? "count" : kind} value={row.value} onChange={value => onChange({ name, is, value })} />}
      {(alike.length > 0 || row.other) && (
        <VariableChoice label={translate("Compare with another field")} none={translate("With this value")} element={element} variables={alike} value={row.other}
          onChange={other => onChange(other ? { name, is, other } : { name, is })} />
      )}
    </>
  );
}

function Literal({ label, kind, value, onChange }) {
  if (kind === "number" || kind === "count") {
    return <Text label={label} type="number" step={kind === "count" ? 1 : "any"} min={kind === "count" ? 0 : undefined} value={value}
      onChange={text => onChange(text === "" ? undefined : Number(text))} />;
  }
  return <Text label={label} type={kind === "date" ? "date" : "text"} value={value === undefined ? "" : String(value)} onChange={onChange} />;
}
