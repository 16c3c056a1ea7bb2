"""What the form for new evidence offers, says and asks, all at once."""

from datetime import date

import pytest
from django.urls import reverse

from evidence.models import Evidence
from tests.evidence.samples import EXE, add, add_url, posted, upload, waits

pytestmark = pytest.mark.usefixtures("today")
FUTURE = "The date of the evidence must be today or in the past."


def send(client, action, way="file", **changes):
    return client.post(add_url(action, way), posted(also_supports=[action.pk], **changes))


def errors(page):
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def text(name):
    return upload(name, f"Text of {name}.".encode())


def kinds(page):
    return [key for key, _ in page.context["form"].fields["kind"].choices]


def test_a_refused_file_hides_nothing_else_that_is_wrong(world, sign_in):
    wrong = {"level": "", "dated_on_year": "2027", "figure_1_label": "Schools"}
    page = send(sign_in("police_lead"), world.police_action, file=upload("run.exe", EXE), **wrong)
    assert errors(page) == {
        "file": ["run.exe: Programs are not accepted."],
        "level": ["Answer “What does it show?”"],
        "dated_on": [FUTURE],
        "figure_1_value": ["Enter the number"],
        "figure_1_unit": ["Enter the unit, like sessions"],
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dated_on_year": "2027"}, {"dated_on": [FUTURE]}),
        (
            {"dated_until_day": "5", "dated_until_month": "10", "dated_until_year": "2027"},
            {"dated_until": ["The last day must be today or in the past."]},
        ),
        (
            {"dated_until_day": "4", "dated_until_month": "10", "dated_until_year": "2026"},
            {"dated_until": ["The last day must not be before the date of the evidence."]},
        ),
    ],
)
def test_a_date_that_cannot_be_is_said_by_its_name(world, sign_in, changes, expected):
    page = send(sign_in("police_lead"), world.police_action, file=upload(), **changes)
    assert errors(page) == expected
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(("way", "chosen"), [("file", "document"), ("figures", None)])
def test_only_a_link_is_of_the_kind_link_and_figures_may_be_of_any_other(
    world, sign_in, way, chosen
):
    page = sign_in("police_lead").get(add_url(world.police_action, way))
    assert kinds(page) == [key for key in Evidence.Kind.values if key != "link"]
    assert page.context["form"]["kind"].value() == chosen
    refused = send(sign_in("police_lead"), world.police_action, way, kind="link", file=upload())
    assert errors(refused)["kind"] == ["Select the kind of evidence from the list"]


def test_a_link_is_of_any_kind(world, sign_in):
    page = sign_in("police_lead").get(add_url(world.police_action, "link"))
    assert (kinds(page), page.context["form"]["kind"].value()) == (Evidence.Kind.values, "link")


def test_an_item_without_a_link_becomes_no_link_later(world, sign_in):
    page = reverse("evidence:evidence-edit", args=[add(world).public_id])
    assert "link" not in kinds(sign_in("police_lead").get(page))
    linked = add(world, kind="audit", url="https://example.org/report")
    page = reverse("evidence:evidence-edit", args=[linked.public_id])
    assert "link" in kinds(sign_in("police_lead").get(page))


def note(page):
    form = page.context["form"]
    assert form.fields["sessions"].help_text == form.figures_note
    assert form.figures_note in page.content.decode()
    return form.figures_note


def test_the_form_says_which_file_takes_the_figures(world, sign_in):
    client, several = sign_in("police_lead"), "If there are several files, the figures go with the"
    assert note(client.get(add_url(world.police_action))) == f"{several} first one."
    waits(world, text("a {{ b }}.txt"))
    assert note(client.get(add_url(world.police_action))) == f"{several} first one."
    waits(world, text("c.txt"))
    page = client.get(add_url(world.police_action))
    assert note(page) == f"{several} first one, a {{{{ b }}}}.txt."


def test_they_go_with_no_file_that_is_linked_or_left_out(world, sign_in):
    add(world, file=text("there.txt"))
    for name in ("there.txt", "a.txt", "b.txt"):
        waits(world, text(name))
    client = sign_in("police_lead")
    page = client.get(add_url(world.police_action))
    assert note(page).endswith(" first one, a.txt.")
    rows = page.context["rows"]
    sent = {f"file-{row.upload.public_id}-title": row.upload.original_name for row in rows}
    sent[f"file-{rows[0].upload.public_id}-again"] = "leave"
    sent[f"file-{rows[1].upload.public_id}-leave_out"] = "on"
    keys = [row.upload.public_id for row in rows]
    back = send(client, world.police_action, pending=keys, level="", **sent)
    assert note(back).endswith(" first one, b.txt.")
    figure = {"figure_1_label": "Schools", "figure_1_value": "9", "figure_1_unit": "schools"}
    send(client, world.police_action, pending=keys, **sent, **figure)
    assert Evidence.objects.get(figures__label="Schools").title == "b.txt"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("many", "Enter a number, like 437 or 12.5"),
        ("NaN", "Enter a number, like 437 or 12.5"),
        ("1.234", "Enter a number with at most 2 decimal places"),
        ("1234567890123", "Enter a number with at most 12 digits"),
        ("12345678901234.5", "Enter a number with at most 12 digits"),
    ],
)
def test_what_is_no_number_of_ours_is_said_in_plain_words(world, sign_in, value, said):
    row = {"figure_1_label": "Schools", "figure_1_value": value, "figure_1_unit": "schools"}
    page = send(sign_in("police_lead"), world.police_action, "figures", **row)
    assert errors(page) == {"figure_1_value": [said]}


def test_a_date_from_before_the_review_is_asked_about_once(world, sign_in):
    type(world.review).objects.update(commissioned_on=date(2025, 4, 1))
    client, box = sign_in("police_lead"), 'name="early_is_right"'
    assert box not in client.get(add_url(world.police_action, "link")).content.decode()
    link = {"way": "link", "url": "https://example.org/", "kind": "policy"}
    page = send(client, world.police_action, **link, dated_on_year="2024")
    asked = "The review was commissioned later, on 1 April 2025. "
    asked += "Change it, or say below that it is right"
    assert errors(page) == {"dated_on": [asked]}
    assert (page.content.decode().count(box), Evidence.objects.count()) == (1, 0)
    send(client, world.police_action, **link, dated_on_year="2024", early_is_right="on")
    send(client, world.police_action, **link, dated_on_year="2025")
    type(world.review).objects.update(commissioned_on=None)
    send(client, world.police_action, **link, dated_on_year="2023")
    days = Evidence.objects.order_by("pk").values_list("dated_on", flat=True)
    assert list(days) == [date(2024, 10, 5), date(2025, 10, 5), date(2023, 10, 5)]
