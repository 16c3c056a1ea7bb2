"""Names in a pack: for people, safe on every system, never two alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import Names
from evidence.models import EvidenceVersion


def name_of(title, original="list.pdf", names=None, pk=1, folder="1a", reference="1a.3"):
    version = EvidenceVersion(pk=pk, number=2, original_name=original)
    return (names or Names()).file(folder, reference, title, version)


@pytest.mark.parametrize(
    ("title", "original", "name"),
    [
        ("Attendance list", "scan.PDF", "1a/1a.3 Attendance list v2.pdf"),
        ("../../etc/passwd", "a.txt", "1a/1a.3 .. .. etc passwd v2.txt"),
        ("C:\\temp\\x", "a.txt", "1a/1a.3 C temp x v2.txt"),
        ('<a|b>?*"', "a.txt", "1a/1a.3 a b v2.txt"),
        ("report\u202egpj.exe", "a.txt", "1a/1a.3 reportgpj.exe v2.txt"),
        ("line\nbreak\x00", "a.txt", "1a/1a.3 line break v2.txt"),
        ("plain", "no ending", "1a/1a.3 plain v2"),
        ("plain", "a.p/../df", "1a/1a.3 plain v2"),
        ("Процес", "a.txt", "1a/1a.3 Процес v2.txt"),
    ],
)
def test_what_people_typed_becomes_a_plain_name(title, original, name):
    assert name_of(title, original) == name


def test_names_that_windows_keeps_for_devices_are_changed():
    names = Names()
    assert [names.folder(raw) for raw in ("CON", "nul", "..", " . ", "lpt1.a")] == [
        *("_CON", "_nul", "recommendation", "recommendation (2)", "_lpt1.a"),
    ]


def test_names_that_differ_in_case_only_are_told_apart():
    names = Names()
    found = [
        name_of(title, names=names, pk=pk) for pk, title in enumerate(("List", "LIST", "list"))
    ]
    assert found == [
        "1a/1a.3 List v2.pdf",
        "1a/1a.3 LIST v2 (2).pdf",
        "1a/1a.3 list v2 (3).pdf",
    ]
    assert name_of("List", names=names, pk=0) == "1a/1a.3 List v2.pdf"
    assert names.folder("Index.html") == "Index.html (2)"


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=60))
def test_no_text_leaves_its_folder_or_grows_too_long(title, original, folder):
    names = Names()
    place = names.folder(folder)
    name = name_of(title, original, names, folder=place)
    assert name.split("/")[0] == place
    assert name.count("/") == 1
    assert not set('\\<>:"|?*\0\n') & set(name)
    for part in name.split("/"):
        assert part not in ("", ".", "..")
        assert part == part.strip(" .")
        assert len(part.encode()) <= 160
