"""The figures of an item in a form: those of training, and rows of label, number, unit."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms_gds.layout import Div, Fieldset, Size
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.figures import FigureRow, counted_thing
from evidence.models import Figure
from scr_tracker.forms import GovForm, dress

ROWS = 3
#: What training is counted by: the form's field, and label and unit of the figure that it is.
TRAINING = {"sessions": ("Sessions", "sessions"), "attendees": ("Attendees", "people")}
WHOLE = "Enter a whole number, like 17"
#: Codes under which Django says that a number is none, or too long.
_WRONG, _TOO_LONG = ("invalid", "min_value"), ("max_digits", "max_whole_digits")


class NumberField(forms.DecimalField):
    """A number as people write it: "1,437" too."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            value = text.replace(",", "")
        return super().to_python(value)


class Hint:
    """A part of a layout: crispy's `HTML` would read the text as a template."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, form: Any, context: Any, **kwargs: Any) -> SafeString:
        return format_html('<p class="govuk-hint app-wrap">{}</p>', self.text)


def whole_number(label: str) -> NumberField:
    """How many; "" where it was not counted."""
    return NumberField(
        label=label,
        min_value=0,
        max_digits=9,
        decimal_places=0,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys((*_WRONG, *_TOO_LONG, "max_decimal_places"), WHOLE),
    )


class FigureRowsForm(GovForm):
    """Three rows, and always one more than there are figures.

    Sessions and attendees have fields of their own where `is_training`; what is written there is
    kept as a figure, whatever kind is chosen in the end.
    """

    rows: int = ROWS
    figures_legend: str = "Figures (optional)"
    #: With which of several files they go.
    figures_note: str = ""

    def __init__(
        self,
        *args: Any,
        figures: Iterable[Figure] = (),
        is_training: bool = False,
        **kwargs: Any,
    ) -> None:
        own = {each: name for name, each in TRAINING.items()} if is_training else {}
        named, there = {}, []
        for figure in figures:
            name = own.get((figure.label, figure.unit))
            if name:
                named[name] = f"{figure.value.normalize():f}"
            else:
                there.append(figure)
        self.rows = max(ROWS, len(there) + 1)
        super().__init__(*args, **kwargs)
        self.initial.update(named)
        for number in range(1, self.rows + 1):
            self._add_row(number, there[number - 1] if number <= len(there) else None)

    def _add_row(self, number: int, figure: Figure | None) -> None:
        row = {
            "label": forms.CharField(label="What was counted", max_length=120, required=False),
            "value": NumberField(
                label="Number",
                max_digits=14,
                decimal_places=2,
                required=False,
                error_messages=dict.fromkeys(_WRONG, "Enter a number, like 437 or 12.5")
                | {"max_decimal_places": "Enter a number with at most 2 decimal places"}
                | dict.fromkeys(_TOO_LONG, "Enter a number with at most 12 digits"),
            ),
            "unit": forms.CharField(label="Unit", max_length=40, required=False),
        }
        for part, field in row.items():
            if figure:
                value = getattr(figure, part)
                field.initial = f"{value.normalize():f}" if isinstance(value, Decimal) else value
            field.label = f"{field.label} ({number})" if number > 1 else field.label
            self.fields[f"figure_{number}_{part}"] = dress(part, field)

    def clean(self) -> dict[str, Any]:
        super().clean()
        seen = {counted_thing(row.label, row.unit) for row in self._training()}
        for number in range(1, self.rows + 1):
            row = self._row(number)
            if any(part not in (None, "") for part in row):
                self._check_row(number, row)
            thing = counted_thing(row[0], row[2])
            if row[0] and thing in seen:
                self.add_error(f"figure_{number}_label", "This figure is there twice")
            seen.add(thing)
        return self.cleaned_data

    def _row(self, number: int) -> tuple[str, Any, str]:
        data = self.cleaned_data
        label, value, unit = (data.get(f"figure_{number}_{p}") for p in ("label", "value", "unit"))
        return label or "", value, unit or ""

    def _check_row(self, number: int, row: tuple[Any, Any, Any]) -> None:
        """A figure has all three parts."""
        messages = ("Say what was counted", "Enter the number", "Enter the unit, like sessions")
        for part, value, message in zip(("label", "value", "unit"), row, messages, strict=True):
            name = f"figure_{number}_{part}"
            if value in (None, "") and name not in self.errors:
                self.add_error(name, message)

    def figures(self) -> list[FigureRow]:
        rows = [self._row(number) for number in range(1, self.rows + 1)]
        return self._training() + [FigureRow(*row) for row in rows if row[0]]

    def _training(self) -> list[FigureRow]:
        """Sessions and attendees, first among the figures."""
        given = ((self.cleaned_data.get(name), *TRAINING[name]) for name in TRAINING)
        return [FigureRow(label, value, unit) for value, label, unit in given if value is not None]

    def _figure_rows(self) -> Fieldset:
        rows = [self._figure_row(number) for number in range(1, self.rows + 1)]
        hint = "Numbers that it shows, like workshops, 5, sessions. Leave other rows empty."
        return Fieldset(
            Hint(f"{hint} {self.figures_note}"),
            *rows,
            legend=self.figures_legend,
            legend_size=Size.MEDIUM,
        )

    def _figure_row(self, number: int) -> Div:
        widths = {"label": "one-half", "value": "one-quarter", "unit": "one-quarter"}
        cells = [
            Div(f"figure_{number}_{part}", css_class=f"govuk-grid-column-{width}")
            for part, width in widths.items()
        ]
        return Div(*cells, css_class="govuk-grid-row")
