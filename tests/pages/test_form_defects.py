"""Five defects of crispy-forms-gds 2.0 that our templates mend, and what else a form promises."""

import re

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from agencies.models import Agency
from scr_tracker.errors import InvalidTransition, StaleRecord
from scr_tracker.forms import GovForm
from tests.evidence.samples import add_url
from tests.pages.forms import EveryKind


def posted(**values):
    data = QueryDict(mutable=True)
    data.update(values)
    return EveryKind(data)


def html_of(form):
    request = RequestFactory().get("/")
    return render_to_string("components/form.html", {"form": form}, request)


def summary_of(form):
    return render_to_string("components/error_summary.html", {"form": form})


def tag_of(html, id_):
    found = re.findall(rf'<(?:input|select|textarea)[^>]*\bid="{id_}"[^>]*>', html)
    assert len(found) == 1
    return found[0]


def test_textarea_with_a_count_and_no_help_text_renders():
    html = html_of(EveryKind())
    assert 'data-module="govuk-character-count" data-maxlength="30"' in html
    assert 'aria-describedby="id_notes-info"' in tag_of(html, "id_notes")


def test_every_summary_link_leads_to_an_input():
    form = posted(due_on_day="31", due_on_month="2", due_on_year="2027")
    html, summary = html_of(form), summary_of(form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_title", "id_agency", "id_status", "id_themes", "id_due_on_day"]
    for target in targets:
        assert tag_of(html, target)


def test_radios_and_checkboxes_start_their_script():
    html = html_of(EveryKind())
    assert html.count('data-module="govuk-radios"') == 1
    assert html.count('data-module="govuk-checkboxes"') == 2


def test_select_in_error_has_the_red_border():
    assert "govuk-select--error" in tag_of(html_of(posted()), "id_agency")
    assert "govuk-select--error" not in html_of(EveryKind())


def test_date_parts_are_numeric_and_describe_nothing_empty():
    html = html_of(EveryKind())
    for part in ("day", "month", "year"):
        assert 'inputmode="numeric"' in tag_of(html, f"id_due_on_{part}")
    assert 'aria-describedby=""' not in html
    assert " novalidate" in html


def test_ids_are_unique_and_descriptions_exist():
    html = html_of(posted(due_on_day="31"))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert {part for value in described for part in value.split()} <= set(ids)


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (("", "", ""), "Enter the due date", []),
        (("3", "", "2027"), "Due date must include a month", ["month"]),
        (("3", "", ""), "Due date must include a month and a year", ["month", "year"]),
        (("31", "2", "2027"), "Due date must be a real date, like 27 3 2027", None),
        (("3", "x", "2027"), "Due date must be a real date, like 27 3 2027", None),
        (("3", "\x00", "2027"), "Due date must be a real date, like 27 3 2027", None),
        (("٣", "3", "2027"), "Due date must be a real date, like 27 3 2027", None),
        (("3", "3", "999999"), "Due date must be a real date, like 27 3 2027", None),
        (("3", "3", "27"), "Due date must have a year between 1900 and 2199", ["year"]),
    ],
)
def test_a_wrong_date_says_what_is_wrong(parts, message, wrong):
    names = ("due_on_day", "due_on_month", "due_on_year")
    form = posted(**dict(zip(names, parts, strict=True)))
    assert form.errors["due_on"] == [message]
    if wrong is not None:
        assert form.fields["due_on"].wrong_parts == wrong


@pytest.mark.parametrize(
    "values",
    [
        {"due_on_day": "3", "due_on_month": "3", "due_on_year": "2027"},
        {"due_on_day": " 03", "due_on_month": "March", "due_on_year": "2027"},
        {"due_on_day": "3", "due_on_month": "mar", "due_on_year": "2027"},
        {"due_on": "2027-03-03"},
    ],
)
def test_a_date_is_read_as_people_write_it(values):
    form = posted(**values)
    assert "due_on" not in form.errors
    assert form.cleaned_data["due_on"].isoformat() == "2027-03-03"


def test_a_returned_form_keeps_what_was_typed():
    html = html_of(posted(title="A & B", due_on_day="31", due_on_month="2", due_on_year="2027"))
    assert 'value="A &amp; B"' in tag_of(html, "id_title")
    assert 'value="31"' in tag_of(html, "id_due_on_day")


def test_fields_of_a_choice_are_inside_its_panel_only():
    html = html_of(posted(status="completed"))
    panel = html.split('id="id_status_2_reveals"')[1]
    assert html.count('name="done_on_day"') == 1
    assert 'name="done_on_day"' in panel
    assert 'class="govuk-radios__conditional"' in html
    hidden = html_of(posted(status="open"))
    assert "govuk-radios__conditional--hidden" in hidden


def test_line_ends_count_once():
    form = posted(notes="a\r\n" * 15)
    assert "notes" not in form.errors


def test_optional_fields_say_so_and_required_ones_do_not():
    form = EveryKind()
    assert form.fields["notes"].label == "Notes (optional)"
    assert form.fields["title"].label == "Title"
    assert form.fields["done_on"].label == "Done on"
    assert form.fields["is_at_risk"].label == "At risk"


def test_messages_name_the_field_and_a_forms_own_stay():
    class Own(GovForm):
        reason = forms.CharField(error_messages={"required": "Say why the date moves"})
        what = forms.CharField(label="What has happened?", max_length=3)
        how = forms.ChoiceField(label="Does it repeat?", choices=[("y", "Yes")], required=False)

    assert Own({}).errors == {
        "reason": ["Say why the date moves"],
        "what": ["Answer “What has happened?”"],
    }
    wrong = Own({"reason": "x", "what": "long", "how": "z"})
    assert wrong.errors == {
        "what": ["Your answer to “What has happened?” must be 3 characters or fewer"],
        "how": ["Choose an answer to “Does it repeat?” from the list"],
    }


def test_a_refusal_lands_at_its_field_or_at_the_top():
    form = posted(title="x")
    form.refused(InvalidTransition("Say what was done.", "what_was_done"))
    assert form.errors["what_was_done"] == ["Say what was done."]
    form.refused(InvalidTransition("Not a legal move."))
    assert form.non_field_errors() == ["Not a legal move."]


def test_a_stale_form_shows_what_changed_and_can_be_saved_again():
    class Versioned(GovForm):
        title = forms.CharField()
        version = forms.IntegerField(widget=forms.HiddenInput)

    form = Versioned(QueryDict("title=Mine&version=1"))
    form.refused(StaleRecord(["Title: A → <B> (by Manager)"], 4))
    assert tag_of(html_of(form), "id_version").count('value="4"') == 1
    summary = summary_of(form)
    assert "Title: A → &lt;B&gt; (by Manager)" in summary
    assert 'value="Mine"' in html_of(form)


def test_a_field_that_is_not_ours_still_has_the_look():
    class Plain(forms.Form):
        email = forms.EmailField()

    html = html_of(Plain({}))
    assert "govuk-input--error" in tag_of(html, "id_email")
    assert html.count("govuk-error-message") == 1


def test_a_field_that_some_answers_ask_for_is_not_called_optional():
    class Decision(GovForm):
        sometimes_needed = frozenset({"note"})
        note = forms.CharField(required=False, help_text="Needed where you say no.")

    assert Decision().fields["note"].label == "Note"


HUGE = str(10**30)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [forms.ModelChoiceField, forms.ModelMultipleChoiceField])
@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}"])
def test_an_id_too_large_for_the_database_is_no_choice(kind, number):
    class Chosen(GovForm):
        agency = kind(Agency.objects.all())

    assert Chosen(QueryDict(f"agency={number}")).errors == {
        "agency": ["Select the agency from the list"]
    }


def test_an_id_too_large_comes_back_beside_its_field(world, sign_in):
    client = sign_in("manager")
    pages = {
        reverse("recommendations:recommendation-add", args=[world.review.public_id]): "agencies",
        reverse(
            "recommendations:action-add", args=[world.recommendation.public_id]
        ): "contributing_agencies",
        add_url(world.police_action): "also_supports",
    }
    for url, field in pages.items():
        page = client.post(url, {field: [HUGE]})
        assert page.status_code == 200
        assert field in page.context["form"].errors
