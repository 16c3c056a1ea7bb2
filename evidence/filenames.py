"""Names of files as people gave them: kept to be read, never used as a path."""

import re
import unicodedata

MAX_LENGTH = 255
MAX_ENDING = 20

#: Characters that reorder what follows: "report\u202egpj.exe" reads as "reportexe.jpg".
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(raw: str) -> str:
    """The last part of the path, without characters that cannot be seen or that reorder others.

    "" where nothing is left that a person could read. Cut to 255 characters, ending kept.
    """
    name = DIRECTION.sub("", raw.replace("\\", "/").split("/")[-1])
    name = "".join(" " if _is_hidden(character) else character for character in name)
    name = unicodedata.normalize("NFC", " ".join(name.split())).strip(". ")
    stem, ending = split_ending(name)
    if not stem:
        return ""
    return stem[: MAX_LENGTH - len(ending)].rstrip() + ending


def split_ending(name: str) -> tuple[str, str]:
    """("minutes", ".PDF"); ("minutes", "") where there is no ending that could be one."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending or len(ending) > MAX_ENDING or " " in ending:
        return name, ""
    return stem, f".{ending}"


def _is_hidden(character: str) -> bool:
    """Control, format, surrogate, private and unassigned characters, line separators."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
