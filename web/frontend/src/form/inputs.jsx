/** @jsxRuntime automatic @jsxImportSource preact */
// The fields that are written in: text, numbers, dates. The browser's own inputs: their pickers, keyboards and help are
// the reader's, in the reader's language.
import { Datetime, Numberfield, Textarea, Textfield } from "@bpmn-io/form-js-viewer";
import { useState } from "preact/hooks";

import { Labelled, useField } from "./field.jsx";
import { read, write } from "./numerals.js";

const KINDS = { email: "email", phone: "tel" };
const MOMENTS = { date: "date", time: "time", datetime: "datetime-local" };

export function Line(props) {
  const it = useField(props, { typed: true });
  return <Labelled it={it}>
    <input {...it.common} type={KINDS[it.field.validate?.validationType] ?? "text"} value={props.value ?? ""}
      onInput={({ target }) => props.onChange({ value: target.value })} />
  </Labelled>;
}
Line.config = { ...Textfield.config, sanitizeValue: undefined };

export function Area(props) {
  const it = useField(props, { typed: true });
  return <Labelled it={it}>
    <textarea {...it.common} rows="4" value={props.value ?? ""}
      onInput={({ target }) => props.onChange({ value: target.value })} />
  </Labelled>;
}
Area.config = { ...Textarea.config, sanitizeValue: undefined };

export function Numeral(props) {
  const it = useField(props, { typed: true });
  // While one writes it stays as typed; the separators come when one leaves.
  const [typing, setTyping] = useState(null);
  const text = write(props.value, it.field.decimalDigits);
  const { prefixAdorner: before, suffixAdorner: after } = it.field.appearance ?? {};
  return <Labelled it={it}>
    <div class="adorned">
      {before && <span aria-hidden="true">{before}</span>}
      <input {...it.common} class="number" inputmode="decimal" autocomplete="off" value={typing ?? text}
        onFocus={() => { setTyping(text); it.common.onFocus(); }}
        onInput={({ target }) => {
          setTyping(target.value);
          props.onChange({ value: read(target.value, it.field.serializeToString) });
        }}
        onBlur={() => { setTyping(null); it.common.onBlur(); }} />
      {after && <span aria-hidden="true">{after}</span>}
    </div>
  </Labelled>;
}
Numeral.config = { ...Numberfield.config, sanitizeValue: undefined };

export function Moment(props) {
  const it = useField(props, { typed: true });
  const { subtype = "date", disallowPassedDates } = it.field;
  const { today } = it.page.handed;
  const first = disallowPassedDates ? { date: today, datetime: `${today}T00:00` }[subtype] : undefined;
  return <Labelled it={it}>
    <input {...it.common} class="moment" type={MOMENTS[subtype]} min={first} value={props.value ?? ""}
      onInput={({ target }) => props.onChange({ value: target.value || null })} />
  </Labelled>;
}
Moment.config = { ...Datetime.config, sanitizeValue: undefined };
