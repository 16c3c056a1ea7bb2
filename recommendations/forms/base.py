"""What every form of this room is made of."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.urls import reverse

from scr_tracker.forms import GovForm, GovModelForm

LONG = forms.Textarea


class Values:
    """What a service takes from a form that was valid: its fields, and the version on demand."""

    cleaned_data: dict[str, Any]

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        names = set(self.cleaned_data) - (set() if with_version else {"version"})
        return {name: self.cleaned_data[name] for name in names}


class VersionedInput(Values, GovForm):
    """A plain form about a row that others may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AsksAgain:
    """What may be a slip of the finger is asked about once, by a box to tick below it."""

    fields: dict[str, forms.Field]
    _boxes: dict[str, forms.Field]

    def hold_back(self, box: str) -> None:
        """Until there is something to ask, the box is no field of the form."""
        self._boxes = {box: self.fields.pop(box)}

    def ask_again(
        self, name: str, box: str, said: str, what: str = "Change it, or say below that it is right"
    ) -> None:
        """`said`: what is odd about it; `what`: what to do. Called in `clean`."""
        self.show(name, box)
        form: Any = self
        if not form[box].value():
            form.add_error(name, f"{said}. {what}")

    def show(self, name: str, box: str) -> None:
        """The box, below what it is about."""
        form: Any = self
        names = list(self.fields)
        names.insert(names.index(name) + 1, box)
        self.fields[box] = self._boxes[box]
        form.order_fields(names)


#: Where people write to each other.
MENTION = "To tell somebody of it, type @ and their name."


def mentions(field: forms.Field, thing: Any) -> None:
    """Say how somebody is mentioned, and where the names of who may see the thing come from.

    They come once an @ is typed, to a browser with JavaScript.
    """
    field.help_text = f"{field.help_text} {MENTION}".strip()
    names = reverse("reminders:notice-names", args=[thing._meta.model_name, thing.public_id])
    field.widget.attrs["data-mentions"] = names


def offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Narrow a picker to these rows."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - said to the type checker
    field.queryset = rows


class RowForm(Values, GovModelForm):
    """A form with a model's fields, whose row a service writes; editing it carries a version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.initial:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        return {**model_to_dict(row, fields=cls._meta.fields), "version": row.version}
