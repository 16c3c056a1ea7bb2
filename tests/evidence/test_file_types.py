"""Which files are accepted, and what is said of the others."""

import pytest
from django.core.exceptions import ValidationError

from evidence import filetypes
from tests.evidence.samples import CFB, GOOD, HEIC, JPEG, MSG, PDF, PNG, office, upload


def message(name, content):
    with pytest.raises(ValidationError) as refused:
        filetypes.check(upload(name, content), name)
    return refused.value.messages[0]


@pytest.mark.parametrize("name", GOOD)
def test_each_listed_kind_is_accepted_by_name_and_bytes(name):
    file = upload(name, GOOD[name])
    kept, mime = filetypes.check(file, name)
    assert kept == name
    assert mime == filetypes.ALLOWED["." + name.rpartition(".")[2].lower()].mime
    assert file.read() == GOOD[name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", PNG),
        ("picture.png", JPEG),
        ("photo.jpg", PNG),
        ("photo.heic", PDF),
        ("plan.docx", PDF),
        ("plan.docx", office(".xlsx")),
        ("plan.docx", b"PK\x03\x04 damaged"),
        ("table.ods", office(".odt")),
        ("note.txt", b"words" * 20_000 + b"\0"),
        ("note.csv", HEIC),
        ("mail.eml", b"Just a note, with no headers.\n"),
        ("mail.msg", CFB),
        ("mail.msg", PDF),
    ],
)
def test_a_type_that_does_not_match_its_bytes_is_refused(name, content):
    assert "that is not what is in the file" in message(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.docx", office(".docx", ["word/vbaProject.bin"])),
        ("table.xlsx", office(".xlsx", ["xl/vbaProject.bin"])),
        ("table.xlsx", office(".xlsx", ["xl/macrosheets/sheet1.xml"])),
        (
            "slides.pptx",
            office(
                ".pptx",
                says="application/vnd.ms-powerpoint.presentation.macroEnabled",
            ),
        ),
        ("plan.odt", office(".odt", ["Basic/Standard/Module1.xml"])),
        ("plan.odt", office(".odt", ["Scripts/python/run.py"])),
        ("mail.msg", MSG + "_VBA_PROJECT".encode("utf-16-le") + b"\0" * 512),
    ],
)
def test_macros_are_refused_whatever_the_name_says(name, content):
    assert message(name, content) == (
        "The document holds macros. Save a copy without them, or as PDF, and choose that."
    )


def test_library_lists_of_opendocument_are_no_macros():
    content = office(".odt", ["Basic/script-lc.xml", "Basic/Standard/script-lb.xml"])
    assert filetypes.check(upload("plan.odt", content), "plan.odt")[0] == "plan.odt"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan.docm", "can hold macros"),
        ("page.html", "Web pages and SVG drawings can hold scripts"),
        ("drawing.svg", "Web pages and SVG drawings can hold scripts"),
        ("all.zip", "Unpack it and add the files one by one"),
        ("setup.exe", "Programs are not accepted"),
        ("old.doc", "Save it as .docx"),
        ("report.pdf.exe", "Programs are not accepted"),
        ("report", "has no ending"),
        ("report.xyz", "Files that end in .xyz are not accepted"),
    ],
)
def test_other_endings_are_refused_with_what_to_do(name, words):
    assert words in message(name, PDF)


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html></html>",
        b"  <script>alert(1)</script>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b"\xef\xbb\xbf<html>",
        "<html>".encode("utf-16"),
    ],
)
def test_a_web_page_named_as_text_is_refused(content):
    assert "Web pages and SVG drawings can hold scripts" in message("note.txt", content)


def test_a_script_named_as_text_is_refused():
    assert message("note.txt", b"#!/bin/sh\nrm -r x\n") == "Programs are not accepted."


def test_an_empty_file_is_refused():
    assert message("minutes.pdf", b"") == "The file is empty."


def test_the_limit_itself_is_accepted_and_one_byte_more_is_not(settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    full = PDF + b"\n" * (1024 * 1024 - len(PDF))
    assert filetypes.check(upload("minutes.pdf", full), "minutes.pdf")[0] == "minutes.pdf"
    assert message("minutes.pdf", full + b"\n") == "The file is bigger than 1\xa0MB."
