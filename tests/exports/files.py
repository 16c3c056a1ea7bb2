"""Files as somebody else reads them: CSV by Python's reader, Excel by calamine."""

import csv
import io

from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from scr_tracker.exports import Table, csv_file
from scr_tracker.exports.tables import Printed


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def read_csv(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"), newline="")))


def csv_of(table: Table) -> list[dict[str, str]]:
    """The rows of a table as its CSV holds them."""
    printed = Printed(table, timezone.localdate(), timezone.now(), "http://example.test/")
    text = "".join(csv_file.lines(printed)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_excel(response) -> tuple[dict[str, object], list[list]]:
    """What the first sheet says, and the rows of the second one, with its headings."""
    return sheets_of(body(response))


def sheets_of(found: bytes) -> tuple[dict[str, object], list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(found))
    about, rows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    said: dict[str, object] = {}
    for label, value in about:
        said[label] = f"{said[label]}; {value}" if label in said else value
    return said, rows


def download(client: Client, address: str, kind: str):
    response = client.get(f"{address}{'&' if '?' in address else '?'}download={kind}")
    assert response.status_code == 200, address
    return response
