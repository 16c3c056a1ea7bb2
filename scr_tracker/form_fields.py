"""A date as day, month and year, and a text area that counts as the browser does."""

import calendar
import re
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from scr_tracker.form_words import name_of, subject

PARTS = ("day", "month", "year")
SELECTED = mark_safe(" selected")
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
WEEKDAYS = {name.lower() for names in (calendar.day_name, calendar.day_abbr) for name in names}
#: Dates outside these years are slips of the finger.
EARLIEST, LATEST = 1900, 2199


class PlainTextarea(forms.Textarea):
    """Line ends count as one character, as in the character count beside the field."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class QuickSelect(forms.Select):
    """A select that writes its options itself, without a template: long lists are common here.

    It knows no groups of options, and nothing that differs from one option to the next.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        keyed = (("" if each is None else str(each), label) for each, label in self.choices)
        options = mark_safe(  # noqa: S308 - both parts are escaped
            "".join(
                f'<option value="{escape(key)}"{SELECTED if key in chosen else ""}>'
                f"{escape(str(label))}</option>"
                for key, label in keyed
            )
        )
        given = self.build_attrs(self.attrs, attrs)
        kept = {key: each for key, each in given.items() if each is not False}
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(kept), options)


class DatePartsWidget(forms.MultiWidget):
    """Three inputs: `name_day`, `name_month`, `name_year`; also reads an ISO date as `name`."""

    template_name = "gds/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            value = _from_iso(value)
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        whole = data.get(name)
        if whole and not any(f"{name}_{part}" in data for part in PARTS):
            found = _from_iso(whole)
            return self.decompress(found) if found else [whole, "", ""]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)


class GovDateField(forms.MultiValueField):
    """A date; its messages say which part is wrong, and `wrong_parts` which inputs to mark."""

    widget = DatePartsWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    @classmethod
    def like(cls, field: forms.DateField) -> Self:
        """The same question as a DateField's."""
        own = cls(
            required=field.required,
            label=field.label,
            initial=field.initial,
            help_text=field.help_text,
            disabled=field.disabled,
            validators=field.validators,
        )
        for code in ("required", "invalid"):
            default = forms.DateField.default_error_messages.get(code)
            default = default or forms.Field.default_error_messages.get(code)
            if str(field.error_messages.get(code)) != str(default):
                own.error_messages[code] = field.error_messages[code]
        return own

    def clean(self, value: Any) -> date | None:
        self.wrong_parts: list[str] = []
        if isinstance(value, date):
            value = [value.day, value.month, value.year]
        parts = [str(part or "").strip() for part in value or ["", "", ""]]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = self._read(parts)
        self.run_validators(found)
        return found

    def compress(self, data_list: Sequence[Any]) -> date | None:
        return self._read([str(part or "") for part in data_list])

    def has_changed(self, initial: Any, data: Any) -> bool:
        then = initial if isinstance(initial, date) else None
        try:
            return self.clean(data) != then
        except ValidationError:
            return True

    def _read(self, parts: list[str]) -> date:
        label = name_of(self).removesuffix(" (optional)")
        what = subject(label)
        missing = [name for name, part in zip(PARTS, parts, strict=True) if not part]
        if missing and (not parts[0] or _number(parts[0])):  # else it is no day at all
            self.wrong_parts = missing
            asked = " and ".join(f"a {name}" for name in missing)
            raise ValidationError(f"{what} must include {asked}", code="incomplete")
        day, month, year = parts
        number = MONTHS.get(month.lower()) or _number(month)
        try:
            found = date(_number(year), number, _number(day))
        except (ValueError, OverflowError):
            self.wrong_parts = [*PARTS]
            message = self.error_messages.get("invalid")
            own = message if str(message) != str(self.default_error_messages["invalid"]) else ""
            raise ValidationError(
                own or f"{what} must be a real date, like 27 3 2027", code="invalid"
            ) from None
        if not EARLIEST <= found.year <= LATEST:
            self.wrong_parts = ["year"]
            raise ValidationError(
                f"{what} must have a year between {EARLIEST} and {LATEST}",
                code="invalid",
            )
        return found


def day_in(line: str) -> date | None:
    """The day that a line names: "4 March 2027", "Thu 4 Mar 2027", 4/3/2027, 2027-03-04."""
    if iso := _from_iso(line):
        return iso
    parts = re.split(r"[\s,./-]+", line.strip().lower())
    parts = parts[1:] if parts[0] in WEEKDAYS else parts
    try:
        return GovDateField().clean(parts) if len(parts) == len(PARTS) else None
    except ValidationError:
        return None


def _number(text: str) -> int:
    """Digits of the plain kind only; anything else is no date."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _from_iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
