// The canvas by keyboard, without Ctrl: arrows move, + and − zoom, 0 fits, . goes to where it is, n and p go through
// the steps, Enter goes into one that has a drawing of its own, Escape closes what is open.
const STEP = 80;
const MOVES = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

export function zoomBy(canvas, factor) {
  canvas.zoom(Math.min(Math.max(canvas.zoom() * factor, 0.1), 4), "auto");
}

export function moveByKeyboard(place, canvas, { fit, here, choose, close, enter }) {
  const acts = {
    "+": () => zoomBy(canvas, 1.25),
    "=": () => zoomBy(canvas, 1.25),
    "-": () => zoomBy(canvas, 0.8),
    0: fit,
    ".": here,
    n: () => choose(1),
    p: () => choose(-1),
    Escape: close,
    Enter: enter,
  };
  place.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    const act = move ? () => canvas.scroll({ dx: move[0], dy: move[1] }) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
