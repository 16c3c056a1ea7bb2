"""What runs on one database only is held to it, and no folder is loaded twice."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection

from scripts.shell import ROOT
from tests import stages


def test_who_asks_no_database_runs_on_sqlite_alone_and_can_ask_no_server(request):
    assert not stages.asks_a_server(request.node)
    assert connection.vendor == "sqlite"
    with pytest.raises(pytest.fail.Exception, match="mark it `redis`"):
        cache.get("anything")
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()


def test_who_asks_the_database_runs_on_both(request, db):
    assert stages.asks_a_server(request.node)
    assert stages.runs_here(request.node)
    assert cache.get("anything") is None


@pytest.mark.redis
def test_who_says_so_asks_redis_alone_on_both(request):
    assert stages.runs_here(request.node)
    assert cache.get("anything") is None


def test_the_folder_that_loads_the_demo_is_of_one_worker():
    found = sorted((ROOT / stages.TOGETHER).glob("test_*.py"))
    assert len(found) > 1
    schedule = stages.Schedule.__new__(stages.Schedule)
    names = [f"{file.relative_to(ROOT)}::test_it" for file in found]
    assert {schedule._split_scope(name) for name in names} == {stages.TOGETHER}


def test_the_longest_are_begun_first():
    def item(name, *marks):
        return SimpleNamespace(nodeid=name, get_closest_marker=lambda mark: mark in marks)

    items = [item("short"), item("long", "long"), item(f"{stages.TOGETHER}/test_clare.py")]
    assert stages.longest_first(items) == [items[1], items[2], items[0]]
