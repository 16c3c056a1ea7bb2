"""A verification without evidence says so, wherever it is shown."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from documents.reading import read
from documents.story import story
from recommendations.services import post_update
from recommendations.timeline import timeline
from tests.evidence.samples import add
from tests.evidence.test_verification import decide, verify
from tests.exports.files import read_csv
from tests.recommendations.deciding import forum_decides
from tests.world import add_action, add_recommendation, made

pytestmark = pytest.mark.usefixtures("today")
WORD = "Verified without evidence"
ACTIONS = ("Reference", "Action")
NOTE = "The form itself is the proof."


@pytest.fixture
def recommendation(world):
    return add_recommendation(world, reference="9", agencies=(world.police,))


@pytest.fixture
def bare(world, recommendation):
    action = add_action(world, recommendation, status="completed", title="Change the form")
    verify(world, action, note=NOTE)
    return action


@pytest.fixture
def proven(world, recommendation):
    action = add_action(world, recommendation, status="completed", title="Brief officers")
    decide(world, add(world, action=action))
    verify(world, action)
    return action


def words(sign_in, person, page):
    """So often outside the timeline, which keeps what was said before."""
    text = sign_in(person).get(page).content.decode()
    return text.partition('id="timeline"')[0].count(WORD)


def told(world, action):
    """What the timeline says of verifications, the latest first."""
    titles = [entry.title for entry in timeline(made(action), world.fresh("scrutineer"))]
    return [title for title in titles if "erified" in title]


def test_action_and_recommendation_say_so(sign_in, recommendation, bare, proven):
    for person in ("manager", "police_lead", "board_member", "scrutineer"):
        assert words(sign_in, person, bare.get_absolute_url()) == 1
        assert words(sign_in, person, proven.get_absolute_url()) == 0
        assert words(sign_in, person, recommendation.get_absolute_url()) == 1


def test_the_csv_of_the_action_list_says_so(world, sign_in, bare, proven):
    for person in ("manager", "police_lead", "board_member", "scrutineer"):
        rows = read_csv(sign_in(person).get("/actions/?download=csv"))
        found = {row["Action"]: row["Verification"] for row in rows}
        assert (found[bare.title], found[proven.title]) == (WORD, "")
    add(world, action=bare)  # takes the verification back
    rows = read_csv(sign_in("manager").get("/actions/?download=csv"))
    assert {row["Verification"] for row in rows} == {""}


def test_the_index_of_a_pack_says_so_beside_the_status_and_the_decision(
    world, recommendation, bare, proven
):
    pack = read(world.fresh("board_member"), recommendation.review, recommendation, timezone.now())
    (table,) = [block for block in story(pack) if getattr(block, "head", ())[:2] == ACTIONS]
    status, decided = table.head.index("Status"), table.head.index("Verified")
    said = {row[1]: (row[status], row[decided].splitlines()[0]) for row in table.rows}
    by = "by Manager, 2 November 2026"
    assert said == {
        bare.title: (WORD, f"{WORD} {by}"),
        proven.title: ("Verified", f"Verified {by}"),
    }


def test_the_board_reads_it_in_my_work(sign_in, bare, proven):
    assert (words(sign_in, "board_member", "/"), words(sign_in, "scrutineer", "/")) == (1, 1)


def test_a_decision_keeps_it_with_what_stood(world, sign_in, recommendation, bare, proven):
    decision = forum_decides(world, recommendation, outputs_only_reason="Nothing else can show it.")
    kept = {row["title"]: row["without_evidence"] for row in decision.snapshot["actions"]}
    assert kept == {"Change the form": True, "Brief officers": False}
    assert words(sign_in, "scrutineer", decision.get_absolute_url()) == 1


def test_it_is_gone_once_the_action_is_verified_on_evidence(world, sign_in, bare):
    item = add(world, action=bare)
    decide(world, item)
    verify(world, bare)
    assert words(sign_in, "manager", bare.get_absolute_url()) == 0


def test_it_is_gone_once_the_action_is_reopened(world, sign_in, bare):
    bare.refresh_from_db()
    manager = world.fresh("manager")
    values = {"action": bare, "version": bare.version, "note": "It has to be done again."}
    post_update(actor=manager, to="in_progress", **values)
    assert words(sign_in, "manager", bare.get_absolute_url()) == 0


def test_the_timeline_says_it_of_the_verification_that_it_is_about(world, bare, proven):
    assert (told(world, bare), told(world, proven)) == ([WORD], ["Status set to verified"])
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        item = add(world, action=bare)
        decide(world, item)
        verify(world, bare)
    assert told(world, bare) == ["Status set to verified", WORD]


def test_how_much_is_to_be_said_is_said_beforehand(world, sign_in, recommendation):
    action = add_action(world, recommendation, status="completed")
    asked = "in a sentence of at least four words"
    queue = reverse("evidence:queue-claim", args=[world.city.public_id, action.public_id])
    for page in (action.get_absolute_url(), queue):
        text = sign_in("manager").get(page).content.decode()
        assert asked in text, page
    decide(world, add(world, action=action))
    for page in (action.get_absolute_url(), queue):
        assert asked not in sign_in("manager").get(page).content.decode(), page
