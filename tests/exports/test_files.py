"""What a file says of itself, how it is called, and what it costs."""

import io
import tracemalloc
from datetime import date, datetime

import pytest
from django.urls import reverse

from recommendations.models import Review
from scr_tracker.exports import Column, Table, csv_file, excel
from scr_tracker.exports.tables import Printed
from tests.exports.files import body, download, read_csv, read_excel, sheets_of
from tests.exports.test_cells import NOW
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")
ACTIONS = "/actions/"


def filtered(world):
    return (
        f"{ACTIONS}?review={world.review.public_id}&rating=overdue&rating=at_risk&due_to=2027-03-31"
    )


def test_each_row_of_the_csv_says_the_day_the_filter_and_the_marking(world, sign_in):
    rows = read_csv(download(sign_in("manager"), filtered(world), "csv"))
    said = ("As at", "Filter", "Marking of this file", "Exported at")
    assert [tuple(row[name] for name in said) for row in rows] == [
        (
            "2026-11-02",
            "Review: Clare. Rating: Overdue, At risk. Due to: 31 March 2027.",
            "OFFICIAL",
            "2026-11-02 09:30",
        )
    ] * 2
    rows = read_csv(download(sign_in("manager"), ACTIONS, "csv"))
    assert {row["Filter"] for row in rows} == {"None: all rows"}


def test_the_first_sheet_says_them_too_and_the_second_holds_the_table(world, sign_in, settings):
    settings.SITE_URL = "https://tracker.example"
    about, rows = read_excel(download(sign_in("manager"), filtered(world) + "&page=7", "xlsx"))
    assert about == {
        "List": "Actions",
        "As at": date(2026, 11, 2),
        "Filter": "Review: Clare; Rating: Overdue, At risk; Due to: 31 March 2027",
        "Rows": 2.0,
        "Marking": "OFFICIAL",
        "Exported at": datetime(2026, 11, 2, 9, 30),
        "Live list": f"https://tracker.example{filtered(world)}",
    }
    assert rows[0][:8] == [
        *("Review", "Marking", "Reference", "Action", "Lead agency", "Owner", "Due", "First due"),
    ]
    assert rows[1][2:8] == [
        "CLARE 1a.1",
        "Brief staff on the new form",
        "City Constabulary",
        "Police Lead",
        date(2026, 10, 21),
        date(2026, 10, 21),
    ]


def test_a_list_of_a_partnership_names_it(world, sign_in):
    url = reverse("agencies:person-list", args=[world.city.public_id])
    about, _ = read_excel(download(sign_in("manager"), f"{url}?state=not-arrived", "xlsx"))
    assert (about["Partnership"], about["Filter"]) == (
        "City Children's Partnership",
        "State: Not signed in yet",
    )


def parts_of(response):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(body(response))) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_the_table_has_a_frozen_heading_and_a_filter(world, sign_in):
    parts = parts_of(download(sign_in("manager"), ACTIONS, "xlsx"))
    sheet = parts["xl/worksheets/sheet2.xml"]
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:L3"/>' in sheet
    for number in (1, 2):
        assert "&amp;C&amp;BOFFICIAL</oddHeader>" in parts[f"xl/worksheets/sheet{number}.xml"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sensitive_list_has_its_marking_in_name_and_file(world, sign_in, kind):
    client = sign_in("manager")
    response = client.get(f"{ACTIONS}?download={kind}")
    assert response["Content-Disposition"] == f'attachment; filename="actions-2026-11-02.{kind}"'
    Review.objects.filter(pk=world.review.pk).update(marking="official_sensitive")
    response = client.get(f"{ACTIONS}?download={kind}")
    assert response["Content-Disposition"] == (
        f'attachment; filename="actions-2026-11-02-OFFICIAL-SENSITIVE.{kind}"'
    )
    if kind == "csv":
        marks = {row["Marking of this file"] for row in read_csv(response)}
    else:
        marks = {read_excel(response)[0]["Marking"]}
    assert marks == {"OFFICIAL-SENSITIVE"}


def test_the_marking_is_of_what_the_file_holds_not_of_what_is_filtered_away(world, sign_in):
    hidden = add_review(world, marking="official_sensitive")
    add_action(world, add_recommendation(world, hidden), due_in=5)
    url = f"{ACTIONS}?review={world.review.public_id}&download=csv"
    assert "SENSITIVE" not in sign_in("manager").get(url)["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_row_is_still_a_file_that_says_what_it_is(world, sign_in, kind):
    response = download(sign_in("manager"), f"{ACTIONS}?status=withdrawn", kind)
    assert "actions-2026-11-02" in response["Content-Disposition"]
    if kind == "csv":
        assert body(response).decode("utf-8-sig").startswith("Review,Marking,Reference")
    else:
        about, rows = read_excel(response)
        assert (about["Rows"], about["Filter"], len(rows)) == (0, "Status: Withdrawn", 1)


def test_a_head_request_makes_no_file(world, sign_in, django_assert_num_queries):
    response = sign_in("manager").head(f"{ACTIONS}?download=xlsx")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Disposition"] == 'attachment; filename="actions-2026-11-02.xlsx"'


def test_an_unknown_kind_of_file_is_the_page(sign_in):
    page = sign_in("manager").get(f"{ACTIONS}?download=exe")
    assert "text/html" in page["Content-Type"]
    for link in ("?download=csv", "?download=xlsx"):
        assert f'href="{link}"' in page.content.decode()


def test_files_are_kept_by_nobody_on_their_way(sign_in):
    for kind in ("csv", "xlsx"):
        response = sign_in("manager").get(f"{ACTIONS}?download={kind}")
        headers = (response["Cache-Control"], response["X-Content-Type-Options"])
        assert headers == ("private, no-store", "nosniff")
        assert response.streaming is True


def printed(rows):
    columns = [
        Column("Number", lambda row: row),
        Column("Text", lambda row: f"A longer text that differs in each row: {row}" * 3),
        Column("Day", lambda row: TODAY),
    ]
    return Printed(Table("Many", columns, rows), TODAY, NOW, "http://x/")


def peak_of(kind, many):
    tracemalloc.start()
    try:
        if kind == "csv":
            for _ in csv_file.lines(printed(range(many))):
                pass
        else:
            with open("/dev/null", "wb") as sink:
                excel.write(printed(range(many)), Sink(sink))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Sink(io.BufferedIOBase):
    """A file that keeps nothing; a ZIP written to it is written forwards."""

    def __init__(self, file):
        self.file, self.place = file, 0

    def write(self, data):
        self.place += len(data)
        return len(data)

    def tell(self):
        return self.place

    def seekable(self):
        return False

    def writable(self):
        return True


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(kind):
    few, many = peak_of(kind, 2_000), peak_of(kind, 20_000)
    assert many < few + 200_000, (few, many)


def test_what_excel_cannot_hold_is_said(monkeypatch):
    monkeypatch.setattr(excel, "MOST", 3)
    file = io.BytesIO()
    excel.write(printed(range(5)), file)
    about, rows = sheets_of(file.getvalue())
    assert (about["Rows"], about[""], len(rows)) == (
        3,
        "More rows than Excel holds. The CSV has all of them.",
        4,
    )
    file = io.BytesIO()
    excel.write(printed(range(3)), file)
    assert "" not in sheets_of(file.getvalue())[0]


def test_no_reference_can_be_read_as_a_number(world, sign_in):
    """A spreadsheet that opens the CSV would call 6.10 by the name of another action, 6.1."""
    recommendation = add_recommendation(world, reference="6")
    add_action(world, recommendation, title="The tenth", number=10)
    for url in ("/actions/", "/recommendations/"):
        rows = read_csv(download(sign_in("manager"), url, "csv"))
        assert rows
        for row in rows:
            with pytest.raises(ValueError, match="could not convert"):
                float(row["Reference"])
    rows = read_csv(download(sign_in("manager"), "/actions/", "csv"))
    [tenth] = [row["Reference"] for row in rows if row["Action"] == "The tenth"]
    assert tenth == "CLARE 6.10"
