// form-js as an oracle: for each case {schema, data, values} on standard input, which fields it asks (shown, and not
// locked) and which of their values it refuses, by place (`a`, `filas[0].x`). Its own services decide: the importer,
// what a form begins with, the conditions, the expressions and the validator; only drawing is left out.
import { readFileSync } from "node:fs";

// What form-js makes of a page while it is loaded, none of which decides anything.
globalThis.document = { createElement: () => ({ classList: { add() {} } }) };
globalThis.KeyboardEvent = class {};
const { Form } = await import("@bpmn-io/form-js-viewer");

const put = (target, path, value) => {
  const way = [...path], last = way.pop();
  for (const step of way) target = target[step] ??= {};
  target[last] = value;
};
const at = (data, path) => path.reduce((inner, step) => inner?.[step], data);
const named = path => path.reduce((text, step) => typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step, "");

async function ask({ schema, data, values }) {
  const form = new Form({ additionalModules: [{ renderer: ["value", {}] }] });
  form.get("eventBus").on("error", () => {});
  await form.importSchema(schema, data);
  const [language, checker, validator] = ["expressionLanguage", "conditionChecker", "validator"].map(name => form.get(name));
  const fields = form.get("formFields");
  const { initialData, schema: imported } = form._getState();
  const filled = structuredClone(initialData);
  const isKeyed = field => fields.get(field.type).config.keyed;

  // What a person filled in, field by field, as the page would hold it; what is only shown stays as it began.
  const fill = (components, path, given) => {
    for (const field of components) {
      const inner = [...path, ...(field.key ?? field.path ?? "").split(".").filter(Boolean)];
      if (field.type === "dynamiclist") {
        const rows = at(given, inner) ?? [];
        put(filled, inner, rows.map(() => ({})));
        rows.forEach((_, number) => fill(field.components, [...inner, number], given));
      } else if (field.components) fill(field.components, inner, given);
      else if (isKeyed(field) && !field.disabled && field.readonly !== true) {
        const value = at(given, inner);
        put(filled, inner, value ?? field.defaultValue ?? fields.get(field.type).config.emptyValue);
      }
    }
  };
  fill(imported.components, [], values);
  const context = { ...initialData, ...checker.applyConditions(filled, filled) };

  const asked = [], refused = [];
  const walk = (components, path, scope, hidden) => {
    const seen = { ...scope, ...context, _this_: scope.this, _parent_: scope.parent, _i_: scope.i };
    for (const field of components) {
      const inner = [...path, ...(field.key ?? field.path ?? "").split(".").filter(Boolean)];
      const hides = hidden || (field.conditional?.hide && checker.check(field.conditional.hide, seen) === true);
      if (hides) continue;
      if (field.type === "dynamiclist") {
        (at(context, inner) ?? []).forEach((row, number) =>
          walk(field.components, [...inner, number], { this: row, parent: scope.this, i: [...scope.i, number + 1] }, false));
      } else if (field.components) walk(field.components, inner, scope, false);
      else if (isKeyed(field) && !field.disabled) {
        const { readonly } = field;
        const locked = language.isExpression(readonly) ? language.evaluateUnaryTest(readonly, seen) === true : readonly;
        if (locked || field.type === "expression") continue;
        asked.push(named(inner));
        const expressionContextInfo = { data: context, ...scope };
        if (validator.validateFieldInstance({ id: field.id, expressionContextInfo }, at(filled, inner)).length) refused.push(named(inner));
      }
    }
  };
  walk(imported.components, [], { this: context, parent: null, i: [] }, false);
  return { asked: asked.sort(), refused: refused.sort() };
}

const told = [];
for (const each of JSON.parse(readFileSync(0, "utf8"))) told.push(await ask(each));
process.stdout.write(JSON.stringify(told));
