"""With a mistake in its filter a page of figures shows none: they would be those of everything."""

import pytest
from django.urls import reverse

from tests.dashboards.town import build_town

KIND = ("kind=banana", "Select the kind of review from the list")
PERIOD = ("period_from=2026-06-01&period_to=2026-05-01", "The period ends before it begins.")


@pytest.mark.parametrize(
    ("name", "mistake", "said"),
    [("board", *KIND), ("board", *PERIOD), ("trend", *KIND), ("theme-list", *KIND)],
)
def test_nothing_is_counted(today, world, sign_in, name, mistake, said):
    build_town(world)
    client = sign_in("manager")
    address = reverse(f"dashboards:{name}", args=[world.city.public_id])
    assert "data-rows" in client.get(address).content.decode()
    text = client.get(f"{address}?{mistake}").content.decode()
    assert said in text
    assert "Nothing is shown while the filter has a mistake." in text
    assert "data-rows" not in text


def test_nor_is_it_sent_as_a_file(today, world, sign_in):
    address = reverse("dashboards:theme-list", args=[world.city.public_id])
    answer = sign_in("manager").get(f"{address}?kind=banana&download=csv")
    assert (answer.status_code, answer.url) == (302, f"{address}?kind=banana")
