// form-js brings a calendar, a Markdown reader and a cleaner of HTML for components that we draw otherwise: dates with
// the browser's own calendar, texts as the server wrote them (src/form/). They would be a quarter of what a page with a
// form loads. Nothing calls them; should anything, it fails by name.
const UNUSED = { flatpickr: "default", marked: "marked", dompurify: "default" };

export const withoutUnused = {
  name: "without-unused",
  setup(build) {
    build.onResolve({ filter: /^(flatpickr|marked|dompurify)$/ }, ({ path, importer }) =>
      importer.includes("form-js-viewer") ? { path, namespace: "unused", sideEffects: false } : undefined);
    build.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => ({
      contents: `const unused = () => { throw new Error("${path} is left out (unused.mjs)"); };
        export { unused as ${UNUSED[path]} };`,
    }));
  },
};
