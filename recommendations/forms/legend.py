"""What a manager types for the labels, colours and meanings of a partnership."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from agencies.forms import OneLine
from recommendations.legend import HOUSE, KINDS, Entry, Legend
from recommendations.legend_checks import field_of, refusals
from scr_tracker.forms import GovForm, dress


@dataclass(frozen=True)
class FormRow:
    """The fields of one rating or progress, and what the house calls it."""

    house: Entry
    label: BoundField
    colour: BoundField
    has_border: BoundField
    meaning: BoundField


class LegendForm(GovForm):
    """A row for each rating and progress. What is missing or wrong is `legend_checks`' to say."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, legend: Legend, shown: Legend | None = None, **kwargs: Any):
        """`legend` holds now; `shown` are the values to begin with, where they are others."""
        super().__init__(*args, **kwargs)
        self.initial["version"] = legend.version
        self._begun = shown or legend
        for entry in self._begun.entries.values():
            for part, field in self._fields(entry):
                name = field_of(entry, part)
                self.fields[name] = dress(name, field)
                self.initial[name] = getattr(entry, part)

    @staticmethod
    def _fields(entry: Entry) -> Iterator[tuple[str, forms.Field]]:
        name = KINDS[entry.kind](entry.key).label
        yield "label", OneLine(label=f"Label of {name}", required=False)
        colour = forms.ColorInput(attrs={"class": "app-colour"})
        yield "colour", OneLine(label=f"Colour of {name}", required=False, widget=colour)
        yield "has_border", forms.BooleanField(label="Border", required=False)
        area = forms.Textarea(attrs={"rows": "3"})
        yield "meaning", OneLine(label=f"Meaning of {name}", required=False, widget=area)

    @property
    def groups(self) -> list[tuple[str, list[FormRow]]]:
        """Kind → its rows."""
        return [(kind, [self._row(entry) for entry in HOUSE.of(kind)]) for kind in KINDS]

    def _row(self, entry: Entry) -> FormRow:
        parts = ("label", "colour", "has_border", "meaning")
        return FormRow(entry, *(self[field_of(entry, part)] for part in parts))

    def entries(self) -> list[Entry]:
        """As they were typed."""
        return [self._entry(entry) for entry in HOUSE.entries.values()]

    def _entry(self, house: Entry) -> Entry:
        data = self.cleaned_data
        return Entry(
            house.kind,
            house.key,
            label=data.get(field_of(house, "label"), ""),
            colour=data.get(field_of(house, "colour"), "").lower(),
            meaning=data.get(field_of(house, "meaning"), ""),
            has_border=data.get(field_of(house, "has_border"), False),
        )

    def seen(self) -> list[tuple[str, list[Entry]]]:
        """Kind → its entries by what the form says; nothing while something in it is wrong."""
        if self.is_bound and not self.is_valid():
            return []
        typed = self.entries() if self.is_bound else list(self._begun.entries.values())
        return [(kind, [entry for entry in typed if entry.kind == kind]) for kind in KINDS]

    def clean(self) -> dict[str, Any]:
        """The service says the same; here it is said before somebody looks."""
        for refusal in refusals(self.entries()):
            if refusal.field not in self.errors:
                self.add_error(refusal.field, str(refusal))
        return self.cleaned_data
