// What every page has besides its words: the style kit, and what makes it answer at once. No page needs the script to be
// read or used: htmx asks for the very pages that links and forms lead to, and takes over the part that it shows.
import "./site.css";

import "./site/live.js"; // first: it keeps the page as it was served
import "./site/htmx.js";
import "./site/keys.js";
import "./site/menu.js";
import "./site/beside.js";
import "./site/marking.js";
