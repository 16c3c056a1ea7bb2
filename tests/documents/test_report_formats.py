"""The same figures and sentences in each format, and what all formats share."""

import pytest
from lxml import html

from documents.report.model import Chart, Entries, Figures, Table, kind_of
from documents.report.stored import from_json, to_json
from documents.report.told import shown
from documents.report.writers import FORMATS
from tests.documents.read_back import cells_of_excel, words_of_html, words_of_pdf, words_of_word
from tests.documents.reports import report

HEADINGS = (
    "Summary",
    "Progress",
    "Recommendations",
    "Actions",
    "What the words and colours mean",
)
READERS = {"html": words_of_html, "pdf": words_of_pdf, "docx": words_of_word}


def said(made):
    """Every word and figure of the report, as text tells it."""
    for section in made.sections:
        yield section.heading
        for block in section.blocks:
            table = block.table if isinstance(block, Chart) else block
            if isinstance(table, Table):
                yield from (column.heading for column in table.columns)
                for row in table.rows:
                    yield from (
                        shown(value, column.kind)
                        for column, value in zip(table.columns, row, strict=True)
                    )
            elif isinstance(table, Figures):
                yield from (shown(row.value, kind_of(row.value)) for row in table.rows)
            elif isinstance(table, Entries):
                for entry in table.entries:
                    yield from (entry.heading, entry.state, entry.sentence, entry.text)
                    yield from (shown(each.value, kind_of(each.value)) for each in entry.facts)


@pytest.mark.parametrize("key", READERS)
def test_each_format_says_all_of_it(key):
    made = report(9)
    words = READERS[key](FORMATS[key].write(made))
    everything = [each for each in said(made) if each]
    assert len(everything) > 200
    assert [each for each in everything if each not in words] == []


def test_excel_has_as_many_rows_as_the_report():
    made = report(9)
    sheets = cells_of_excel(FORMATS["xlsx"].write(made))
    assert {name: len(rows) - 3 for name, rows in sheets.items() if name != "About"} == {
        "Summary": 4,
        "Progress": 3,
        "Recommendations": 9,
        "Actions": 27,
    }


@pytest.mark.parametrize("key", FORMATS)
def test_a_report_that_was_kept_is_written_as_on_its_first_day(key):
    """What is read out of the formats; Word's own file carries the moment of its writing."""
    made = report(4)
    again = from_json(to_json(made))
    first, second = FORMATS[key].write(made), FORMATS[key].write(again)
    read = READERS.get(key, cells_of_excel)
    assert read(first) == read(second)


def test_names_of_files_are_for_people_and_safe():
    made = report(title="Board: 3/2 ../../x")
    assert [each.name(made) for each in FORMATS.values()] == [
        "Board 3 2 .. .. x 2026-11-02.pdf",
        "Board 3 2 .. .. x 2026-11-02.docx",
        "Board 3 2 .. .. x 2026-11-02.xlsx",
        "Board 3 2 .. .. x 2026-11-02.html",
    ]


def test_html_stands_alone_and_runs_nothing():
    page = html.document_fromstring(FORMATS["html"].write(report(title="<script>x</script>")))
    assert page.xpath("//script|//link|//iframe") == []
    assert page.get("lang") == "en-GB"
    assert page.xpath("//title/text()") == ["<script>x</script> – OFFICIAL-SENSITIVE"]
    assert page.xpath("//figure/img/@alt") == [
        "A bar in three parts: a quarter signed off, just under half in progress, the rest late."
    ]
    assert page.xpath("count(//thead//th[@scope='col'])") == page.xpath("count(//thead//th)") == 13
    assert page.xpath("//nav//a/text()") == [*HEADINGS]
    targets = [href.removeprefix("#") for href in page.xpath("//nav//a/@href")]
    assert [page.get_element_by_id(target).text for target in targets] == [*HEADINGS]


def test_html_is_marked_on_every_printed_page():
    page = FORMATS["html"].write(report()).decode()
    assert page.count('content:"OFFICIAL-SENSITIVE"') == 2
    assert page.count('<p class="marking">OFFICIAL-SENSITIVE</p>') == 2
