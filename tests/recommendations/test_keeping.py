"""How long evidence of a review is kept, and its legal hold: each change stays, with its reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from recommendations.models import KeepingChange
from recommendations.services import change_keeping
from scr_tracker.errors import NotAllowed
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("today")


def address(review):
    return reverse("recommendations:review-keeping", args=[review.public_id])


def told(review):
    """What stands on record, the latest first."""
    rows = review.keeping_changes.all()
    return [(row.what, row.reason, row.recorded_by_name) for row in rows]


@pytest.fixture
def held(world):
    return change_keeping(
        actor=world.fresh("manager"),
        review=world.review,
        version=1,
        retain_until=date(2030, 1, 31),
        is_held=True,
        hold_reason="The coroner asked for it.",
    )


def test_a_hold_is_not_lifted_without_a_reason(world, held, sign_in):
    sent = {"version": held.version, "hold_reason": held.hold_reason, "retain_until": "2030-01-31"}
    page = sign_in("manager").post(address(held), sent)
    assert page.context["form"].errors == {"lift_reason": ["Say why the legal hold is lifted."]}
    assert page.context["form"]["retain_until"].value() == [31, 1, 2030]
    held.refresh_from_db()
    assert (held.is_held, held.hold_reason) == (True, "The coroner asked for it.")
    assert len(told(held)) == 1


def test_both_reasons_stay_on_the_page_after_lifting(world, held, sign_in):
    sent = {"version": held.version, "lift_reason": "The inquest is over."}
    assert sign_in("manager").post(address(held), sent).status_code == 302
    held.refresh_from_db()
    assert (held.is_held, held.hold_reason, held.retain_until) == (False, "", None)
    assert told(held) == [
        ("Legal hold lifted", "The inquest is over.", "Manager"),
        ("Legal hold put on", "The coroner asked for it.", "Manager"),
    ]
    page = sign_in("manager").get(address(held)).content.decode()
    assert page.index("The inquest is over.") < page.index("The coroner asked for it.")


UNTIL = {"": None, "before": TODAY - timedelta(days=1), "today": TODAY}


@pytest.mark.parametrize(
    ("was_held", "is_held", "until", "said"),
    [
        (False, True, "", "Clare is under legal hold now. Nothing of it can be disposed of until "),
        (True, True, "today", "Clare is still under legal hold. Nothing of it can be disposed of "),
        (
            True,
            False,
            "",
            "The legal hold on Clare is lifted. No date is set until which ",
        ),
        (True, False, "today", "The legal hold on Clare is lifted. Its files are kept until 2 Nov"),
        (
            True,
            False,
            "before",
            "The legal hold on Clare is lifted. The time for keeping is ",
        ),
        (False, False, "today", "Its files are kept until 2 November 2026."),
    ],
)
def test_the_answer_says_what_was_done_and_what_it_means(
    world, sign_in, was_held, is_held, until, said
):
    review = world.review
    type(review).objects.update(is_held=was_held, hold_reason="Inquest." if was_held else "")
    day = UNTIL[until]
    sent = {"version": review.version, "hold_reason": "Inquest.", "lift_reason": "It is over."}
    sent |= {"is_held": "on"} if is_held else {}
    parts = ("day", "month", "year") if day else ()
    sent |= {f"retain_until_{part}": getattr(day, part) for part in parts}
    answer = sign_in("manager").post(address(review), sent, follow=True)
    (message,) = [str(each) for each in answer.context["messages"]]
    assert message[: len(said)] == said


def test_a_date_alone_needs_no_reason_and_is_kept_too(world, held):
    values = {"retain_until": None, "is_held": True, "hold_reason": held.hold_reason}
    change_keeping(actor=world.fresh("manager"), review=held, version=held.version, **values)
    assert told(held)[0] == ("Date for keeping changed", "", "Manager")


def test_what_changes_nothing_leaves_no_row(world, held):
    values = {name: getattr(held, name) for name in ("retain_until", "is_held", "hold_reason")}
    change_keeping(actor=world.fresh("manager"), review=held, version=held.version, **values)
    assert len(told(held)) == 1


@pytest.mark.parametrize("person", ["police_lead", "board_member", "scrutineer", "outsider"])
def test_only_the_partnerships_manager_changes_it(world, person):
    values = {"retain_until": None, "is_held": True, "hold_reason": "Inquest."}
    with pytest.raises(NotAllowed):
        change_keeping(actor=world.fresh(person), review=world.review, version=1, **values)
    assert not KeepingChange.objects.exists()
