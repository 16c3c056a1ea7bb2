"""A report as text (JSON) and back, without loss: the text is what is kept of a board pack.

Each dataclass is written with its name, so that the text explains itself to whoever reads it in
years, also without this program. Text is ASCII: no database has to hold what it cannot.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from documents.report import model

#: Rises when a name changes its meaning. What is only added, with a default, needs no new one.
SCHEMA = 1
_CLASSES: dict[str, Any] = {
    each.__name__: each
    for each in (
        model.Bullets,
        model.Chart,
        model.Column,
        model.Entries,
        model.Entry,
        model.Figure,
        model.Figures,
        model.Meaning,
        model.Paragraph,
        model.Report,
        model.Section,
        model.Table,
    )
}


class UnknownSchema(Exception):
    """The text was written by a later version of the program."""


def to_json(report: model.Report) -> str:
    return json.dumps({"schema": SCHEMA, "report": _plain(report)}, separators=(",", ":"))


def from_json(text: str) -> model.Report:
    """Raises UnknownSchema, or ValueError where the text is no report."""
    held = json.loads(text)
    if held["schema"] > SCHEMA:
        raise UnknownSchema(f"schema {held['schema']} is later than {SCHEMA}")
    report = _typed(held["report"])
    if not isinstance(report, model.Report):
        raise ValueError("no report")
    return report


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **named}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return {"is": "moment", "value": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {"is": "decimal", "value": str(value)}
    return value


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_typed, value))
    if not isinstance(value, dict):
        return value
    name = value["is"]
    if name == "moment":
        return datetime.fromisoformat(value["value"])
    if name == "date":
        return date.fromisoformat(value["value"])
    if name == "decimal":
        return Decimal(value["value"])
    named = {key: _typed(each) for key, each in value.items() if key != "is"}
    if name == "Column":
        named["kind"] = model.Kind(named["kind"])
    if name not in _CLASSES:
        raise ValueError(f"{name!r} is nothing that a report holds")
    return _CLASSES[name](**named)
