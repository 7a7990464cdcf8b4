// What is said beside a field as one leaves it. The same rules in the same words as the server (bpmn/forms/rules.py and
// validation.py), which judges again in any case: what it refused stands here until the value is changed.
import { runExpressionEvaluation, runUnaryTestEvaluation } from "@bpmn-io/form-js-viewer";

import { at, isList, nameOf, onlyShown, ownPath } from "./names.js";
import { decimals, isNumeral } from "./numerals.js";

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const EMAIL = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]+@${LABEL}(?:\\.${LABEL})*$`);
const PHONE = /^(?:\+|00)[1-9][0-9]{6,20}$/;
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const DATES = {
  date: [/^\d{4}-\d{2}-\d{2}$/, "2026-03-31"],
  time: [new RegExp(`^${TIME}$`), "09:30"],
  datetime: [new RegExp(`^\\d{4}-\\d{2}-\\d{2}T${TIME}$`), "2026-03-31T09:30"],
};

export class Validator {
  constructor(expressionLanguage, formFieldRegistry, pathRegistry, form, page) {
    Object.assign(this, { expressionLanguage, formFieldRegistry, pathRegistry, form, page });
  }

  // What is wrong with a value, as texts; none where all is well.
  validateFieldInstance(instance, value) {
    const field = this.formFieldRegistry.get(instance.id);
    const refused = this.page.refusal(nameOf(instance.valuePath), value);
    if (refused) return refused;
    if (!field || isList(field) || this._isLocked(field, instance) || this._isInBlankRow(instance)) return [];
    const limits = Object.fromEntries(
      Object.entries(field.validate ?? {}).map(([name, limit]) => [name, this._evaluated(limit, instance)]),
    );
    if (isEmpty(field, value)) return limits.required === true ? [this.page.say("required")] : [];
    const rules = RULES[field.type];
    return rules ? [...rules(field, value, limits, this.page, multiple => this._evaluated(multiple, instance))] : [];
  }

  // Lists that must have a row and have none, as instances.
  listsWithoutRows(instances) {
    return instances.filter(({ id, valuePath }) => {
      const field = this.formFieldRegistry.get(id);
      return isList(field) && field.validate?.required === true && !at(this.form._getState().data, valuePath)?.length;
    });
  }

  _evaluated(value, instance) {
    return runExpressionEvaluation(this.expressionLanguage, value, instance.expressionContextInfo);
  }

  _isLocked(field, instance) {
    if (onlyShown(field)) return true;
    return typeof field.readonly === "string"
      && runUnaryTestEvaluation(this.expressionLanguage, field.readonly, instance.expressionContextInfo) === true;
  }

  // The server leaves empty rows out. Of a list that must have one, the first is asked for all the same.
  _isInBlankRow({ indexes = {} }) {
    const { data } = this.form._getState();
    return Object.entries(indexes).some(([id, number]) => {
      const list = this.formFieldRegistry.get(id);
      if (list.allowAddRemove === false) return false;
      const rows = at(data, this.pathRegistry.getValuePath(list, { indexes })) ?? [];
      if (!isBlank(list.components, rows[number])) return false;
      return number > 0 || list.validate?.required !== true || rows.some(row => !isBlank(list.components, row));
    });
  }
}
Validator.$inject = ["expressionLanguage", "formFieldRegistry", "pathRegistry", "form", "page"];

// Whether nobody wrote anything in a row: each of its fields is empty, or as it began.
export function isBlank(components, row) {
  return components.every(field => {
    const path = ownPath(field);
    if (isList(field)) return (at(row, path) ?? []).every(inner => isBlank(field.components, inner));
    if (field.components) return isBlank(field.components, path.length ? at(row, path) : row);
    if (!field.key) return true;
    const value = at(row, path);
    return [null, undefined, "", false].includes(value) || value.length === 0 || same(value, field.defaultValue);
  });
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isEmpty(field, value) {
  return value === null || value === undefined || value === "" || value.length === 0
    || (field.type === "checkbox" && value === false);
}

function* text(field, value, limits, page) {
  if (limits.pattern && !new RegExp(limits.pattern).test(value)) {
    yield limits.patternErrorMessage || page.say("pattern", { pattern: limits.pattern });
  }
  const length = value.trim().length;
  if (length < limits.minLength) yield page.say("minLength", { limit: limits.minLength });
  if (length > limits.maxLength) yield page.say("maxLength", { limit: limits.maxLength });
  if (limits.validationType === "phone" && !PHONE.test(value)) yield page.say("phone");
  if (limits.validationType === "email" && !EMAIL.test(value)) yield page.say("email");
}

function* number(field, value, limits, page) {
  const { decimalDigits: digits, increment } = field;
  if (!isNumeral(value)) return yield page.say("number");
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return yield page.say("tooLarge");
  if (digits !== undefined && decimals(value) > digits) {
    yield digits === 0 ? page.say("whole") : page.say("digits", { limit: digits });
  }
  const times = increment ? value / increment : 0;
  if (Math.abs(times - Math.round(times)) > 1e-9) yield page.say("increment", { limit: increment });
  if (limits.min !== "" && Number(value) < limits.min) yield page.say("min", { limit: limits.min });
  if (limits.max !== "" && Number(value) > limits.max) yield page.say("max", { limit: limits.max });
}

function* moment(field, value, limits, page) {
  const [pattern, example] = DATES[field.subtype] ?? DATES.date;
  const day = value.slice(0, 10);
  // 2026-02-31 is read as 3 March: a date exists where it comes back as it was.
  const exists = field.subtype === "time" || new Date(`${day}T00:00Z`).toJSON?.()?.startsWith(day);
  if (!pattern.test(value) || !exists) return yield page.say("date", { example });
  if (field.disallowPassedDates && field.subtype !== "time" && day < page.handed.today) yield page.say("passed");
}

function* files(field, value, limits, page, evaluated) {
  if (evaluated(field.multiple) !== true && value.length > 1) yield page.say("oneFile");
  const accepted = (field.accept ?? "").toLowerCase().split(",").map(part => part.trim()).filter(Boolean);
  const largest = page.handed.largest;
  for (const { name, size } of value) {
    // Media types are the server's to judge.
    if (accepted.length && accepted.every(part => part.startsWith(".") && !name.toLowerCase().endsWith(part))) {
      yield page.say("accept", { name, accept: accepted.join(", ") });
    }
    if (size > largest) yield page.say("fileTooLarge", { name, limit: page.size(largest) });
  }
}

const RULES = { textfield: text, textarea: text, number, datetime: moment, filepicker: files };
