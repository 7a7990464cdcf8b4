// What a drawing that is only looked at needs of bpmn-js. Its NavigatedViewer brings a keyboard, which ours replaces
// (keyboard.js), and what keeps a selection in sight.
import BaseViewer from "bpmn-js/lib/BaseViewer";
import core from "bpmn-js/lib/core";
import overlays from "diagram-js/lib/features/overlays";
import selection from "diagram-js/lib/features/selection";
import translate from "diagram-js/lib/i18n/translate";
import movecanvas from "diagram-js/lib/navigation/movecanvas";
import zoomscroll from "diagram-js/lib/navigation/zoomscroll";

export class Viewer extends BaseViewer {}

Viewer.prototype._modules = [core, overlays, selection, translate, movecanvas, zoomscroll];
