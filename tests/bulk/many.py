"""Changing many rows as people do, step by step, and as the service takes it."""

from django.urls import reverse

from recommendations.bulk.plans import What, Wish
from recommendations.models import Action, BulkChange
from recommendations.services import change_many
from tests.world import TODAY

ACTIONS = reverse("recommendations:action-bulk")
THEMES = reverse("recommendations:recommendation-bulk")
REASON = "The force has been reorganised."


def tick(client, rows, url=ACTIONS, **more):
    """From the list to the first page."""
    return client.post(url, {"pick": [str(row.public_id) for row in rows], **more})


def preview(client, rows, url=ACTIONS, reason=REASON, **answers):
    data = {"pick": [str(row.public_id) for row in rows], "reason": reason, **answers}
    return client.post(url, {**data, "step": "preview"})


def confirm(client, page, url=ACTIONS, follow=True, **changed):
    """Press the button on the preview, which says what it carries."""
    answers: dict = {}
    for name, value in page.context["answers"]:
        answers.setdefault(name, []).append(value)
    data = {**answers, "pick": page.context["picks"], "step": "confirm", **changed}
    return client.post(url, data, follow=follow)


def due(day="2027-03-31", agreed_by="The board"):
    return {"what": "due_on", "new_due_on": day, "agreed_by": agreed_by}


def owner(person):
    return {"what": "owner", "owner": person.pk}


def lead(agency):
    return {"what": "lead_agency", "lead_agency": agency.pk}


def change(world, what, value, rows, picked=None, person="manager", **more):
    wish = Wish(world.city, what, value, TODAY)
    picked = picked or {row.public_id: row.version for row in rows}
    more.setdefault("reason", REASON)
    if what == What.DUE:
        more.setdefault("agreed_by", "The board")
    return change_many(actor=world.fresh(person), wish=wish, picked=picked, **more)


def rows_of(change):
    """(reference, before, after, why not) of each row."""
    return [
        (str(row.action or row.recommendation), row.before, row.after, row.why_not)
        for row in change.rows.all()
    ]


def last():
    return BulkChange.objects.get()


def fresh(*actions):
    return [Action.objects.get(pk=action.pk) for action in actions]
