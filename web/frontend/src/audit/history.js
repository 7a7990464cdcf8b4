// A history as it came, and any moment of it: what is said of the event, and what all events up to it add up to.
// Going on by one adds one event; going back adds up again from the nearest moment kept.
const KEPT_EVERY = 250;

export class History {
  constructor({ folio, start, labels, order, landmarks, steps }) {
    Object.assign(this, { folio, start, labels, order, landmarks, steps });
    this.total = steps.length;
    this.moment = nothing();
    this.kept = [copy(this.moment)];
  }

  // After event `number`, from 1. `runs` are the versions by process; `data` and `before` are Maps of variables as they are shown; `marks` holds, by
  // process, a Map of elements to [state, times]; `flows`, by process, the Set of those taken.
  at(number) {
    if (number < this.moment.number) {
      const kept = this.kept[Math.min(Math.floor(number / KEPT_EVERY), this.kept.length - 1)];
      this.moment = copy(kept);
    }
    while (this.moment.number < number) this.add();
    return this.moment;
  }

  add() {
    const moment = this.moment;
    const step = this.steps[moment.number];
    moment.number += 1;
    moment.step = step;
    moment.when = step.when ?? moment.when;
    moment.way = step.way ?? moment.way;
    moment.prev = step.prev ?? moment.hash ?? "0".repeat(64);
    moment.hash = step.hash;
    moment.runs = step.runs ?? moment.runs;
    moment.executed = "data" in step;
    moment.changes = [];
    if (moment.executed) {
      moment.waits = step.waits ?? moment.waits;
      for (const [name, value] of Object.entries(step.data)) this.change(name, value);
      for (const [process, elements] of Object.entries(step.marks ?? {})) {
        const marks = of(moment.marks, process, Map);
        for (const [id, mark] of Object.entries(elements)) mark ? marks.set(id, mark) : marks.delete(id);
      }
      for (const [process, flows] of Object.entries(step.flows ?? {})) {
        const taken = of(moment.flows, process, Set);
        for (const [id, on] of Object.entries(flows)) on ? taken.add(id) : taken.delete(id);
      }
    }
    if (moment.number === this.kept.length * KEPT_EVERY) this.kept.push(copy(moment));
  }

  change(name, after) {
    const { data, changes } = this.moment;
    const kind = after === null ? "removed" : data.has(name) ? "changed" : "added";
    changes.push({ name, kind, before: data.get(name), after });
    if (after === null) data.delete(name);
    else data.set(name, after);
  }

  // The next event of a kind that one goes on to, behind `number` or before it; undefined where there is none.
  landmark(kind, number, way) {
    const places = this.landmarks[kind] ?? [];
    return way === "on" ? places.find(each => each > number) : places.findLast(each => each < number);
  }

  // Names of variables in the order of the procedure.
  sorted(names) {
    this.places ??= new Map(this.order.map((name, place) => [name, place]));
    return [...names].sort((one, other) => this.places.get(one) - this.places.get(other));
  }
}

function nothing() {
  return { number: 0, runs: {}, waits: [], changes: [], data: new Map(), marks: new Map(), flows: new Map() };
}

function copy(moment) {
  const deep = (map, Kind) => new Map([...map].map(([key, value]) => [key, new Kind(value)]));
  return { ...moment, data: new Map(moment.data), marks: deep(moment.marks, Map), flows: deep(moment.flows, Set) };
}

function of(map, key, Kind) {
  if (!map.has(key)) map.set(key, new Kind());
  return map.get(key);
}
