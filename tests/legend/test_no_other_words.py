"""Nothing prints a rating or a progress but by its legend: read from the sources."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("recommendations", "evidence", "reminders", "dashboards", "documents")
#: They say what the house calls them, which is what a legend begins with.
OWN = {
    "recommendations/legend.py",
    "recommendations/legend_checks.py",
    "recommendations/legend_history.py",
    "recommendations/forms/legend.py",
}
IN_TEMPLATES = re.compile(
    r"status_tag\s+\S*\b(?:rating|progress)\b|tag\.html\"[^%]*value=\S*\b(?:rating|progress)\b"
    r"|\bget_(?:rating|progress)_display\b"
)
IN_CODE = re.compile(r"\b(?:Rating|Progress)(?:\([^)]*\)|\.[A-Z_]+)\.label\b|\.(?:rating)\.label\b")


def found(pattern, text):
    return [match[0] for match in pattern.finditer(text)]


def test_no_template_prints_them_in_another_way():
    files = list((ROOT / "templates").rglob("*.html"))
    assert len(files) > 150
    wrong = {str(path): found(IN_TEMPLATES, path.read_text()) for path in files}
    assert {path: each for path, each in wrong.items() if each} == {}


def test_no_code_does():
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    wrong = {}
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if name not in OWN and "/migrations/" not in name:
            wrong[name] = found(IN_CODE, path.read_text())
    assert len(wrong) > 200
    assert {path: each for path, each in wrong.items() if each} == {}


@pytest.mark.parametrize(
    "text",
    [
        '{% status_tag action.rating "Overdue" %}',
        '{% status_tag row.progress row.words "progress" %}',
        '{% include "components/tag.html" with kind="x" value=rating label=rating.label only %}',
        "{{ action.get_rating_display }}",
    ],
)
def test_another_way_in_a_template_is_found(text):
    assert len(found(IN_TEMPLATES, text)) == 1


@pytest.mark.parametrize(
    "text", ["Rating(row.rating).label", 'Progress("overdue").label', "Rating.OVERDUE.label"]
)
def test_another_way_in_code_is_found(text):
    assert len(found(IN_CODE, text)) == 1


def test_the_right_way_is_left_alone():
    right = "{% rating_tag action.rating action.partnership %}{% status_tag action.status x %}"
    assert found(IN_TEMPLATES, right) == []
    assert found(IN_CODE, "legend.rating(row.rating).label, Status(row.status).label") == []
