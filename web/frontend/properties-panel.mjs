// The properties panel, adjusted while it is bundled: its container comes from a text with an inline style, which our
// content policy refuses (our style sheet gives it its height instead), and it brings the properties of two engines
// that are not ours, kept in the bundle by one statement each.
import { readFile } from "node:fs/promises";

const STYLE = ' style="height: 100%"';
const OTHERS = /^(Zeebe|CamundaPlatform)PropertiesProvider\.\$inject = .*$/gm;

export const adjustedPropertiesPanel = {
  name: "adjusted-properties-panel",
  setup(build) {
    build.onLoad({ filter: /bpmn-js-properties-panel[\\/]dist[\\/]index\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf-8");
      if (!source.includes(STYLE) || source.match(OTHERS)?.length !== 2) {
        throw new Error(`${path} has changed: see what of this plugin may go`);
      }
      return { contents: source.replace(STYLE, "").replace(OTHERS, "") };
    });
  },
};
