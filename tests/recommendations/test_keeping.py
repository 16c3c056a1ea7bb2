"""How long evidence of a review is kept, and its legal hold: each change stays, with its reason."""

from datetime import date

import pytest
from django.urls import reverse

from recommendations.models import KeepingChange
from recommendations.services import change_keeping
from scr_tracker.errors import NotAllowed

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
