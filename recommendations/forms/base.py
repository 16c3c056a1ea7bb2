"""What every form of this room is made of."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone

from scr_tracker.forms import GovForm, GovModelForm, dress
from scr_tracker.words import long_day

LONG = forms.Textarea
PAST_IS_RIGHT = "past_is_right"


class Values:
    """What a service takes from a form that was valid: its fields, and the version on demand."""

    cleaned_data: dict[str, Any]

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        names = set(self.cleaned_data) - (set() if with_version else {"version"})
        return {name: self.cleaned_data[name] for name in names}


class VersionedInput(Values, GovForm):
    """A plain form about a row that others may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AsksOfPast:
    """A day that has passed is asked about once: a slip in the year makes an action late at birth.

    Posted with the box ticked, or with a day to come, the form says no more. `planned` names the
    field of the day.
    """

    planned: ClassVar[str]
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    add_error: Callable[[str | None, Any], None]
    order_fields: Callable[[Any], None]

    def full_clean(self) -> None:
        self.fields.pop(PAST_IS_RIGHT, None)
        if self.planned in self.fields:
            self.fields[PAST_IS_RIGHT] = dress(PAST_IS_RIGHT, _past_field())
        super().full_clean()  # type: ignore[misc]
        is_right = getattr(self, "cleaned_data", {}).pop(PAST_IS_RIGHT, False)
        day: date | None = getattr(self, "cleaned_data", {}).get(self.planned)
        if day is None or day >= timezone.localdate():
            self.fields.pop(PAST_IS_RIGHT, None)
            return
        names = [name for name in self.fields if name != PAST_IS_RIGHT]
        names.insert(names.index(self.planned) + 1, PAST_IS_RIGHT)
        self.order_fields(names)
        if not is_right:
            said = f"{long_day(day)} has passed. Change it, or say below that it is right"
            self.add_error(self.planned, said)


def _past_field() -> forms.Field:
    label = "The date is right, though it has passed"
    return forms.BooleanField(label=label, required=False)


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
