"""Makes a net small without changing whether it is sound.

What is well formed by itself (a sequence, a block with its own split and join, a loop with one way in) becomes a single
place, so that what is left is what needs looking at, and most diagrams are decided without playing at all. Each step
keeps deadlocks, and keeps where two tokens meet that should not, as long as something is done after they have met.
"""

from bpmn.soundness.net import Junction, Net, Place, Track

# The splits and joins between which two ways are as good as one: as many tokens arrive as are waited for.
_MATCHING = {
    "xor": frozenset({"xor", "or", "end", "terminate"}),
    "and": frozenset({"and", "or", "end", "terminate"}),
    "or": frozenset({"or", "end", "terminate"}),
}


def reduce(net: Net) -> None:
    """Reduce a net in place, as far as it goes."""
    unite_ends(net)
    net.holds_up = any(junction.kind == "or" and len(junction.ins) > 1 for junction in net.junctions)
    pending = dict.fromkeys(net.junctions)
    while pending:
        junction, _ = pending.popitem()
        if junction not in net.junctions:
            continue
        near = {place.target for place in junction.outs} | {place.source for place in junction.ins}
        if any(step(net, junction) for step in _STEPS):
            pending |= dict.fromkeys([*sorted(near, key=lambda each: each.id), junction])
    for junction in [each for each in net.junctions if each is not net.start and each.kind != "never" and not each.ins]:
        net.drop(junction)


def unite_ends(net: Net) -> None:
    """All ends are one: where a token is gone, it does not matter where it went."""
    end = Junction("", "end")
    for other in [each for each in net.junctions if each.kind == "end"]:
        for place in list(other.ins):
            _lead(net, place, place.source, end, (place.track, other.id), work=place.work)
        net.drop(other)
    net.add(end)


def _lead(net: Net, place: Place, source: Junction, target: Junction, track: Track, *, work: bool) -> Place:
    """Put a new place in the stead of another, with the part that it plays."""
    times, was_default = place.source.asides.get(place), place.source.default is place
    at = place.source.outs.index(place)
    owner = place.source
    net.remove(place)
    new = net.connect(source, target, track, work=work)
    if source is owner:
        source.outs.insert(at, source.outs.pop())
        if times is not None:
            source.asides[new] = times
        if was_default:
            source.default = new
    return new


def _simplify_kind(net: Net, junction: Junction) -> bool:
    """An activity beside which nothing happens, or a choice of one way beside the default, is a plain choice."""
    plain = junction.kind == "held" and not junction.asides
    plain |= (
        junction.kind == "or" and len(junction.ins) == 1 and len(junction.outs) == 2 and junction.default is not None
    )
    if plain:
        junction.kind = "xor"
    return plain


def _pass(net: Net, junction: Junction) -> bool:
    """One way in, one way out: a token just passes."""
    if junction is net.start or len(junction.ins) != 1 or len(junction.outs) != 1 or junction.kind == "held":
        return False
    before, after = junction.ins[0], junction.outs[0]
    if before.source is junction:
        return False
    track = (before.track, net.passed(junction), after.track)
    work = before.work or junction.work or after.work
    net.remove(after)
    _lead(net, before, before.source, after.target, track, work=work)
    net.drop(junction)
    return True


def _unite_ways(net: Net, junction: Junction) -> bool:
    """Two ways between a split and the join that fits it."""
    matching = _MATCHING.get("xor" if junction.kind == "held" else junction.kind, frozenset())
    first: dict[Junction, Place] = {}
    for place in junction.exits:
        other = first.setdefault(place.target, place)
        if other is place or place.target.kind not in matching or place.target is junction:
            continue
        if junction.kind == "or" and junction.default in (place, other):
            continue
        if junction.kind in ("and", "or"):
            track: Track = (other.track, place.track)
        else:
            net.keep(junction, place.track)
            track = other.track
        work = other.work or place.work
        net.remove(place)
        _lead(net, other, junction, place.target, track, work=work)
        return True
    return False


def _forget_loop(net: Net, junction: Junction) -> bool:
    """A way of a choice that leads back to it, where another leads on."""
    if junction.kind != "xor":
        return False
    loops = [place for place in junction.outs if place.target is junction]
    ahead = len(junction.outs) - len(loops)
    if not loops or not ahead or (ahead > 1 and net.holds_up and any(place.work for place in loops)):
        return False
    for place in loops:
        net.keep(junction, place.track)
        if place.work:
            junction.work = True
        net.remove(place)
    return True


def _fuse_choices(net: Net, junction: Junction) -> bool:
    """A choice that only follows another choice: one choice of more ways.

    What is done between the two is then done after the choice. Where an inclusive join waits for tokens that may still
    come back to it, that would let it go on too early.
    """
    if junction.kind != "xor" or len(junction.ins) != 1 or junction.implicit or not junction.outs:
        return False
    before = junction.ins[0]
    source = before.source
    if source.kind != "xor" or source is junction:
        return False
    prefix = (before.track, net.passed(junction))
    work = before.work or junction.work
    if net.holds_up and (work or source.work):
        return False
    for place in list(junction.outs):
        # A way back into the choice itself becomes a loop of the one it is fused with.
        target = source if place.target is junction else place.target
        _lead(net, place, source, target, (*prefix, place.track), work=work or place.work)
    net.remove(before)
    net.drop(junction)
    return True


def _fuse_meetings(net: Net, junction: Junction) -> bool:
    """Ways that meet, and meet others before anything is done: they meet there."""
    if junction.kind != "xor" or len(junction.outs) != 1 or junction is net.start or junction.work:
        return False
    after = junction.outs[0]
    target = after.target
    if after.work or target is junction or target.kind not in ("xor", "end", "terminate") or not junction.ins:
        return False
    suffix = (net.passed(junction), after.track)
    net.remove(after)
    for place in list(junction.ins):
        _lead(net, place, place.source, target, (place.track, *suffix), work=place.work)
    net.drop(junction)
    return True


def _forget_ends(net: Net, junction: Junction) -> bool:
    """What goes its own way to an end beside others never stands in theirs."""
    if junction.kind not in ("and", "held"):
        return False
    leading = [place for place in junction.outs if place.target.kind == "end"]
    if junction.kind == "held":
        leading = [place for place in leading if place in junction.asides]
    elif len(leading) == len(junction.outs):
        leading = leading[1:]
    for place in leading:
        net.keep(junction, place.track)
        net.remove(place)
    return bool(leading)


_STEPS = (_simplify_kind, _pass, _unite_ways, _forget_loop, _fuse_choices, _fuse_meetings, _forget_ends)
