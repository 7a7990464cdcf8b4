// A history as it comes, part by part, and any moment of it: what is said of the event, and what all events up to it add
// up to. Each part says what those before it add up to; going on by one adds one event.
const WHOLE = 2000; // events: a history of no more is fetched whole, meanwhile

export class History {
  constructor({ source, total, part }, fetched) {
    Object.assign(this, { source, total, part, fetched, labels: {}, order: [], parts: new Map(), asked: new Map() });
    this.moment = nothing();
  }

  // The first event of the part that an event is in.
  beginning(number) {
    return number - ((number - 1) % this.part);
  }

  has(number) {
    return this.parts.has(this.beginning(number));
  }

  // Fetch the part that an event is in, once.
  load(number) {
    const first = this.beginning(number);
    if (!this.asked.has(first)) {
      const asked = this.fetch(first).catch(error => {
        this.asked.delete(first);
        throw error;
      });
      this.asked.set(first, asked);
    }
    return this.asked.get(first);
  }

  async fetch(first) {
    const answer = await this.fetched(`${this.source}?desde=${first}`);
    const { folio, start, labels, order, landmarks, base, steps } = await answer.json();
    Object.assign(this, { folio, start, landmarks });
    Object.assign(this.labels, labels);
    this.order = merged(this.order, order);
    this.places = undefined;
    this.parts.set(first, { base, steps });
    this.firstRuns ??= steps[0]?.runs ?? base.runs;
  }

  // The rest, the nearest first, one after the other; of a long history what is beside what was seen.
  async loadRest(number) {
    const here = this.beginning(number);
    const all = Array.from({ length: Math.ceil(this.total / this.part) }, (_, place) => 1 + place * this.part);
    const near = all.filter(first => this.total <= WHOLE || Math.abs(first - here) <= this.part);
    for (const first of near.sort((one, other) => Math.abs(one - here) - Math.abs(other - here))) await this.load(first);
  }

  // After event `number`, from 1, whose part is there. `runs` are the versions by process; `data` and `before` are Maps of variables as they
  // are shown; `marks` holds, by process, a Map of elements to [state, times]; `flows`, by process, the Set of those taken.
  at(number) {
    const first = this.beginning(number);
    if (number < this.moment.number || this.moment.number < first - 1 || !this.moment.number) this.begin(first);
    while (this.moment.number < number) this.add();
    return this.moment;
  }

  begin(first) {
    const { base } = this.parts.get(first);
    this.moment = { ...nothing(), number: first - 1, hash: base.hash, when: base.when, way: base.way };
    this.moment.runs = base.runs ?? {};
    this.moment.waits = base.waits ?? [];
    this.moment.data = new Map(Object.entries(base.data ?? {}));
    this.draw(base);
  }

  add() {
    const moment = this.moment;
    const first = this.beginning(moment.number + 1);
    const step = this.parts.get(first).steps[moment.number + 1 - first];
    moment.number += 1;
    moment.step = step;
    moment.when = step.when ?? moment.when;
    moment.way = step.way ?? moment.way;
    moment.prev = step.prev ?? moment.hash ?? "0".repeat(64);
    moment.hash = step.hash;
    moment.runs = step.runs ?? moment.runs;
    moment.executed = "data" in step;
    moment.changes = [];
    if (!moment.executed) return;
    moment.waits = step.waits ?? moment.waits;
    for (const [name, value] of Object.entries(step.data)) this.change(name, value);
    this.draw(step);
  }

  draw({ marks = {}, flows = {} }) {
    for (const [process, elements] of Object.entries(marks)) {
      const known = of(this.moment.marks, process, Map);
      for (const [id, mark] of Object.entries(elements)) mark ? known.set(id, mark) : known.delete(id);
    }
    for (const [process, each] of Object.entries(flows)) {
      const taken = of(this.moment.flows, process, Set);
      for (const [id, on] of Object.entries(each)) on ? taken.add(id) : taken.delete(id);
    }
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

// Two orders as one: what only the second has stands behind what it stands behind there.
function merged(one, other) {
  const found = [...one];
  let place = 0;
  for (const name of other) {
    const at = found.indexOf(name);
    if (at < 0) found.splice(place++, 0, name);
    else place = at + 1;
  }
  return found;
}

function nothing() {
  return { number: 0, runs: {}, waits: [], changes: [], data: new Map(), marks: new Map(), flows: new Map() };
}

function of(map, key, Kind) {
  if (!map.has(key)) map.set(key, new Kind());
  return map.get(key);
}
