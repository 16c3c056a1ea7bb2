"""Names are kept for people, and can neither lead anywhere nor pretend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.filenames import DIRECTION, clean_name


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("Procès-verbal (final).PDF", "Procès-verbal (final).PDF"),
        ("会议记录.docx", "会议记录.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lead\\minutes.pdf", "minutes.pdf"),
        ("min\0utes.pdf", "min utes.pdf"),
        ("a\r\nContent-Type: text/html.pdf", "html.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("re\u2067po\u2069rt\u200f.pdf", "report.pdf"),
        ("  minutes  of  May .pdf ", "minutes of May.pdf"),
        (".pdf", "pdf"),
        ("...", ""),
        ("\u202e\u200f", ""),
        ("", ""),
    ],
)
def test_name_is_cleaned(raw, kept):
    assert clean_name(raw) == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = clean_name("x" * 5000 + ".docx")
    assert len(name) == 255
    assert name.endswith("x.docx")


@given(st.text(max_size=400))
def test_no_name_holds_a_path_or_what_cannot_be_seen(raw):
    name = clean_name(raw)
    assert len(name) <= 255
    assert not set(name) & {"/", "\\", "\0", "\n", "\r"}
    assert not DIRECTION.search(name)
    assert clean_name(name) == name
