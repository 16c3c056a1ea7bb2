"""The forms of evidence, through the browser's door: what comes back, and what is kept."""

from uuid import uuid4

import pytest
from django.urls import reverse

from evidence.models import Evidence, EvidenceVersion
from tests.evidence.samples import (
    PDF,
    add,
    add_url,
    newer_file,
    office,
    posted,
    rows_and_files,
    upload,
)
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")
MEGABYTE = 1024 * 1024


def fields(action, **changes):
    return posted(also_supports=[action.pk], **changes)


def errors(response):
    assert response.status_code == 200
    return {name: [str(m) for m in ms] for name, ms in response.context["form"].errors.items()}


def page(client, url):
    return client.get(url).content.decode()


def test_lead_uploads_a_file_and_reads_what_happens_next(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    response = client.post(add_url(action), fields(action, file=upload()), follow=True)
    evidence = Evidence.objects.get()
    assert response.redirect_chain == [(evidence.get_absolute_url(), 302)]
    text = response.content.decode()
    assert "The partnership manager looks at it next" in text
    assert "Download minutes.pdf" in text
    assert evidence.versions.get().size == len(PDF)


def test_lead_adds_a_link(world, sign_in):
    action = world.police_action
    data = fields(action, kind="link", url="https://example.org/report")
    sign_in("police_lead").post(add_url(action, "link"), data)
    assert Evidence.objects.get().url == "https://example.org/report"


def test_lead_adds_figures(world, sign_in):
    action = world.police_action
    data = fields(
        action,
        kind="training",
        figure_1_label="Workshops",
        figure_1_value="5",
        figure_1_unit="sessions",
        figure_3_label="Attendees",
        figure_3_value="1,437",
        figure_3_unit="people",
    )
    sign_in("police_lead").post(add_url(action, "figures"), data)
    figures = [str(f) for f in Evidence.objects.get().figures.all()]
    assert figures == ["Workshops: 5 sessions", "1,437 attendees"]


def test_one_upload_may_support_several_actions_of_the_recommendation(world, sign_in):
    action, other = world.police_action, add_action(world, title="Write the form")
    data = fields(action, file=upload()) | {"also_supports": [action.pk, other.pk]}
    sign_in("police_lead").post(add_url(action), data)
    assert set(Evidence.objects.get().actions.all()) == {action, other}


def test_the_picker_offers_no_action_of_another_agency(world, sign_in):
    action = world.police_action
    assert "Audit the records" not in page(sign_in("police_lead"), add_url(action))
    assert "Audit the records" in page(sign_in("manager"), add_url(action))
    data = fields(action, file=upload()) | {"also_supports": [action.pk, world.health_action.pk]}
    response = sign_in("police_lead").post(add_url(action), data)
    assert list(errors(response)) == ["also_supports"]
    assert [row.upload.original_name for row in response.context["rows"]] == ["minutes.pdf"]


def test_manager_says_where_it_comes_from(world, sign_in):
    action = world.police_action
    data = fields(action, file=upload(), agency="partnership")
    sign_in("manager").post(add_url(action), data)
    assert Evidence.objects.get().agency is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("minutes.pdf", b"", "The file is empty."),
        ("minutes.pdf", PDF + b"\n" * MEGABYTE, "The file is bigger than 1\xa0MB."),
        ("minutes.pdf", b"<html></html>", "Web pages and SVG drawings can hold scripts"),
        ("page.html", b"<html></html>", "Web pages and SVG drawings can hold scripts"),
        ("minutes.pdf.exe", PDF, "Programs are not accepted."),
        ("plan.docx", office(".docx", ["word/vbaProject.bin"]), "The document holds macros."),
        ("fdp.\u202eexe", PDF, "Programs are not accepted."),
    ],
)
def test_a_refused_file_comes_back_with_its_reason_and_the_form_filled_in(
    world, sign_in, settings, name, content, words
):
    before, action = rows_and_files(settings), world.police_action
    data = fields(action, title="What I typed", file=upload(name, content))
    response = sign_in("police_lead").post(add_url(action), data)
    found = errors(response)
    assert list(found) == ["file"]
    assert words in found["file"][0]
    text = response.content.decode()
    assert 'value="What I typed"' in text
    assert 'href="#id_file"' in text
    assert rows_and_files(settings) == before


def test_one_byte_over_the_limit_is_refused_and_the_limit_is_not(world, sign_in, settings):
    client, action = sign_in("police_lead"), world.police_action
    full = PDF + b"\n" * (settings.EVIDENCE_MAX_BYTES - len(PDF))
    over = client.post(add_url(action), fields(action, file=upload(content=full + b"\n")))
    assert errors(over) == {"file": ["minutes.pdf: The file is bigger than 1\xa0MB."]}
    client.post(add_url(action), fields(action, file=upload(content=full)))
    assert EvidenceVersion.objects.get().size == settings.EVIDENCE_MAX_BYTES


def test_a_body_far_beyond_the_limit_is_refused_unread(world, sign_in, settings):
    before, action = rows_and_files(settings), world.police_action
    data = fields(action, file=upload(content=PDF + b"\n" * 4 * MEGABYTE))
    response = sign_in("police_lead").post(add_url(action), data)
    assert response.status_code == 413
    assert rows_and_files(settings) == before


@pytest.mark.parametrize("field", ["title", "description", "figure_1_label", "figure_1_unit"])
def test_a_null_byte_in_text_is_a_message_and_no_crash(world, sign_in, settings, field):
    before, action = rows_and_files(settings), world.police_action
    data = fields(action, file=upload()) | {field: "a\0b"}
    response = sign_in("police_lead").post(add_url(action), data)
    (said,) = errors(response)[field]
    assert said.endswith(" must not hold characters that cannot be seen")
    assert rows_and_files(settings) == before


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "Enter the title"),
        ({"title": "x" * 251}, "title", "250 characters or fewer"),
        ({"description": "x" * 4001}, "description", "4000 characters or fewer"),
        ({"dated_on_day": "31", "dated_on_month": "2"}, "dated_on", "must be a real date"),
        ({"dated_on_year": "2027"}, "dated_on", "today or in the past"),
        ({"kind": "nonsense"}, "kind", "Select the kind of evidence from the list"),
        ({"level": ""}, "level", "What does it show?"),
        ({"marking": "secret"}, "marking", "Select the marking from the list"),
        ({"figure_1_label": "Workshops"}, "figure_1_value", "Enter the number"),
        ({"figure_2_value": "5"}, "figure_2_label", "Say what was counted"),
        (
            {"figure_1_label": "W", "figure_1_value": "many", "figure_1_unit": "u"},
            "figure_1_value",
            "Enter a number, like 437 or 12.5",
        ),
        ({"also_supports": []}, "also_supports", "Which actions does it support?"),
    ],
)
def test_bad_input_is_said_at_its_field(world, sign_in, settings, changes, field, words):
    before, action = rows_and_files(settings), world.police_action
    response = sign_in("police_lead").post(add_url(action), fields(action, file=upload()) | changes)
    assert words in " ".join(errors(response)[field])
    assert rows_and_files(settings) == before


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "ftp://example.org/x", "https://exa mple", "h\0ttps://x.org"]
)
def test_what_is_no_web_address_is_refused(world, sign_in, url):
    action = world.police_action
    data = fields(action, kind="link", url=url)
    response = sign_in("police_lead").post(add_url(action, "link"), data)
    assert list(errors(response)) == ["url"]


def test_figures_page_needs_a_figure(world, sign_in):
    action = world.police_action
    response = sign_in("police_lead").post(add_url(action, "figures"), fields(action))
    assert errors(response) == {"figure_1_label": ["Enter at least one figure"]}


def test_stale_edit_comes_back_filled_in_with_what_changed(world, sign_in):
    evidence = add(world)
    url = reverse("evidence:evidence-edit", args=[evidence.public_id])
    mine = posted(title="Mine", version="1")
    sign_in("manager").post(url, posted(title="The manager’s", version="1"))
    response = sign_in("police_lead").post(url, mine)
    text = response.content.decode()
    assert "Title: Minutes of the briefing → The manager’s (by Manager)" in text
    assert 'value="Mine"' in text
    assert Evidence.objects.get().title == "The manager’s"
    sign_in("police_lead").post(url, mine | {"version": "2"})
    assert Evidence.objects.get().title == "Mine"


def test_newer_version_and_decision_through_the_pages(world, sign_in):
    evidence = add(world)
    url = reverse("evidence:version-add", args=[evidence.public_id])
    assert errors(sign_in("police_lead").post(url, {"file": upload("again.pdf")})) == {
        "file": ["This is the same file as version 1."]
    }
    sign_in("police_lead").post(url, {"file": newer_file()})
    assert list(evidence.versions.values_list("number", flat=True)) == [2, 1]
    url = reverse("evidence:evidence-decide", args=[evidence.public_id])
    back = sign_in("manager").post(url, {"decision": "returned", "version": "2"})
    assert errors(back) == {"comment": ["Say what is wrong with the evidence"]}
    data = {"decision": "returned", "comment": "Attendance list only.", "version": "2"}
    sign_in("manager").post(url, data)
    text = page(sign_in("police_lead"), evidence.get_absolute_url())
    assert "Sent back" in text
    assert "Attendance list only." in text


def test_missing_file_of_a_new_version_is_said(world, sign_in):
    url = reverse("evidence:version-add", args=[add(world).public_id])
    assert errors(sign_in("police_lead").post(url, {})) == {"file": ["Choose a file"]}


def test_manager_is_told_that_files_are_not_checked_and_others_are_not(world, sign_in, settings):
    evidence, words = add(world), "Files are not checked for viruses"
    claim = add_action(world, status="completed")
    here = [world.city.public_id]
    managed = [
        reverse("evidence:evidence-decide", args=[evidence.public_id]),
        reverse("evidence:queue-claim", args=[*here, claim.public_id]),
    ]
    both = ["/", evidence.get_absolute_url(), add_url(world.police_action)]
    for url in (*both, *managed, f"/?partnership={here[0]}"):
        assert words in page(sign_in("manager"), url)
    for url in both:
        assert words not in page(sign_in("police_lead"), url)
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    for url in (*both, *managed):
        assert words not in page(sign_in("manager"), url)


def test_an_empty_queue_tells_that_files_are_not_checked(world, sign_in):
    url = reverse("evidence:queue", args=[world.city.public_id])
    assert "Files are not checked for viruses" in page(sign_in("manager"), url)


def test_unknown_things_are_not_found(world, sign_in):
    client = sign_in("manager")
    for name in ("evidence-add", "evidence-detail", "evidence-edit", "version-download"):
        assert client.get(reverse(f"evidence:{name}", args=[uuid4()])).status_code == 404


def test_text_of_people_is_escaped(world, sign_in):
    evidence = add(world, title="<script>x</script>", description="<b>bold</b>")
    text = page(sign_in("manager"), evidence.get_absolute_url())
    assert "<script>x" not in text
    assert "<b>bold" not in text
