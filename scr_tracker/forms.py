"""One look for every form: GOV.UK patterns through crispy-forms-gds.

In one line each:

    class UpdateForm(GovForm): ...                    # a plain form
    class ReviewForm(GovModelForm): ...               # a model's
    class ActionFilterForm(FilterForm): ...           # the panel beside a list
    {% include "components/form.html" with form=form button="Post update" only %}

What comes by itself: labels with "(optional)", messages in plain English that name the field, dates
as day, month and year (posted as `due_on_day`, `due_on_month`, `due_on_year`; a whole ISO date as
`due_on` is read too), several choices as boxes to tick, a character count on every text area with a
`max_length`, the error summary at the top of the page and "Error: " in its title.

Choices with hints: `choices=[Choice("a", "Label", hint="…"), …]` from `crispy_forms_gds.choices`.
Fields that only one choice asks for go into `reveals`, and show below that radio button:

    reveals = {"status": {"completed": ["done_on", "what_was_done"], "on_hold": ["reason"]}}

They are plain fields with `required=False`: the form's `clean` or the service says what is missing.

When a service refuses, `flow.run(form, service, …)` brings the form back, filled in, through
`form.refused(error)`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.layout import HTML, Layout
from crispy_forms_gds.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from scr_tracker.errors import InvalidTransition, ManyRefused, ServiceRefused, StaleRecord
from scr_tracker.form_fields import GovDateField, PlainTextarea, QuickSelect
from scr_tracker.form_words import name_of, set_messages
from scr_tracker.unsaved import FILES_LOST

if TYPE_CHECKING:
    from scr_tracker.merging import Conflict

#: Of a form that was sent while nobody was signed in.
FILES_AGAIN = "Choose your files again. You were signed out, and files can’t be kept"


#: What a date is posted as, besides its name.
DATE_PARTS = ("_day", "_month", "_year")

#: Codes of what is no id at all; "" is a number that is too large.
NO_ID = ("", "invalid", "null_characters_not_allowed")


class GovFormMixin:
    """Gives a Django form the look and the words. See the module's docstring."""

    #: field → choice → the fields that this choice reveals.
    reveals: Mapping[str, Mapping[str, Sequence[str]]] = {}
    #: Fields that some answers ask for; their hint says when, so "(optional)" would mislead.
    sometimes_needed: ClassVar[frozenset[str]] = frozenset()
    #: Filters say nothing about what is optional: everything is.
    marks_optional: ClassVar[bool] = True
    #: What changed in between, after `refused(StaleRecord)`; None otherwise.
    stale_changes: list[str] | None = None
    #: What both changed, of a form that was merged with what was saved (`merging.py`).
    stale_conflicts: "list[Conflict] | None" = None
    #: The person saved them all, in another window.
    stale_is_own: bool = False

    fields: dict[str, forms.Field]
    data: Any
    add_error: Callable[[str | None, Any], None]
    add_prefix: Callable[[str], str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in list(self.fields.items()):
            self.fields[name] = dress(name, field)
        unmarked = self.revealed | self.sometimes_needed
        for name, field in self.fields.items():
            if self.marks_optional and name not in unmarked:
                _mark_optional(field)

    def full_clean(self) -> None:
        """A post that was kept while its sender was signed out has lost its files (`unsaved.py`):
        it comes back filled in, rather than write what is there."""
        super().full_clean()  # type: ignore[misc]
        if not self.data.get(FILES_LOST):
            return
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField):
                self.add_error(name, FILES_AGAIN)

    @property
    def revealed(self) -> set[str]:
        """Fields that are shown below a radio button, not on their own."""
        return {
            name
            for choices in self.reveals.values()
            for names in choices.values()
            for name in names
        }

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.render_hidden_fields = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """The fields in their order; a form with groups overrides this."""
        revealed = self.revealed
        shown = [name for name in self.fields if name not in revealed]
        return Layout(*(n for n in shown if not self.fields[n].widget.is_hidden))

    def refused(self, error: ServiceRefused, by: int | None = None) -> None:
        """Bring the form back, filled in, with what the service said. `by`: who posted it.

        After StaleRecord it carries the version that is there now, so that saving again, with the
        changes in sight, goes through.
        """
        if isinstance(error, StaleRecord):
            self.stale_changes, self.stale_is_own = error.changes, error.is_all_by(by)
            if "version" in self.fields:
                self.data = self.data.copy()
                self.data[self.add_prefix("version")] = str(error.version)
            return
        for each in error.refusals if isinstance(error, ManyRefused) else [error]:
            field = each.field if isinstance(each, InvalidTransition) else ""
            self.add_error(field if field in self.fields else None, str(each))


class GovForm(GovFormMixin, forms.Form):
    pass


class GovModelForm(GovFormMixin, forms.ModelForm):
    pass


class FilterForm(GovForm):
    """The panel beside a list: nothing is required, nothing is marked."""

    marks_optional: ClassVar[bool] = False
    #: What is asked for seldom stands behind “More filters”, open where one of it is set.
    more: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.order_fields(["partnership"])

    def layout(self) -> Layout:
        if not self.more:
            return super().layout()
        is_set = any(self.data.get(name + part) for name in self.more for part in ("", *DATE_PARTS))
        opened = HTML(
            f'<details class="govuk-details app-more"{" open" if is_set else ""}>'
            '<summary class="govuk-details__summary">More filters</summary>'
        )
        few = [name for name in self.fields if name not in self.more]
        return Layout(*few, opened, *self.more, HTML("</details>"))


def dress(name: str, field: forms.Field) -> forms.Field:
    """The field as our pages show it: date parts, boxes to tick, plain words."""
    if field.label is None:
        field.label = name.replace("_", " ").capitalize()
    if type(field) is forms.DateField:
        field = GovDateField.like(field)
    if type(field.widget) is forms.Textarea:
        field.widget = PlainTextarea(attrs=field.widget.attrs)
    if type(field.widget) is forms.NumberInput:
        field.widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
    if type(field.widget) is forms.SelectMultiple:
        _take_widget(field, forms.CheckboxSelectMultiple())
    if type(field.widget) is forms.Select:
        _take_widget(field, QuickSelect(attrs=field.widget.attrs))
    _refuse_odd_ids(field)
    choices = getattr(field, "choices", None)
    if choices is not None and isinstance(field.widget, forms.Select):
        _name_empty_choice(field)
    set_messages(field)
    return field


def _refuse_odd_ids(field: Any) -> None:
    """What can be no id is no choice, and no more is said of it.

    SQLite's driver raises where a number is too large; Django's words are about what a UUID is.
    """
    if not hasattr(field, "queryset"):
        return
    clean = field.clean

    def cleaned(value: Any) -> Any:
        try:
            return clean(value)
        except (OverflowError, ValidationError) as wrong:
            if getattr(wrong, "code", "") not in NO_ID:
                raise
            message = field.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice") from None

    field.clean = cleaned


def _take_widget(field: Any, widget: Any) -> None:
    """Give a field with choices another widget."""
    widget.is_required = field.widget.is_required
    field.widget = widget
    widget.choices = field.choices


def _name_empty_choice(field: Any) -> None:
    """ "---------" says nothing: "Choose one", or "None" where that is an answer."""
    words = "Choose one" if field.required else "None"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = words
            field.widget.choices = field.choices
        return
    if isinstance(field.widget, forms.RadioSelect):
        return
    named = [(v, words if str(text) == "---------" else text) for v, text in field.choices]
    if any(str(text) == "---------" for _, text in field.choices):
        field.choices = named


def _mark_optional(field: forms.Field) -> None:
    """Say "(optional)" where somebody could wonder: not at a choice that is already made."""
    quiet = isinstance(field.widget, (forms.CheckboxInput, forms.RadioSelect))
    if field.required or field.disabled or quiet or field.widget.is_hidden:
        return
    if "(optional)" not in name_of(field):
        field.label = f"{field.label} (optional)"
