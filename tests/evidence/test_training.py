"""Training has sessions and attendees: asked for by name, kept as figures, added up."""

import pytest
from django.urls import reverse

from evidence.models import Evidence
from tests.evidence.samples import add_url, posted, upload

pytestmark = pytest.mark.usefixtures("today")


def send(client, action, way="figures", **changes):
    data = posted(also_supports=[action.pk], kind="training", **changes)
    return client.post(add_url(action, way), data)


def figures():
    return [str(figure) for figure in Evidence.objects.get().figures.all()]


def row(number, label, value, unit):
    parts = {"label": label, "value": value, "unit": unit}
    return {f"figure_{number}_{part}": given for part, given in parts.items()}


def test_sessions_and_attendees_come_first_among_the_figures(world, sign_in):
    sent = {"sessions": "17", "attendees": "1,437", **row(1, "Schools", "9", "schools")}
    send(sign_in("police_lead"), world.police_action, **sent)
    assert figures() == ["17 sessions", "1,437 attendees", "9 schools"]


def test_a_file_of_a_training_has_them_too_and_neither_is_a_must(world, sign_in):
    send(sign_in("police_lead"), world.police_action, "file", file=upload(), attendees="12")
    assert figures() == ["12 attendees"]


@pytest.mark.parametrize("value", ["many", "1.5", "-1", "1234567890", "1,43"])
@pytest.mark.parametrize("field", ["sessions", "attendees"])
def test_what_is_no_whole_number_is_said_at_its_field(world, sign_in, field, value):
    page = send(sign_in("police_lead"), world.police_action, **{field: value})
    errors = page.context["form"].errors
    assert errors[field] == ["Enter a whole number, like 17"]
    assert Evidence.objects.count() == 0


def test_figures_of_a_training_need_a_number(world, sign_in):
    page = send(sign_in("police_lead"), world.police_action)
    assert page.context["form"].errors == {"sessions": ["Enter at least one figure"]}


def test_the_same_figure_in_a_row_below_is_there_twice(world, sign_in):
    sent = {"sessions": "17", **row(1, "sessions", "3", "Sessions")}
    page = send(sign_in("police_lead"), world.police_action, **sent)
    assert page.context["form"].errors == {"figure_1_label": ["This figure is there twice"]}


def test_a_number_is_not_lost_where_another_kind_is_chosen(world, sign_in):
    send(sign_in("police_lead"), world.police_action, sessions="17")
    url = reverse("evidence:evidence-edit", args=[Evidence.objects.get().public_id])
    form = sign_in("police_lead").get(url).context["form"]
    assert (form["sessions"].value(), form["figure_1_label"].value()) == ("17", None)
    data = posted(kind="audit", sessions="17", attendees="", version="1")
    sign_in("police_lead").post(url, data)
    assert figures() == ["17 sessions"]
    form = sign_in("police_lead").get(url).context["form"]
    assert (form["sessions"].value(), form["figure_1_label"].value()) == (None, "Sessions")


def test_an_edit_changes_and_removes_them(world, sign_in):
    send(sign_in("police_lead"), world.police_action, sessions="17", attendees="437")
    url = reverse("evidence:evidence-edit", args=[Evidence.objects.get().public_id])
    data = posted(kind="training", sessions="18", attendees="", version="1")
    sign_in("police_lead").post(url, data)
    assert figures() == ["18 sessions"]


def test_they_add_up_on_the_recommendation_and_in_the_register(world, sign_in):
    for number, attendees in (("5", "120"), ("12", "317")):
        send(sign_in("police_lead"), world.police_action, sessions=number, attendees=attendees)
    page = sign_in("manager").get(world.recommendation.get_absolute_url()).content.decode()
    assert "Waiting for a decision: 17 sessions, 437 attendees." in page
    url = reverse("evidence:recommendation-register", args=[world.recommendation.public_id])
    text = b"".join(sign_in("manager").get(url)).decode()
    assert ",5 sessions; 120 attendees," in text
