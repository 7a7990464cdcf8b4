// Where a badge stands beside its element: where it covers no name, its own element's or another's.
const GAP = 2;

// The place of a badge of that size, as overlays take it. Names are measured as they are drawn; where every place covers
// some, it is the one that covers the least.
export function badgePlace(viewer, element, { width, height }) {
  const taken = names(viewer, element);
  const right = element.width - width;
  const places = [
    { top: -height - GAP, left: 0 },
    { top: -height - GAP, left: right },
    { top: element.height + GAP, left: 0 },
    { top: element.height + GAP, left: right },
    { top: GAP, left: -width - GAP },
    { top: GAP, left: element.width + GAP },
  ];
  const covers = place => taken.reduce((sum, box) => sum + common(box, element, place, width, height), 0);
  return places.map(place => [covers(place), place]).reduce((best, each) => (each[0] < best[0] ? each : best))[1];
}

// The boxes of all names near an element, and of what else stands there.
function names(viewer, element) {
  const near = 80;
  return viewer
    .get("elementRegistry")
    .filter(each => each !== element && each.width && !each.children?.length && (each.type === "label" || !each.waypoints))
    .filter(each => Math.abs(each.x - element.x) < element.width + each.width + near && Math.abs(each.y - element.y) < element.height + each.height + near);
}

function common(box, element, { top, left }, width, height) {
  const x = element.x + left;
  const y = element.y + top;
  const across = Math.min(x + width, box.x + box.width) - Math.max(x, box.x);
  const down = Math.min(y + height, box.y + box.height) - Math.max(y, box.y);
  return across > 0 && down > 0 ? across * down : 0;
}

// How large a badge with that text is, in the units of the drawing.
export function badgeSize(text) {
  return { width: 12 + 7.2 * text.length, height: 20 };
}
