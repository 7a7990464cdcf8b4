"""The findings of who reads a diagram's file, explained."""

from bpmn.examples import FileExplanation, Topic
from bpmn.examples.excerpt import of_diagram, of_file, of_process
from bpmn.messages import lazy_gettext

EXPLANATIONS = {
    "not_well_formed": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The file is cut off or damaged."),
        why=lazy_gettext("A part of it is missing or was changed by hand, so that nobody can tell what it says."),
        how=lazy_gettext("Save the diagram again with the program that drew it, and upload that file."),
        wrong=of_diagram('<process id="p">\n  <userTask id="review">\n</process>'),
        right=of_diagram('<process id="p">\n  <userTask id="review"/>\n</process>'),
    ),
    "doctype": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The file begins by pulling in others."),
        why=lazy_gettext("What it pulls in could be anything, also files that nobody should see. It is not read."),
        how=lazy_gettext("Save it again as BPMN 2.0; diagrams have no such beginning."),
        wrong=of_file(
            '<!DOCTYPE definitions SYSTEM "otro.dtd">\n'
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
        ),
        right=of_file('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'),
    ),
    "encoding": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The file's letters are written in another way."),
        why=lazy_gettext("Accents and the letter ñ would come out as other signs."),
        how=lazy_gettext("Save it in UTF-8, as almost every program does by itself."),
        wrong=of_file(
            '<?xml version="1.0" encoding="MacRoman"?>\n'
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
        ),
        right=of_file(
            '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
        ),
    ),
    "too_large": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The file is larger than a procedure needs."),
        why=lazy_gettext("So large a file would keep everybody waiting, and no person can read such a diagram."),
        how=lazy_gettext("Divide it into several procedures that call one another."),
    ),
    "not_bpmn": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The file is no diagram."),
        why=lazy_gettext(
            "It holds something else: a drawing, a page or another kind of model. There are no steps in it to "
            "give to anybody."
        ),
        how=lazy_gettext("Export the diagram as BPMN 2.0 (.bpmn) and upload that file."),
        wrong=of_file("<html><body>Mi procedimiento</body></html>"),
        right=of_file('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'),
    ),
    "missing_id": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("Something in the file cannot be told apart."),
        why=lazy_gettext(
            "What has no identifier cannot be found again: no work could be given to it, nor its history told."
        ),
        how=lazy_gettext("Open the diagram in the editor and save it: it gives each thing its own."),
        wrong=of_diagram('<process id="p">\n  <userTask name="Revisar"/>\n</process>'),
        right=of_diagram('<process id="p">\n  <userTask id="revisar" name="Revisar"/>\n</process>'),
    ),
    "duplicate_id": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("Two things in the file have the same identifier."),
        why=lazy_gettext("One hides the other: work would go to the wrong step. It comes of copying within the file."),
        how=lazy_gettext("Draw one of the two anew in the editor, or give it another identifier."),
        wrong=of_diagram('<process id="p">\n  <userTask id="revisar"/>\n  <userTask id="revisar"/>\n</process>'),
        right=of_diagram('<process id="p">\n  <userTask id="revisar"/>\n  <userTask id="pagar"/>\n</process>'),
    ),
    "dangling_reference": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("Something points at what is not there."),
        why=lazy_gettext(
            "An arrow, a lane or a message names something that was removed or is misspelt; it would be passed "
            "over in silence."
        ),
        how=lazy_gettext("Draw the arrow anew, or choose again what is meant."),
        wrong=of_diagram(
            '<process id="p">\n'
            '  <startEvent id="inicio"/>\n'
            '  <sequenceFlow id="f" sourceRef="inicio" targetRef="revisar"/>\n'
            "</process>"
        ),
        right=of_diagram(
            '<process id="p">\n'
            '  <startEvent id="inicio"/>\n'
            '  <userTask id="revisar"/>\n'
            '  <sequenceFlow id="f" sourceRef="inicio" targetRef="revisar"/>\n'
            "</process>"
        ),
    ),
    "prefixed_reference": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("A name is written with a prefix that means another file."),
        why=lazy_gettext("What is meant is looked for elsewhere and not found, although it is here."),
        how=lazy_gettext("Take the prefix and its colon away."),
        wrong=of_diagram(
            '<message id="aviso" name="Aviso"/>\n'
            '<process id="p">\n'
            '  <sendTask id="avisar" messageRef="otro:aviso"/>\n'
            "</process>"
        ),
        right=of_diagram(
            '<message id="aviso" name="Aviso"/>\n'
            '<process id="p">\n'
            '  <sendTask id="avisar" messageRef="aviso"/>\n'
            "</process>"
        ),
    ),
    "lane_conflict": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("A step stands in two lanes."),
        why=lazy_gettext("The lane says whose work it is. In two of them nobody could tell."),
        how=lazy_gettext("Move the step so that it stands in one lane alone."),
        wrong=of_process(
            '<laneSet id="carriles">\n'
            '  <lane id="ventas"><flowNodeRef>revisar</flowNodeRef></lane>\n'
            '  <lane id="oficina"><flowNodeRef>revisar</flowNodeRef></lane>\n'
            "</laneSet>"
        ),
        right=of_process(
            '<laneSet id="carriles">\n'
            '  <lane id="ventas"><flowNodeRef>revisar</flowNodeRef></lane>\n'
            '  <lane id="oficina"/>\n'
            "</laneSet>"
        ),
    ),
    "not_executable_by_engine": FileExplanation(
        Topic.FILE,
        what=lazy_gettext("The diagram cannot be run."),
        why=lazy_gettext(
            "Every check was passed, and still the program that runs diagrams refuses it. This should not happen."
        ),
        how=lazy_gettext("Draw the step that is named in a simpler way, and tell whoever looks after Cauce."),
    ),
}
