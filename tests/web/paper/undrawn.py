"""A procedure whose author named only what matters."""

FORKED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
xmlns:cauce="urn:cauce:bpmn:1" targetNamespace="t">
<process id="Process_0" isExecutable="true">
<laneSet id="LaneSet_0"><lane id="Lane_0aa"><flowNodeRef>Activity_1</flowNodeRef></lane></laneSet>
<startEvent id="Event_0"/>
<sequenceFlow id="Flow_0" sourceRef="Event_0" targetRef="Activity_1"/>
<userTask id="Activity_1" name="Pedir"><extensionElements><cauce:activity number="1"/></extensionElements></userTask>
<sequenceFlow id="Flow_1" sourceRef="Activity_1" targetRef="Gateway_0qnmruu"/>
<parallelGateway id="Gateway_0qnmruu"/>
<sequenceFlow id="Flow_2" sourceRef="Gateway_0qnmruu" targetRef="Activity_2"/>
<userTask id="Activity_2" name="Cotizar"><extensionElements><cauce:activity number="2"/></extensionElements></userTask>
<sequenceFlow id="Flow_3" sourceRef="Gateway_0qnmruu" targetRef="Activity_3"/>
<userTask id="Activity_3"/>
<sequenceFlow id="Flow_4" sourceRef="Activity_2" targetRef="Gateway_1"/>
<sequenceFlow id="Flow_5" sourceRef="Activity_3" targetRef="Gateway_1"/>
<parallelGateway id="Gateway_1"/>
<sequenceFlow id="Flow_6" sourceRef="Gateway_1" targetRef="Event_1"/>
<endEvent id="Event_1"/>
</process></definitions>"""
