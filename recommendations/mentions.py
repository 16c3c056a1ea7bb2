"""“@” and a name in what people write to each other: who is meant.

Pure: the names come from who asks. As people type them: upper and lower case, accents, curly or
straight apostrophes, one space or several make no difference.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple, TypeAlias

#: All dashes count as one, and all apostrophes.
SAME = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘ʼ`´", "'")})
#: A name goes on after these where a letter follows: "Ann-Marie" is not "Ann".
JOINS = "-'"
#: Before an "@" these make an e-mail address of it.
IN_ADDRESS = "._%+-"
#: What looks like a name: a word, and what follows it with a capital.
LIKE_A_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: (?=[^\W\d_])\w[\w'’.-]*)*")
#: So many words, and characters, of it are quoted.
WORDS, LONGEST = 3, 60

#: By their first character, names as they are compared, each with whose it is.
_ByFirst: TypeAlias = dict[str, list[tuple[str, int]]]


class _Folded(NamedTuple):
    """A text as it is compared, and where each character of it stood."""

    text: str
    places: list[int]


class Spot(NamedTuple):
    """An “@” with a word behind it: who is meant, and how it is quoted.

    `name` is the name of who is meant, as it was written; `word` what looks like a name there,
    whoever is known.
    """

    people: set[int]
    name: str
    word: str


def mentioned(text: str, names: Mapping[int, str]) -> set[int]:
    """The people of `names` (by id) who are mentioned in the text."""
    return set().union(*(spot.people for spot in spots(text, names)))


def fitting(text: str, names: Mapping[int, str]) -> set[int]:
    """All of `names` whose name stands behind an “@”, also as the beginning of a longer one."""
    if "@" not in text:
        return set()
    whole, by_first = _fold(text).text, _by_first(names)
    return {person for start in _starts(whole) for _, person in _fitting(whole, start, by_first)}


def spots(text: str, names: Mapping[int, str]) -> Iterator[Spot]:
    """Where the text mentions somebody, known or not.

    Of several names that fit, the longest is meant; of two that differ by their accents only, the
    one that is written so. Two people of one name are both meant: nobody can tell them apart. An
    e-mail address mentions nobody.
    """
    if "@" not in text:
        return
    whole, by_first = _fold(text), _by_first(names)
    for start in _starts(whole.text):
        people, name = _meant(text, whole, start, by_first, names)
        word = _word(text, whole.places[start - 1] + 1)
        if people or word:
            yield Spot(people, name or word, word)


def _meant(
    text: str, whole: _Folded, start: int, by_first: _ByFirst, names: Mapping[int, str]
) -> tuple[set[int], str]:
    """The people whose name stands at `start`, and that name as it is written there."""
    found = _fitting(whole.text, start, by_first)
    if not found:
        return set(), ""
    longest = max(len(folded) for folded, _ in found)
    people = {person for folded, person in found if len(folded) == longest}
    end = start + longest
    last = whole.places[end] if end < len(whole.places) else len(text)
    name = text[whole.places[start] : last]
    written = _plain(name)
    exactly = {person for person in people if _plain(names[person]) == written}
    return exactly or people, name.strip()


def _by_first(names: Mapping[int, str]) -> _ByFirst:
    by_first: _ByFirst = defaultdict(list)
    for person, name in names.items():
        folded = _fold(name).text.strip()
        if folded:
            by_first[folded[0]].append((folded, person))
    return by_first


def _starts(whole: str) -> Iterator[int]:
    """Where a name may begin in the folded text."""
    for at, character in enumerate(whole):
        if character == "@" and _opens(whole, at):
            yield at + 1


def _fitting(whole: str, start: int, by_first: _ByFirst) -> list[tuple[str, int]]:
    return [
        (folded, person)
        for folded, person in by_first.get(whole[start : start + 1], ())
        if whole.startswith(folded, start) and _ends(whole, start + len(folded))
    ]


def _word(text: str, start: int) -> str:
    """The first word, and those after it that begin with a capital; "" where none stands there."""
    found = LIKE_A_NAME.match(text, start)
    if not found:
        return ""
    first, *others = found.group().split(" ")[:WORDS]
    kept = [first, *takewhile(lambda word: word[:1].isupper(), others)]
    return " ".join(kept).rstrip(".'’-")[:LONGEST]


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
