"""The kinds of components, each in a module of its own, by the name that a form's schema calls it."""

from collections.abc import Mapping

from bpmn.forms.kinds.base import Check, Component, Container, Field, Option, Presentational, Problem, Refused, Sampling
from bpmn.forms.kinds.checkbox import Checkbox
from bpmn.forms.kinds.checklist import Checklist
from bpmn.forms.kinds.choices import Choice, MultipleChoice
from bpmn.forms.kinds.computed import Computed
from bpmn.forms.kinds.datetime import Datetime
from bpmn.forms.kinds.document_preview import DocumentPreview
from bpmn.forms.kinds.dynamiclist import DynamicList
from bpmn.forms.kinds.filepicker import Filepicker
from bpmn.forms.kinds.group import Group
from bpmn.forms.kinds.number import Number
from bpmn.forms.kinds.presentational import Button, Html, Image, Prose, Separator, Spacer
from bpmn.forms.kinds.radio import Radio
from bpmn.forms.kinds.select import Select
from bpmn.forms.kinds.table import Column, Table
from bpmn.forms.kinds.taglist import Taglist
from bpmn.forms.kinds.textarea import Textarea
from bpmn.forms.kinds.textfield import Textfield
from bpmn.forms.kinds.texts import Text

KINDS: Mapping[str, type[Component]] = {
    "textfield": Textfield,
    "textarea": Textarea,
    "number": Number,
    "checkbox": Checkbox,
    "radio": Radio,
    "select": Select,
    "checklist": Checklist,
    "taglist": Taglist,
    "datetime": Datetime,
    "filepicker": Filepicker,
    "expression": Computed,
    "group": Group,
    "dynamiclist": DynamicList,
    "table": Table,
    "documentPreview": DocumentPreview,
    "text": Prose,
    "html": Html,
    "separator": Separator,
    "spacer": Spacer,
    "button": Button,
    "image": Image,
}

__all__ = [
    "KINDS",
    "Check",
    "Checkbox",
    "Checklist",
    "Choice",
    "Column",
    "Component",
    "Computed",
    "Container",
    "Datetime",
    "DocumentPreview",
    "DynamicList",
    "Field",
    "Filepicker",
    "Group",
    "MultipleChoice",
    "Number",
    "Option",
    "Presentational",
    "Problem",
    "Radio",
    "Refused",
    "Sampling",
    "Select",
    "Table",
    "Taglist",
    "Text",
    "Textarea",
    "Textfield",
]
