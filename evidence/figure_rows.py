"""Rows of a form for the figures of an item: label, number, unit; without JavaScript."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms_gds.layout import HTML, Div, Fieldset, Size
from django import forms

from evidence.figures import FigureRow
from evidence.models import Figure
from scr_tracker.forms import GovForm, dress

ROWS = 3


class NumberField(forms.DecimalField):
    """A number as people write it: "1,437" too."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            value = text.replace(",", "")
        return super().to_python(value)


class FigureRowsForm(GovForm):
    """Three rows, and always one more than there are figures."""

    rows: int = ROWS
    figures_legend: str = "Figures (optional)"

    def __init__(self, *args: Any, figures: Iterable[Figure] = (), **kwargs: Any) -> None:
        there = list(figures)
        self.rows = max(ROWS, len(there) + 1)
        super().__init__(*args, **kwargs)
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
                error_messages={"invalid": "Enter a number, like 437 or 12.5"},
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
        seen: set[tuple[str, str]] = set()
        for number in range(1, self.rows + 1):
            row = self._row(number)
            if any(part not in (None, "") for part in row):
                self._check_row(number, row)
            if row[0] and (row[0].casefold(), row[2].casefold()) in seen:
                self.add_error(f"figure_{number}_label", "This figure is there twice")
            seen.add((str(row[0]).casefold(), str(row[2]).casefold()))
        return self.cleaned_data

    def _row(self, number: int) -> tuple[Any, Any, Any]:
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
        return [FigureRow(*row) for row in rows if row[0]]

    def _figure_rows(self) -> Fieldset:
        rows = [self._figure_row(number) for number in range(1, self.rows + 1)]
        hint = HTML(
            '<p class="govuk-hint">Numbers that it shows, like workshops, 5, sessions. '
            "Leave rows that you do not need empty.</p>"
        )
        return Fieldset(hint, *rows, legend=self.figures_legend, legend_size=Size.MEDIUM)

    def _figure_row(self, number: int) -> Div:
        widths = {"label": "one-half", "value": "one-quarter", "unit": "one-quarter"}
        cells = [
            Div(f"figure_{number}_{part}", css_class=f"govuk-grid-column-{width}")
            for part, width in widths.items()
        ]
        return Div(*cells, css_class="govuk-grid-row")
