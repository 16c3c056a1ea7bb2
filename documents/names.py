"""Names of folders and files in a pack: for people, and safe on every system that unpacks them.

Nothing that a person typed becomes a path: separators, characters that Windows refuses, names that
it keeps for devices, dots and spaces at the ends are gone, and no two names differ in case only.
"""

import re

from evidence.filenames import clean_name, split_ending
from evidence.models import EvidenceVersion

#: In bytes of UTF-8. With some depth around them, well below what Windows can open (260 characters)
#: and what others keep of one name (255 bytes).
LONGEST_FOLDER, LONGEST_NAME = 40, 120
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z0-9]{1,10}")


class Names:
    """The names of one pack. The same file asked for twice gets the same name."""

    def __init__(self) -> None:
        self._taken: set[str] = {"index.html", "index.docx", "checksums.txt"}
        self._files: dict[int, str] = {}

    def folder(self, raw: str) -> str:
        return self._free("", safe(raw, LONGEST_FOLDER) or "recommendation", "")

    def file(self, folder: str, reference: str, title: str, version: EvidenceVersion) -> str:
        """ "1a/1a.3 Attendance list v2.pdf"."""
        if version.pk not in self._files:
            tail = f" v{version.number}"
            stem = safe(f"{reference} {title}", LONGEST_NAME - len(tail)) + tail
            ending = split_ending(version.original_name)[1].lower()
            kept = ending if _ENDING.fullmatch(ending) else ""
            self._files[version.pk] = self._free(f"{folder}/", stem, kept)
        return self._files[version.pk]

    def _free(self, folder: str, stem: str, ending: str) -> str:
        name, number = f"{folder}{stem}{ending}", 2
        while name.casefold() in self._taken:
            name, number = f"{folder}{stem} ({number}){ending}", number + 1
        self._taken.add(name.casefold())
        return name


def safe(raw: str, longest: int) -> str:
    """The text as a part of a name; "" where nothing is left of it."""
    flat = _REFUSED.sub(" ", clean_name(_REFUSED.sub(" ", raw)))
    short = " ".join(flat.split()).encode()[:longest].decode("utf-8", "ignore")
    name = short.strip(" .")
    return f"_{name}" if _DEVICES.fullmatch(name) else name
