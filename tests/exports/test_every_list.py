"""Each list of the site as CSV and as Excel: exactly its rows, for exactly who may see them."""

import ast
from pathlib import Path

import pytest

from scripts.shell import ROOT
from tests.exports.files import download, read_csv, read_excel
from tests.exports.lists import LISTS, WITHOUT_REVIEWS, address, build_lists

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.long]

PEOPLE = ("manager", "police_lead", "health_lead", "board_member", "scrutineer", "outsider")
#: Lists to choose from, which hold nothing of their own.
PICKERS = {"evidence_link"}
#: They ask another function for their page.
ELSEWHERE = {
    "meetings_page": "meeting_list",
    "packs_page": "board_pack_list",
    "_action_list_shown": "actions",
}


def functions_that(calls):
    found = set()
    for path in Path(ROOT).glob("*/**/*.py"):
        if path.parts[len(Path(ROOT).parts)].startswith((".", "node_modules", "tests")):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = {
                    ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)
                }
                if calls in names:
                    found.add(node.name)
    return found


def test_every_view_with_pages_of_rows_gives_them_as_files():
    listed = {ELSEWHERE.get(name, name) for name in functions_that("page_of")} - PICKERS
    assert "actions" in listed
    assert listed - functions_that("exports.wanted") == set()


def visits(world, sign_in):
    """(person, route, address, page) of every list that the person may open."""
    for person in PEOPLE:
        client = sign_in(person)
        for route, about, more in LISTS:
            url = address(world, route, about, more)
            page = client.get(url)
            if page.status_code == 200:
                yield person, route, url, client, page


def test_the_files_hold_the_rows_of_the_page(world, sign_in):
    build_lists(world)
    seen = {}
    for person, route, url, client, page in visits(world, sign_in):
        assert "download=csv" in page.content.decode() or not rows_on(page), (person, url)
        of_csv = read_csv(download(client, url, "csv"))
        about, of_excel = read_excel(download(client, url, "xlsx"))
        assert about["Rows"] == len(of_excel) - 1 == len(of_csv), (person, url)
        if rows_on(page) is not None and not url.endswith("/disposals/"):
            assert len(of_csv) == rows_on(page), (person, url)
        same = [[str(value) for value in list(row.values())[:1]] for row in of_csv]
        assert [[plain(row[0])] for row in of_excel[1:]] == same, (person, url)
        seen.setdefault(route, 0)
        seen[route] += len(of_csv)
    assert {route for route, _, _ in LISTS} == {route for route, rows in seen.items() if rows}


def rows_on(page):
    """How many rows the page says that its list has; None where it has no pages."""
    listed = page.context.get("page") or getattr(page.context.get("meetings"), "page", None)
    if page.context.get("meetings"):
        return listed.paginator.count + len(page.context["meetings"].coming)
    return listed.paginator.count if listed is not None else None


def plain(value):
    return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "hour") else str(value)


def texts(client, url):
    about, rows = read_excel(download(client, url, "xlsx"))
    cells = [str(value) for row in rows for value in row]
    return [str(read_csv(download(client, url, "csv"))), " ".join([str(about), *cells])]


def test_a_restricted_review_is_in_the_files_of_who_is_named_on_it_alone(world, sign_in):
    build_lists(world)
    names = {True: set(), False: set()}
    for person, route, url, client, _ in visits(world, sign_in):
        for text in texts(client, url):
            names["hidden" in text.lower()].add((person, route))
    assert {person for person, _ in names[True]} == {"scrutineer"}
    shown = {route for _, route in names[True]}
    assert shown >= {
        "recommendations:action-list",
        "recommendations:recommendation-list",
        "recommendations:review-list",
        "dashboards:evidence-list",
        "dashboards:extension-list",
        "dashboards:challenge-list",
        "dashboards:check-list",
        "dashboards:overtaken-list",
        "evidence:request-list",
        "documents:pack-list",
        "reminders:notice-list",
    }


def test_who_is_named_may_be_a_manager_and_then_reads_it_in_their_lists(world, sign_in):
    """So the test before could fail for the managers' own lists, too."""
    secret = build_lists(world)
    secret.people.create(user=world.manager, named_by=world.scrutineer)
    client, shown = sign_in("manager"), set()
    for route, about, more in LISTS:
        url = address(world, route, about, more)
        if "hidden" in texts(client, url)[0].lower():
            shown.add(route)
    expected = {route for route, _, _ in LISTS} - WITHOUT_REVIEWS
    # The notice was not for them, and the mail is about another review.
    assert shown == expected - {"reminders:notice-list", "reminders:mail-detail"}


def test_files_hold_nothing_of_another_partnership(world, sign_in):
    build_lists(world)
    client, found = sign_in("outsider"), set()
    for route, about, more in LISTS:
        if about in ("", "police"):
            for text in texts(client, address(world, route, about, more)):
                assert "clare" not in text.lower(), route
                found |= {"Robin"} & set(text.split("'"))
        else:
            url = address(world, route, about, more)
            for kind in ("csv", "xlsx"):
                mark = "&" if more else "?"
                assert client.get(f"{url}{mark}download={kind}").status_code == 404, route
    assert found == {"Robin"}


def test_a_lead_has_the_own_agencys_rows_alone(world, sign_in):
    build_lists(world)
    url = address(world, "dashboards:extension-list", "public_id", "")
    agencies = {
        person: {row["Lead agency"] for row in read_csv(download(sign_in(person), url, "csv"))}
        for person in ("manager", "police_lead", "health_lead")
    }
    assert agencies == {
        "manager": {"City Constabulary", "City Health Trust"},
        "police_lead": {"City Constabulary"},
        "health_lead": {"City Health Trust"},
    }
