// A viewer that goes into sub-processes with drawings of their own as bpmn-js does, with a button on each and the way
// back above the drawing: as much script again as a form has, which pages on which one works do without.
import drilldown from "bpmn-js/lib/features/drilldown";

import { Viewer } from "./viewer.js";

export class Explorer extends Viewer {}

Explorer.prototype._modules = [...Viewer.prototype._modules, drilldown];
