"""“@” and a name in what people write to each other: who is meant.

Pure: the names come from who asks. As people type them: upper and lower case, accents, curly or
straight apostrophes, one space or several make no difference.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

#: All dashes count as one, and all apostrophes.
SAME = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘ʼ`´", "'")})
#: A name goes on after these where a letter follows: "Ann-Marie" is not "Ann".
JOINS = "-'"
#: Before an "@" these make an e-mail address of it.
IN_ADDRESS = "._%+-"


class _Folded(NamedTuple):
    """A text as it is compared, and where each character of it stood."""

    text: str
    places: list[int]


def mentioned(text: str, names: Mapping[int, str]) -> set[int]:
    """The people of `names` (by id) who are mentioned in the text.

    Of several names that fit, the longest is meant; of two that differ by their accents only, the
    one that is written so. Two people of one name are both meant: nobody can tell them apart. An
    e-mail address mentions nobody.
    """
    by_first: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for person, name in names.items():
        folded = _fold(name).text.strip()
        if folded:
            by_first[folded[0]].append((folded, person))
    found: set[int] = set()
    if "@" not in text or not by_first:
        return found
    whole = _fold(text)
    for at, character in enumerate(whole.text):
        if character == "@" and _opens(whole.text, at):
            found |= _meant(text, whole, at + 1, by_first, names)
    return found


def _meant(
    text: str,
    whole: _Folded,
    start: int,
    by_first: Mapping[str, list[tuple[str, int]]],
    names: Mapping[int, str],
) -> set[int]:
    """The people whose name stands at `start`."""
    fitting = [
        (folded, person)
        for folded, person in by_first.get(whole.text[start : start + 1], ())
        if whole.text.startswith(folded, start) and _ends(whole.text, start + len(folded))
    ]
    if not fitting:
        return set()
    longest = max(len(folded) for folded, _ in fitting)
    people = {person for folded, person in fitting if len(folded) == longest}
    end = start + longest
    last = whole.places[end] if end < len(whole.places) else len(text)
    written = _plain(text[whole.places[start] : last])
    return {person for person in people if _plain(names[person]) == written} or people


def _opens(text: str, at: int) -> bool:
    before = text[at - 1 : at] if at else ""
    return not (before.isalnum() or before in {*IN_ADDRESS, "@"} - {""})


def _ends(text: str, end: int) -> bool:
    """The name is over: no letter follows, nor one after a hyphen or an apostrophe, but for “’s”.

    Nor does an "@": what stands before it is an address.
    """
    after, then = text[end : end + 1], text[end + 1 : end + 2]
    if after.isalnum() or after in ("@", "_"):
        return False
    if after == "'" and then == "s" and not text[end + 2 : end + 3].isalnum():
        return True
    return not (after and after in JOINS and then.isalnum())


def _fold(text: str) -> _Folded:
    """Without case, accents, kinds of dashes and apostrophes, and with single spaces."""
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for character in unicodedata.normalize("NFKD", original.translate(SAME)).casefold():
            if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
                continue
            if character.isspace():
                if characters and characters[-1] == " ":
                    continue
                character = " "
            characters.append(character)
            places.append(place)
    return _Folded("".join(characters), places)


def _plain(text: str) -> str:
    """As `_fold`, with accents."""
    composed = unicodedata.normalize("NFKC", text.translate(SAME)).casefold()
    return " ".join(composed.split())
