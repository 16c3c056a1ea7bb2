"""Two people with one form: what the second one left alone takes what the first one saved."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from scr_tracker.form_fields import PARTS
from scr_tracker.form_words import name_of
from scr_tracker.versions import shown


class Conflict(NamedTuple):
    """A field that both changed, each to something else. `target`: the id to go to."""

    target: str
    label: str
    typed: str
    saved: str


def merge(
    form: Any, typed: Any, saved: Any, values_of: Mapping[str, tuple[Any, Any]]
) -> list[Conflict]:
    """Put what was saved into the fields that this person left as they had read them.

    A field that both changed keeps what was typed, and is returned. `typed` and `saved` are rows:
    they say the values in words. `values_of`: field → its value as it was read, and as it is saved
    now, in the form's kind. Whatever is in the form afterwards is checked anew.
    """
    conflicts, mine = [], dict(form.cleaned_data)
    for name, (read, now) in values_of.items():
        if now in (read, mine[name]):
            continue
        if mine[name] == read:
            _put(form, name, now)
            continue
        label = name_of(form.fields[name]).removesuffix(" (optional)")
        words = (str(shown(row, name)) for row in (typed, saved))
        conflicts.append(Conflict(form[name].auto_id, label, *words))
    form.full_clean()
    return conflicts


def _put(form: Any, name: str, value: Any) -> None:
    """As a browser would send it."""
    key = form.add_prefix(name)
    for each in (key, *(f"{key}_{part}" for part in PARTS)):
        form.data.pop(each, None)
    sent = form.fields[name].prepare_value(value)
    if sent is not None and sent is not False:  # 0 is an answer
        form.data[key] = "on" if sent is True else str(sent)
