/** @jsxRuntime automatic @jsxImportSource preact */
// What holds other components: groups, and lists to which rows are added in place.
import {
  buildExpressionContext, Default, DynamicList, FormContext, Group as FormJsGroup, LocalExpressionContext, RepeatRenderManager,
} from "@bpmn-io/form-js-viewer";
import { useContext, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { Errors, useField, usePage } from "./field.jsx";
import { at, isList, labelOf, nameOf } from "./names.js";

export function Group(props) {
  const label = labelOf({ ...props.field, key: "", path: "" });
  return <fieldset class="group">
    {label && <legend>{label}</legend>}
    <Default {...props} />
  </fieldset>;
}
Group.config = FormJsGroup.config;

export function List(props) {
  const it = useField(props);
  if (!isList(props.field)) return <Group {...props} />;
  return <fieldset class={`field list${it.errors.length ? " wrong" : ""}`} id={it.id} tabIndex="-1">
    <legend>{labelOf(props.field)}</legend>
    <Errors it={it} />
    {props.field.allowAddRemove !== false && <p class="hint">{it.page.say("emptyRows")}</p>}
    <Default {...props} />
  </fieldset>;
}
List.config = DynamicList.config;

// Draws the rows of lists and what adds and takes them, in place of form-js's own.
export class Rows extends RepeatRenderManager {
  Repeater(props) {
    const { RowsRenderer, useSharedState, field, indexes, onChange, ...rest } = props;
    const form = useContext(FormContext).getService("form");
    const page = usePage();
    const path = this._pathRegistry.getValuePath(field, { indexes });
    const rows = at(form._getState().data, path) ?? [];
    const [shared, setShared] = useSharedState;
    const take = number => {
      page.forgetRefusals(nameOf(path));
      forgetErrors(form, field, indexes, number);
      onChange({ value: rows.filter((_, other) => other !== number) });
      setShared({ ...shared, taken: number + 1, added: false });
    };
    return rows.map((row, number) => <Row key={number} {...{ ...rest, RowsRenderer, field, indexes, row, number, onChange, take }} />);
  }

  RepeatFooter(props) {
    const { field, indexes, onChange, useSharedState } = props;
    const form = useContext(FormContext).getService("form");
    const page = usePage();
    const button = useRef();
    const [shared, setShared] = useSharedState;
    const rows = at(form._getState().data, this._pathRegistry.getValuePath(field, { indexes })) ?? [];
    // Whoever adds a row goes on in it, and whoever took one out is not left nowhere.
    useLayoutEffect(() => {
      if (shared.added) button.current.closest("fieldset.list").querySelector("fieldset.row:last-of-type :is(input, select, textarea)")?.focus();
      if (shared.taken) button.current.focus();
    }, [rows.length]);
    if (field.allowAddRemove === false || props.disabled || props.readonly) return null;
    const add = () => {
      const row = form._getInitializedFieldData(form._getState().data, { container: field, indexes: { ...indexes, [field.id]: rows.length } });
      setShared({ ...shared, added: true, taken: 0 });
      onChange({ value: [...rows, row] });
    };
    return <>
      <button type="button" class="quiet" ref={button} onClick={add}>{page.say("addRow", { list: labelOf(field) })}</button>
      <p class="unseen" role="status">{shared.taken ? page.say("rowGone", { number: shared.taken }) : ""}</p>
    </>;
  }
}
Rows.$inject = RepeatRenderManager.$inject;

function Row({ RowsRenderer, field, indexes, row, number, onChange, take, ...rest }) {
  const page = usePage();
  const outer = useContext(LocalExpressionContext);
  const context = useMemo(() => ({
    data: outer.data,
    this: row,
    parent: buildExpressionContext({ ...outer, data: outer.this }),
    i: [...outer.i, number + 1],
  }), [outer, row, number]);
  return <fieldset class="row">
    <legend>{page.say("row", { number: number + 1 })}</legend>
    <LocalExpressionContext.Provider value={context}>
      <RowsRenderer {...rest} field={field} onChange={onChange} indexes={{ ...indexes, [field.id]: number }} />
    </LocalExpressionContext.Provider>
    {field.allowAddRemove !== false
      && <button type="button" class="plain" onClick={() => take(number)}>{page.say("takeRow", { number: number + 1 })}</button>}
  </fieldset>;
}

// The errors of a row go with it, and those of the rows behind it move up.
function forgetErrors(form, list, indexes, number) {
  const { errors } = form._getState();
  const above = Object.values(indexes ?? {});
  const walk = components => {
    for (const { id, components: inner } of components ?? []) {
      const rows = at(errors[id], above);
      if (Array.isArray(rows)) rows.splice(number, 1);
      walk(inner);
    }
  };
  walk(list.components);
  if (Array.isArray(errors[list.id])) delete errors[list.id];
}
