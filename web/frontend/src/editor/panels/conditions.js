// When a way is taken.
import { askedBefore } from "../asked-before.js";
import { blank } from "./extension.js";

const questions = JSON.parse(document.querySelector("[data-editor]").dataset.questions ?? "[]");

const condition = {
  id: "condition",
  on: "bpmn:SequenceFlow",
  label: "Condition",
  hint: "When this way is taken, from the answers of the forms: go == True",
  read: object => object.conditionExpression?.body ?? "",
  write: ({ element, modeling, factory }, text) => {
    const conditionExpression = blank(text) && factory.create("bpmn:FormalExpression", { body: blank(text) });
    if (conditionExpression) conditionExpression.$parent = element.businessObject;
    modeling.updateProperties(element, { conditionExpression });
  },
};

// The same condition, chosen from what the forms of the draft ask (web/processes/questions.py hands it to the page).
const answer = {
  ...condition,
  id: "answer",
  label: "From an answer",
  hint: "It writes the condition for you; change it above as you need.",
  options: (translate, object) => [
    { value: "", label: translate("Choose an answer of a form…") },
    ...askedBefore(object, questions, translate("Asked later, or on another way")).map(({ step, asked }) => ({
      label: step,
      children: asked.flatMap(({ label, answers }) =>
        answers.map(each => ({ value: each.condition, label: `${label}: ${each.label}` })),
      ),
    })),
  ],
  read: object => {
    const body = condition.read(object).trim();
    return questions.some(({ answers }) => answers.some(each => each.condition === body)) ? body : "";
  },
  // The line that leads nowhere chooses nothing; the field above is where a condition is taken out.
  write: (context, text) => text && condition.write(context, text),
};

export const conditions = { id: "condition", label: "Condition", fields: [condition, answer] };
