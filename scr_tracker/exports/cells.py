"""Text that any spreadsheet takes: nothing that it would run, refuse or spill into other cells."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

#: A cell that begins so would be run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Programs for other scripts take the wide ones for the same.
_FORMULA = (*FORMULA, "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: What some programs leave out before they look at the first character.
_BLANK = " \u00a0\u200b\u200c\u200d\u2060\ufeff"
#: No XML may hold these, and so no Excel file: control characters and halves of a character.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: What a cell of Excel holds, in UTF-16 units. From CSV, it spills the rest into the next row.
LONGEST = 32_767


def is_formula(text: str) -> bool:
    return text.startswith(_FORMULA) or text.lstrip(_BLANK).startswith(_FORMULA)


def writable(text: str) -> str:
    """Without what no file can hold, and no longer than a cell of Excel; a cut says so."""
    text = _UNWRITABLE.sub("\ufffd", text)
    length = len(text)
    # A character takes one or two units, so that most texts need not be counted.
    if length <= LONGEST // 2 or _units(text) <= LONGEST:
        return text
    cut = f"… [cut: the whole has {length:,} characters]"
    room = LONGEST - len(cut) - 1  # an apostrophe may come before it
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + cut


def plain(value: Any) -> str:
    """A value as text for CSV: dates as 2026-11-02, moments as 2026-11-02 09:30 in London."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return f"{Decimal(value).normalize():f}"
    text = writable(str(value))
    return f"'{text}" if is_formula(text) else text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
