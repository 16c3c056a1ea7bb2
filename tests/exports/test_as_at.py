"""The files of a list as at a past day: the rows of then, and the day in the file."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from scr_tracker.as_at.links import is_readable
from tests.as_at.test_pages import move_on
from tests.exports.files import download, read_csv, read_excel
from tests.exports.lists import LISTS, address, build_lists
from tests.world import TODAY

THEN = f"as-at={TODAY.isoformat()}"
SAID = ("As at", "Filter", "Marking of this file", "Exported at")


def lists(world):
    for route, about, more in LISTS:
        url = address(world, route, about, more)
        if is_readable(url.split("?")[0]):
            yield route, url


def rows_of(client, url):
    rows = read_csv(download(client, url, "csv"))
    days = {row["As at"] for row in rows}
    return [{key: row[key] for key in row if key not in SAID} for row in rows], days


@pytest.mark.parametrize("person", ["manager", "board_member"])
def test_files_as_at_a_day_hold_the_rows_of_that_day(today, world, sign_in, person):
    build_lists(world)
    client = sign_in(person)
    then = {url: rows_of(client, url)[0] for _, url in lists(world)}
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        client = sign_in(person)
        move_on(world, keep_lead=True)
        changed = set()
        for route, url in lists(world):
            past = f"{url}{'&' if '?' in url else '?'}{THEN}"
            rows, days = rows_of(client, past)
            assert (rows, days) == (then[url], {"2026-11-02"} if rows else set()), url
            now, days = rows_of(client, url)
            assert days <= {"2026-12-02"}
            changed |= {route} if now != rows else set()
            about, of_excel = read_excel(download(client, past, "xlsx"))
            assert (about["As at"], about["Rows"]) == (date(2026, 11, 2), len(rows)), url
            assert len(of_excel) == len(rows) + 1
            assert THEN in about["Live list"]
    assert changed >= {
        "recommendations:action-list",
        "recommendations:recommendation-list",
        "recommendations:review-list",
    }


def test_the_day_is_in_the_files_name_and_in_the_links_of_the_page(today, world, sign_in):
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        client = sign_in("manager")
        page = client.get(f"/actions/?{THEN}").content.decode()
        assert f"?{THEN}&amp;download=csv" in page
        response = client.get(f"/actions/?{THEN}&download=xlsx")
        assert response["Content-Disposition"] == 'attachment; filename="actions-2026-11-02.xlsx"'
        register = client.get(world.review.get_absolute_url() + f"?{THEN}").content.decode()
        assert f"/evidence.csv?download=xlsx&amp;{THEN}" in register
