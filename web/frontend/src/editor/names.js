// What an element is called in menus, lists and in what is said of it: by its name, else by what it is.
export const kindOf = ({ type }) => type.replace(/^bpmn:/, "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().replace(/^./, first => first.toUpperCase());

export const nameOf = (element, translate) => element.businessObject.name?.replace(/\s+/g, " ") || translate(kindOf(element));

// An arrow by what it leads from and to, with the answer that leads there.
export const arrowOf = ({ source, target, businessObject }, translate) =>
  [nameOf(source, translate), businessObject.name, nameOf(target, translate)].filter(Boolean).join(" → ");

export function called(element, translate) {
  return element.waypoints ? arrowOf(element, translate) : `${nameOf(element, translate)} · ${translate(kindOf(element))}`;
}
