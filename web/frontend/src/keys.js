// The keyboard alone, for a page on which one writes: what it answers at once it answers by itself (form.js).
import "./site/keys.js";
