// The keyboard, and what others did meanwhile, for a page on which one writes: what it answers at once it answers by itself (form.js).
import "./site/live.js";
import "./site/keys.js";
import "./site/menu.js";
