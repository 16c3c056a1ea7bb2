"""Which tables the stamp watches, and how a row of each leads to its partnership.

Each room says once, when it is ready, that its tables are watched: all of them, their histories
and their lists, but those that it names as never shown on a kept page. The way to the partnership
is that of the foreign keys.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Model

_rooms: list[str] = []
_unread: set[str] = set()
_quiet: dict[str, frozenset[str]] = {}
_roots: list[type[Model]] = []


def watch(
    room: AppConfig,
    *,
    unread: Collection[Any] = (),
    quiet: Mapping[Any, Collection[str]] | None = None,
    root: Any = None,
) -> None:
    """`unread`: models, of which no kept page shows anything, with their histories.

    `quiet`: columns of a model that are written often and shown nowhere. `root`: the model of a
    partnership.
    """
    _rooms.append(room.label)
    for model in unread:
        _unread.add(model._meta.db_table)
        if hasattr(model, "history"):
            _unread.add(model.history.model._meta.db_table)
    for model, columns in (quiet or {}).items():
        _quiet[model._meta.db_table] = frozenset(columns)
    _roots.extend([root] if root else [])


def rooms() -> list[str]:
    """The labels of the rooms of which tables are watched."""
    return list(_rooms)


def watched() -> list[Any]:
    """The models, those of histories and many-to-many tables among them."""
    return [
        model
        for room in _rooms
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model._meta.db_table not in _unread
    ]


def loud(model: Any) -> list[str]:
    """The columns that move the stamp, where not all of them do; else none."""
    quiet = _quiet.get(model._meta.db_table)
    if not quiet:
        return []
    return [f.column for f in model._meta.local_concrete_fields if f.name not in quiet]


def owners(model: Any, row: str) -> list[str]:
    """SQL of the keys of a row's partnerships, one for each foreign key that leads to one.

    `row`: what the row is called in the SQL. Keys that may be empty count only where no other does,
    as in histories.
    """
    if model in _roots:
        return [f'{row}."{model._meta.pk.column}"']
    return [_followed(key, row) for key in _leading(model)]


def key_columns(model: Any) -> list[str]:
    """The columns of a row that `owners` begins with."""
    keys = [model._meta.pk] if model in _roots else _leading(model)
    return [key.column for key in keys]


def _leading(model: Any) -> list[Any]:
    leading = [key for key in _keys(model) if key.related_model in _distances()]
    return [key for key in leading if not key.null] or leading


def _followed(key: Any, row: str) -> str:
    """The partnership behind a key, by the shortest way."""
    here = f'{row}."{key.column}"'
    above = key.related_model
    if above in _roots:
        return here
    far = _distances()
    ways = [way for way in _keys(above) if way.related_model in far]
    nearest = min(ways, key=lambda way: (way.null, far[way.related_model]))
    table, own = above._meta.db_table, key.target_field.column
    # Each level has a name of its own: the innermost would hide the others.
    name = f"{row}_{key.name}"
    found = _followed(nearest, name)
    return f'(SELECT {found} FROM "{table}" {name} WHERE {name}."{own}" = {here})'  # noqa: S608


def _keys(model: Any) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]


@cache
def _distances() -> dict[Any, int]:
    """How many keys lead from each model to a partnership; none of a model that none does."""
    found: dict[Any, int] = dict.fromkeys(_roots, 0)
    reached = list(found)
    models = apps.get_models(include_auto_created=True)
    # Breadth first: whoever is reached, is reached by the shortest way.
    for above in reached:
        below = {m for m in models for key in _keys(m) if key.related_model is above}
        for model in below - found.keys():
            found[model] = found[above] + 1
            reached.append(model)
    return found
