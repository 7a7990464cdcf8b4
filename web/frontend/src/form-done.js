// On the page that follows a form that was accepted: drop what this browser had kept of it.
import { forget } from "./form/draft.js";

for (const { dataset } of document.querySelectorAll("script[data-draft]")) forget(dataset.draft);
