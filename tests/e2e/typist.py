"""Somebody at a browser who has no mouse: everything is reached with Tab, and done with keys.

The eyes may look wherever they like: which way along the page is shorter, which option stands where. The hands only
press keys; what a pointer does on a page is counted, and there is none.
"""

from datetime import date

from playwright.sync_api import Browser, Locator, expect

from tests.e2e.editing import Reader

# How many stops of Tab a target is away from what has the focus, the other way round below zero.
AWAY = """target => {
    const alike = each => [...document.getElementsByName(each.name)]
        .filter(other => other.type === "radio" && other.form === each.form);
    const entered = each => each.type !== "radio" || each.checked
        || (alike(each)[0] === each && !alike(each).some(other => other.checked));
    const can = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
    const stops = [...document.querySelectorAll(can)].filter(each =>
        each.tabIndex >= 0 && each.type !== "hidden" && !each.matches(":disabled")
            && each.checkVisibility({ visibilityProperty: true }) && entered(each));
    return { here: stops.indexOf(document.activeElement), there: stops.indexOf(target) };
}"""
OPTION = """(select, wanted) => {
    const texts = [...select.options].map(each => each.label.trim());
    const exact = texts.indexOf(wanted), at = exact < 0 ? texts.findIndex(each => each.startsWith(wanted)) : exact;
    return at < 0 ? null : at - select.selectedIndex;
}"""
# The radio of a group at which Tab stops, and how many arrows another one is from there.
GROUP = """target => {
    const all = [...document.getElementsByName(target.name)]
        .filter(each => each.type === "radio" && each.form === target.form && !each.disabled);
    const stop = Math.max(all.findIndex(each => each.checked), 0);
    return { stop, away: all.indexOf(target) - stop };
}"""
POINTED = """(() => {
  const note = event => event.isTrusted && sessionStorage.setItem("pointed", event.type);
  for (const kind of ["pointerdown", "mousedown", "click", "wheel"]) {
    addEventListener(kind, event => (kind !== "click" || event.detail) && note(event), true);
  }
})()"""
GO_ROUNDS = 8


class Typist(Reader):
    """One person at a keyboard."""

    def __init__(self, browser: Browser, address: str) -> None:
        super().__init__(browser, address)
        self.context.add_init_script(POINTED)

    def leaves_out(self, *addresses: str) -> None:
        """Do without what others look at, and what costs more than all else on its pages. (By a route it would cost the
        browser its cache.)"""
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setBlockedURLs", {"urls": list(addresses)})

    @property
    def pointed(self) -> str | None:
        """What a pointer did on these pages, if anything."""
        found: str | None = self.page.evaluate("sessionStorage.getItem('pointed')")
        return found

    def key(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def go(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab, until it has the focus."""
        target.wait_for()
        for _ in range(GO_ROUNDS):
            at = target.evaluate(AWAY)
            if at["there"] < 0:
                raise AssertionError(f"Tab never stops at {target}")
            if (away := at["there"] - at["here"] if at["here"] >= 0 else 1) == 0:
                return
            self.key("Tab" if away > 0 else "Shift+Tab", abs(away))
        raise AssertionError(f"no way to {target} by Tab, at {self.page.evaluate('document.activeElement.outerHTML')}")

    def enter(self, target: Locator) -> None:
        """Go there and press Enter."""
        self.go(target)
        self.key("Enter")

    def press(self, what: Locator) -> None:
        """Press Enter on what leads to another page, and wait for it."""
        self.go(what)
        self.follow()

    def follow(self) -> None:
        """Press Enter where one is, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.key("Enter")

    def write(self, field: Locator, text: str) -> None:
        """Write in the place of whatever stands in a field."""
        self.go(field)
        self.key("Control+a")
        self.page.keyboard.insert_text(text)

    def write_day(self, field: Locator, day: date) -> None:
        """Write a date digit by digit, in the order in which the browser has its parts."""
        for order in ("%d%m%Y", "%m%d%Y"):
            self.go(field)
            self.key("ArrowLeft", 2)  # to the first part of it
            self.page.keyboard.type(day.strftime(order))
            if field.input_value() == day.isoformat():
                return
        raise AssertionError(f"{day} could not be written: {field.input_value()}")

    def choose(self, field: Locator, option: str) -> None:
        """Open a list and choose from it, once it offers that: by the words of the option, or those it begins with."""
        field.locator("option").filter(has_text=option).first.wait_for(state="attached")
        self.go(field)
        away = field.evaluate(OPTION, option)
        self.key("Space")
        self.key("ArrowDown" if away > 0 else "ArrowUp", abs(away))
        self.key("Enter")

    def tick(self, field: Locator, on: bool = True) -> None:
        """Tick a box, or choose one of several."""
        if field.get_attribute("type") == "radio":
            if field.is_checked() == on:
                return
            group = field.evaluate(GROUP)
            name = field.get_attribute("name") or ""
            all_of_it = self.page.locator(f"input[type=radio][name='{name}']:not([disabled])")
            self.go(all_of_it.nth(group["stop"]))
            self.key("ArrowDown" if group["away"] > 0 else "ArrowUp", abs(group["away"]))
            if not field.is_checked():
                self.key("Space")
        elif field.is_checked() != on:
            self.go(field)
            self.key("Space")
        else:
            return
        expect(field).to_be_checked(checked=on)

    def unfold(self, summary: Locator) -> None:
        """Open what is folded away under a heading."""
        if summary.locator("xpath=..").get_attribute("open") is None:
            self.enter(summary)
