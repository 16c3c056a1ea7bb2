"""What the form templates in templates/gds/ ask: ids, descriptions, kinds of field.

They take the place of crispy-forms-gds's own field tag, which has five defects (docs/decisions.md).
"""

from typing import Any

from crispy_forms.layout import Layout
from crispy_forms.utils import render_field
from crispy_forms_gds.helper import FormHelper
from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from scr_tracker.form_fields import PARTS, DatePartsWidget
from scr_tracker.once import FIELD, token_of
from scr_tracker.unsaved import SHOWN_TO, token_for

register = template.Library()

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DatePartsWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.PasswordInput, "password"),
)
CLASSES = {
    "file": "govuk-file-upload",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "checkbox": "govuk-checkboxes__input",
}
HIDDEN = '<input type="hidden" name="{}" value="{}" autocomplete="off">'


@register.filter
def kind(field: BoundField) -> str:
    widget = field.field.widget
    return next((name for cls, name in KINDS if isinstance(widget, cls)), "input")


@register.filter
def describers(field: BoundField) -> str:
    """The ids of hint, errors and character count, for `aria-describedby`."""
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    ids += [f"{field.auto_id}_{n}_error" for n, _ in enumerate(field.errors, 1)]
    if limit(field):
        ids.append(f"{field.auto_id}-info")
    return " ".join(ids)


@register.filter
def limit(field: BoundField) -> int | None:
    """Characters that fit, where a character count shows them."""
    if kind(field) != "textarea":
        return None
    return getattr(field.field, "max_length", None)


@register.simple_tag
def widget(field: BoundField, extra_class: str = "") -> SafeString:
    """The bare input with our classes and its description."""
    name = kind(field)
    base = CLASSES.get(name, "govuk-input")
    own = field.field.widget.attrs
    attrs: dict[str, Any] = {"class": f"{base} {own.get('class', '')} {extra_class}".strip()}
    if field.errors and name != "checkbox":
        attrs["class"] += f" {base}--error"
    if described := describers(field):
        attrs["aria-describedby"] = described
    # A browser that cuts what is pasted loses words in silence: the server's message is better.
    attrs["maxlength"] = False
    if name == "textarea":
        rows = own.get("rows")
        attrs |= {"rows": "5" if rows in (None, "10") else rows, "cols": False}
        if limit(field):
            attrs["class"] += " govuk-js-character-count"
    if isinstance(field.field, forms.IntegerField) and name == "input":
        attrs["inputmode"] = "numeric"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def options(field: BoundField) -> list[dict[str, Any]]:
    """Radio buttons or boxes to tick. The first has the field's own id: error links lead to it."""
    chosen = field.value()
    chosen = chosen if isinstance(chosen, (list, tuple, set)) else [chosen]
    values = {str(getattr(value, "pk", "" if value is None else value)) for value in chosen}
    reveals = getattr(field.form, "reveals", {}).get(field.name, {})
    rows = []
    choices = field.field.choices  # type: ignore[attr-defined]
    for number, choice in enumerate(choices, 1):
        value = str(choice[0])
        rows.append(
            {
                "value": value,
                "label": choice[1],
                "hint": getattr(choice, "hint", ""),
                "is_off": getattr(choice, "is_off", False),
                "divider": getattr(choice, "divider", ""),
                "id": field.auto_id if number == 1 else f"{field.auto_id}_{number}",
                "is_checked": value in values,
                "reveals": [field.form[name] for name in reveals.get(value, [])],
            }
        )
    return rows


@register.simple_tag
def date_parts(field: BoundField) -> list[dict[str, Any]]:
    """Day, month and year with the values as typed; the wrong ones are marked."""
    values = field.value()
    if not isinstance(values, (list, tuple)):
        values = field.field.widget.decompress(values)
    wrong = getattr(field.field, "wrong_parts", []) or PARTS
    return [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{field.auto_id}_{part}",
            "label": part.capitalize(),
            "value": "" if value is None else value,
            "width": 4 if part == "year" else 2,
            "is_wrong": bool(field.errors) and part in wrong,
        }
        for part, value in zip(PARTS, values, strict=True)
    ]


@register.simple_tag(takes_context=True)
def nested_field(context: template.Context, field: BoundField) -> SafeString:
    """A field below a radio button, as crispy renders any other."""
    own = template.Context(context.flatten())
    html: SafeString = render_field(field.name, field.form, own, template_pack="gds")
    return html


@register.simple_tag
def summary_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(id to go to, message) in the order of the page; hidden fields have nowhere to go."""
    lines = []
    for name in form.fields:
        bound = form[name]
        target = "" if bound.is_hidden else _first_input(bound)
        lines += [(target, str(error)) for error in bound.errors]
    first = next((target for target, _ in lines if target), "")
    visible = form.visible_fields()
    first = first or (_first_input(visible[0]) if visible else "")
    return [(first, str(error)) for error in form.non_field_errors()] + lines


def _first_input(field: BoundField) -> str:
    if kind(field) == "date":
        parts = date_parts(field)
        return str(next((part["id"] for part in parts if part["is_wrong"]), parts[0]["id"]))
    return field.auto_id


@register.simple_tag(takes_context=True)
def once(context: template.Context, form: forms.BaseForm) -> SafeString:
    """The hidden fields that tell a second post of this form from a new one (`once.py`), and whom
    the page was shown to (`unsaved.py`)."""
    return hidden(FIELD, token_of(form)) + shown_to(context)


@register.simple_tag(takes_context=True)
def shown_to(context: template.Context) -> SafeString:
    """The hidden field that names who is shown the page; nobody is named to anonymous people."""
    request = _request(context)
    reader = token_for(request) if request else ""
    return hidden(SHOWN_TO, reader) if reader else mark_safe("")


def _request(context: template.Context) -> HttpRequest | None:
    """Also inside an include with `only`."""
    return context.get("request") or getattr(context, "request", None)


@register.simple_tag
def hidden(name: str, value: str) -> SafeString:
    return format_html(HIDDEN, name, value)


@register.simple_tag
def helper_for(form: forms.BaseForm) -> FormHelper:
    """The form's own helper; a form that is not ours gets a plain one."""
    own = getattr(form, "helper", None)
    if own is not None:
        return own
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*form.fields)
    form.use_required_attribute = False
    return helper
