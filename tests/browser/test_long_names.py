"""Names of two hundred characters without a space: no page scrolls sideways on a phone."""

import pytest

from tests.browser.test_accessibility import crawl, scrolls_sideways

pytestmark = pytest.mark.browser

#: Renames, and writes down what was there; the second puts it back.
RENAME = """
import json, pathlib
from django.apps import apps
word, was = "Unbroken" * 18, []
for model, field in [("agencies.User", "name"), ("agencies.Agency", "name"),
                     ("agencies.Partnership", "name"), ("recommendations.Action", "title"),
                     ("recommendations.Review", "pseudonym")]:
    rows = apps.get_model(model).objects
    longest = rows.model._meta.get_field(field).max_length
    for pk, name in rows.values_list("pk", field):
        was.append([model, field, pk, name])
        rows.filter(pk=pk).update(**{field: f"{word[:longest - 6]}{pk}"})
pathlib.Path("FILE").write_text(json.dumps(was))
"""
RESTORE = """
import json, pathlib
from django.apps import apps
for model, field, pk, name in json.loads(pathlib.Path("FILE").read_text()):
    apps.get_model(model).objects.filter(pk=pk).update(**{field: name})
"""


#: Whether a table that stacks on a phone is wider than its place.
STACKED = """[...document.querySelectorAll(".app-table-scroll:has(.app-table--stack)")]
    .some((place) => place.scrollWidth > place.clientWidth)"""


@pytest.fixture
def renamed(site, tmp_path):
    file = str(tmp_path / "names.json")
    site.manage("shell", "-c", RENAME.replace("FILE", file))
    yield site
    site.manage("shell", "-c", RESTORE.replace("FILE", file))


@pytest.mark.parametrize(("person", "fewest"), [("manager", 40), ("police", 18)])
def test_nothing_scrolls_sideways_on_a_phone(visit, renamed, person, fewest):
    page = visit(person, "phone")
    wide = {
        route: scrolls_sideways(page) or page.evaluate(STACKED)
        for route in crawl(page, renamed.address)
    }
    assert [route for route in wide if wide[route]] == []
    assert len(wide) >= fewest
