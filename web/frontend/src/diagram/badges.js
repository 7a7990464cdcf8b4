// Where a badge stands beside its element: where it covers no name, its own element's or another's.
const GAP = 2;

// The place of a badge of that text, as overlays take it: of those around its element, the first that covers the least.
export function badgePlace(viewer, element, text) {
  const [width, height] = [12 + 7.2 * text.length, 20];
  const others = viewer.get("elementRegistry").filter(each => each !== element && each.width && !each.children?.length);
  const covered = ({ top, left }) =>
    others.reduce((sum, each) => {
      const over = (at, size, [start, length]) => Math.max(Math.min(at + size, start + length) - Math.max(at, start), 0);
      return sum + over(element.x + left, width, [each.x, each.width]) * over(element.y + top, height, [each.y, each.height]);
    }, 0);
  const places = [-height - GAP, element.height + GAP].flatMap(top => [0, element.width - width].map(left => ({ top, left })));
  return places.reduce((best, each) => (covered(each) < covered(best) ? each : best));
}
