// What every page has besides its words: the style kit, and (further files) what makes it answer at once. No page needs
// the script to be read or used.
import "./site.css";
