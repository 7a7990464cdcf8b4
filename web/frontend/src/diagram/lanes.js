// Each lane of a diagram in the tint that it has in lists and on the board: which, the page says once, in its head.
import { is } from "bpmn-js/lib/util/ModelUtil";

const told = document.querySelector('meta[name="cauce-lanes"]');
const tints = told ? JSON.parse(told.content) : {};

export function tintLanes(viewer) {
  const canvas = viewer.get("canvas");
  for (const lane of viewer.get("elementRegistry").filter(element => is(element, "bpmn:Lane"))) {
    if (tints[lane.id]) canvas.addMarker(lane.id, `tint-${tints[lane.id]}`);
  }
}
