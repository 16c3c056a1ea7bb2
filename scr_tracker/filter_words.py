"""What a filter is set to, in words: for the chips above a list, and printed in its files."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from scr_tracker.words import long_day

#: What stands in the address of a list beside its filter.
NOT_FILTER = ("page", "download", "list", "tick")


class Setting(NamedTuple):
    """One value that a filter is set to. `value` is one of several, or None for a field's only."""

    name: str
    label: str
    value: str | None
    words: str

    @property
    def sentence(self) -> str:
        """ "Review: Clare"; of a box that is ticked its label alone."""
        return f"{self.label}: {self.words}" if self.words else self.label


def settings_of(chosen: Any) -> Iterator[Setting]:
    """Of a FilterSet; what nobody can understand is left out."""
    fields = chosen.form.fields
    for name, value in chosen.form.cleaned_data.items():
        several = isinstance(value, list)
        for one in value if several else [value]:
            if one not in (None, "", False):
                label = label_of(fields[name])
                yield Setting(name, label, one if several else None, _words(fields[name], one))


def said(chosen: Any) -> list[str]:
    """["Review: Clare", "Rating: Overdue, On hold"]: one a field; none where it has a mistake."""
    if not chosen.form.is_valid():
        return []
    found: dict[str, list[Setting]] = {}
    for setting in settings_of(chosen):
        found.setdefault(setting.name, []).append(setting)
    return [
        each[0].sentence
        if len(each) == 1
        else f"{each[0].label}: {', '.join(setting.words for setting in each)}"
        for each in found.values()
    ]


def label_of(field: Any) -> str:
    return str(field.label).removesuffix(" (optional)")


def _words(field: Any, value: Any) -> str:
    if value is True:
        return ""
    if hasattr(value, "strftime"):
        return long_day(value)
    named = dict(field.choices) if isinstance(value, str) and hasattr(field, "choices") else {}
    return str(named.get(value, value))
