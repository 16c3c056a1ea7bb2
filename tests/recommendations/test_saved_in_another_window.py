"""A form that was overtaken says by whom: by somebody else, or by its reader in another window."""

import pytest
from django.urls import reverse

from recommendations.services import edit_recommendation

pytestmark = pytest.mark.usefixtures("today")
OWN = "You saved changes in another window while you had this page open"
OTHERS = "Somebody else saved changes while you had this page open"


@pytest.mark.parametrize(
    ("savers", "says"),
    [
        (["manager"], OWN),
        (["manager", "manager"], OWN),
        (["deputy"], OTHERS),
        (["deputy", "manager"], OTHERS),
    ],
)
def test_who_saved_in_between_is_said(world, sign_in, deputy, savers, says):
    address = reverse("recommendations:signoff-add", args=[world.recommendation.public_id])
    for version, person in enumerate(savers, 1):
        actor = deputy if person == "deputy" else world.fresh("manager")
        values = {"recommendation": world.recommendation, "version": version}
        edit_recommendation(actor=actor, **values, closing_criteria=f"Audited {version} times.")
    data = {
        "outcome": "closed_not_implemented",
        "forum": world.forum.pk,
        "meeting_on": "2026-10-01",
        "basis": "Seen",
        "version": "1",
    }
    html = sign_in("manager").post(address, data).content.decode()
    assert [words for words in (OWN, OTHERS) if words in html] == [says]
    assert world.recommendation.sign_offs.count() == 0


@pytest.fixture
def deputy(world):
    from tests.world import add_person

    return add_person(world, "deputy", "manager")
