"""How the shipped diagrams are drawn: complete, left to right, square, nothing on top of anything."""

from itertools import combinations

LANE_HEADER = 30
"""Pixels at the left of a pool or a lane that its name takes."""

RETURNS = {
    "gestion_comercial": {
        ("business_case_gw", "union_business_case"),
        ("correcciones", "union_cumplimiento"),
        ("comentarios_gw", "actualizar_propuesta"),
        ("actualizar_propuesta", "union_revision"),
    },
    "alianzas_estrategicas": set(),
}


def test_everything_is_drawn_once(diagram):
    lanes = [lane.get("id") for lane in diagram.all("//bpmn:lane")]
    pools = [pool.get("id") for pool in diagram.all("//bpmn:participant")]
    assert sorted(diagram.drawn("BPMNShape")) == sorted([*pools, *lanes, *diagram.nodes])
    assert sorted(diagram.drawn("BPMNEdge")) == sorted(diagram.flows)


def test_the_lanes_fill_the_pool_from_top_to_bottom(diagram):
    pool = diagram.box(diagram.all("//bpmn:participant")[0].get("id"))
    top = pool.y
    for lane in diagram.all("//bpmn:lane"):
        box = diagram.box(lane.get("id"))
        assert (box.x, box.y, box.right) == (pool.x + LANE_HEADER, top, pool.right)
        top = box.bottom
    assert top == pool.bottom


def test_each_node_is_drawn_within_its_lane_clear_of_the_lane_s_name(diagram):
    for id in diagram.nodes:
        lane = diagram.box(diagram.lane_of[id])
        assert lane.holds(diagram.box(id)), id
        assert diagram.box(id).x > lane.x + LANE_HEADER, id


def test_no_two_nodes_overlap(diagram):
    hosts = {(id, node.get("attachedToRef")) for id, node in diagram.nodes.items() if node.get("attachedToRef")}
    met = [(a, b) for a, b in combinations(diagram.nodes, 2) if diagram.box(a).meets(diagram.box(b))]
    assert {tuple(sorted(pair)) for pair in met} == {tuple(sorted(pair)) for pair in hosts}


def test_flows_run_square(diagram):
    for id in diagram.flows:
        for stretch in diagram.segments(id):
            assert (stretch.width == 0) != (stretch.height == 0), id


def test_flows_start_and_end_in_the_middle_of_a_side(diagram):
    for id, flow in diagram.flows.items():
        points = diagram.points(id)
        for node, point in ((flow.get("sourceRef"), points[0]), (flow.get("targetRef"), points[-1])):
            box = diagram.box(node)
            middle = (box.x + box.width / 2, box.y + box.height / 2)
            assert point in {
                (box.x, middle[1]),
                (box.right, middle[1]),
                (middle[0], box.y),
                (middle[0], box.bottom),
            }, id


def test_flows_pass_through_no_node(diagram):
    for id in diagram.flows:
        for stretch in diagram.segments(id):
            assert [node for node in diagram.nodes if stretch.meets(diagram.box(node))] == [], id


def test_no_two_flows_cross_or_touch(diagram):
    for one, other in combinations(diagram.flows, 2):
        for a in diagram.segments(one):
            for b in diagram.segments(other):
                apart = a.x > b.right or b.x > a.right or a.y > b.bottom or b.y > a.bottom
                assert apart, (one, other)


def test_it_reads_from_left_to_right_but_for_the_loops(diagram):
    back = {
        (flow.get("sourceRef"), flow.get("targetRef"))
        for flow in diagram.flows.values()
        if middle_x(diagram, flow.get("targetRef")) < middle_x(diagram, flow.get("sourceRef"))
    }
    assert back == RETURNS[diagram.name]


def test_what_has_a_name_outside_itself_has_a_place_for_it(diagram):
    outside = {
        id
        for id, element in {**diagram.nodes, **diagram.flows}.items()
        if element.get("name") and id not in diagram.activities
    }
    assert set(diagram.labels) == outside


def test_a_label_stands_within_the_lane_and_on_no_line(diagram):
    lanes = [diagram.box(lane.get("id")) for lane in diagram.all("//bpmn:lane")]
    for id, label in diagram.labels.items():
        assert any(lane.holds(label) for lane in lanes), id
        for flow in diagram.flows:
            assert not any(stretch.meets(label) for stretch in diagram.segments(flow)), (id, flow)


def test_a_label_covers_no_node_and_no_other_label(diagram):
    for id, label in diagram.labels.items():
        assert [node for node in diagram.nodes if label.meets(diagram.box(node))] == [], id
    assert [(a, b) for a, b in combinations(diagram.labels, 2) if diagram.labels[a].meets(diagram.labels[b])] == []


def test_a_label_stands_beside_what_it_names(diagram):
    for id, label in diagram.labels.items():
        near = diagram.segments(id) if id in diagram.flows else [diagram.box(id)]
        assert min(gap(label, box) for box in near) <= 15, id


def middle_x(diagram, node):
    box = diagram.box(node)
    return box.x + box.width / 2


def gap(one, other):
    """The distance between two boxes along the axis in which they are farther apart, 0 when they touch."""
    return max(one.x - other.right, other.x - one.right, one.y - other.bottom, other.y - one.bottom, 0)
