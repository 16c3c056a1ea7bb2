"""Which tests run on which database, and how the workers of pytest-xdist share them.

What PostgreSQL alone can do runs there alone. What asks neither database nor Redis cannot differ,
so it runs on SQLite alone, whatever file is named: there it is held to that.
"""

import pytest
from django.core.cache import caches
from django.db import connection
from xdist.scheduler import LoadFileScheduling

TOGETHER = "tests/demo/loaded"
"""One worker takes this folder: each that took a file of it would load the demo anew."""

DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup"}


class Refused:
    """Stands for the cache where a test has not said that it needs one."""

    def __getattr__(self, name: str):
        pytest.fail("this test asks Redis, so it has to run on both: mark it `redis`")

    def close(self, **kwargs):
        """At the end of each request, of every cache."""


def runs_here(item: pytest.Item) -> bool:
    if connection.vendor == "postgresql":
        return asks_a_server(item)
    return not item.get_closest_marker("postgres")


def asks_a_server(item: pytest.Item) -> bool:
    """By its fixtures and marks; pytest-django refuses the database to every other test."""
    marks = ("postgres", "django_db", "redis")
    return bool(DATABASE & set(item.fixturenames)) or any(map(item.get_closest_marker, marks))


def refuse_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches._connections, "default", Refused(), raising=False)


class Schedule(LoadFileScheduling):
    """A file is of one worker. The order is that of `longest_first`, not by number of tests."""

    def __init__(self, config: pytest.Config, log) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """A worker that began a long file last would end alone, with a core idle beside it."""

    def is_short(item: pytest.Item) -> bool:
        return not (item.get_closest_marker("long") or item.nodeid.startswith(TOGETHER))

    return sorted(items, key=is_short)
