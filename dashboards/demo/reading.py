"""Strict reading of YAML: whatever is unknown, missing or twice is refused with its line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import yaml
from django.core.exceptions import ValidationError
from django.db.models import Choices

from scr_tracker.errors import ServiceRefused

Value = TypeVar("Value")
Member = TypeVar("Member", bound=Choices)


class FixtureError(Exception):
    """A fixture cannot be read or loaded. The message names file, line and entry."""


class Entry:
    """One mapping of a fixture. What is asked for is known; `finish` refuses the rest."""

    def __init__(self, node: yaml.MappingNode, source: str, name: str) -> None:
        self.source, self.name = source, name
        self.line = node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        self._asked: set[str] = set()
        for key, value in node.value:
            if key.value in self._nodes:
                raise self.error(f"“{key.value}” stands here twice.", key)
            self._nodes[key.value] = value

    def __contains__(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._nodes

    def error(self, message: str, node: yaml.Node | None = None) -> FixtureError:
        line = node.start_mark.line + 1 if node else self.line
        where = f" ({self.name})" if self.name else ""
        return FixtureError(f"{self.source}, line {line}{where}: {message}")

    def error_at(self, key: str, message: str) -> FixtureError:
        return self.error(f"{key}: {message}", self._nodes.get(key))

    def text(self, key: str, default: str | None = None) -> str:
        """The text at the key, white space folded; paragraphs stay apart."""
        node = self._node(key, default is None)
        if node is None:
            return default or ""
        return self._scalar(key, node)

    def texts(self, key: str) -> list[str]:
        return [self._scalar(key, node) for node in self._items(key)]

    def rows(self, key: str, *lengths: int) -> list[list[str]]:
        """A list of short lists, as `[Attendees, 437, people]`."""
        rows = []
        for node in self._items(key):
            if not isinstance(node, yaml.SequenceNode) or len(node.value) not in lengths:
                wanted = " or ".join(str(length) for length in lengths)
                raise self.error(f"{key}: each row is a list of {wanted}.", node)
            rows.append([self._scalar(key, part) for part in node.value])
        return rows

    def flag(self, key: str) -> bool:
        value = self.text(key, "no").lower()
        if value not in ("yes", "no"):
            raise self.error_at(key, f"“{value}” must be yes or no.")
        return value == "yes"

    def choice(self, key: str, choices: type[Member], default: Member | None = None) -> Member:
        """The member whose label is written there, or the part of its label before a colon."""
        if key not in self and default is not None:
            return default
        said = self.text(key)
        labels = {str(member.label).split(":")[0].lower(): member for member in choices}
        if said.lower() not in labels:
            raise self.error_at(key, f"“{said}” must be one of: {', '.join(labels)}.")
        return labels[said.lower()]

    def parsed(self, key: str, parse: Callable[[str], Value]) -> Value:
        """The text at the key as `parse` reads it; its ValueError is reported with the line."""
        try:
            return parse(self.text(key))
        except ValueError as error:
            raise self.error_at(key, str(error)) from error

    def parsed_texts(self, key: str, parse: Callable[[str], Value]) -> list[Value]:
        """Each text of the list at the key as `parse` reads it."""
        try:
            return [parse(said) for said in self.texts(key)]
        except ValueError as error:
            raise self.error_at(key, str(error)) from error

    def entry(self, key: str, name: str = "") -> "Entry":
        node = self._node(key, required=True)
        if not isinstance(node, yaml.MappingNode):
            raise self.error_at(key, "must hold “key: value” lines.")
        return Entry(node, self.source, name or key)

    def entries(self, key: str) -> list["Entry"]:
        found = []
        for number, node in enumerate(self._items(key), start=1):
            if not isinstance(node, yaml.MappingNode):
                raise self.error(f"{key}: each must hold “key: value” lines.", node)
            name = f"{self.name}, {key} {number}" if self.name else f"{key} {number}"
            found.append(Entry(node, self.source, name))
        return found

    def finish(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self._nodes.keys() - self._asked:
            known = ", ".join(sorted(self._asked))
            raise self.error_at(key, f"not known here. Known: {known}.")

    def _node(self, key: str, required: bool) -> yaml.Node | None:
        self._asked.add(key)
        if required and key not in self._nodes:
            raise self.error(f"“{key}” is missing.")
        return self._nodes.get(key)

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._node(key, required=False)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error_at(key, "must be a list.")
        return list(node.value)

    def _scalar(self, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(f"{key}: must be text.", node)
        text = str(node.value).strip()
        if not text:
            raise self.error(f"{key}: is empty.", node)
        return text


@contextmanager
def refusals_at(entry: Entry) -> Iterator[None]:
    """What a service refuses is told with the line of the fixture that asked for it."""
    try:
        yield
    except ServiceRefused as error:
        raise entry.error(str(error)) from error
    except ValidationError as error:
        raise entry.error(" ".join(error.messages)) from error


def read(path: Path) -> Entry:
    """The outermost entry of a fixture.

    Raises:
        FixtureError: the file is not YAML, or is not made of “key: value” lines.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FixtureError(f"{path.name}, line {line}: {error.problem}.") from error
    if not isinstance(node, yaml.MappingNode):
        raise FixtureError(f"{path.name}, line 1: must hold “key: value” lines.")
    return Entry(node, path.name, "")
