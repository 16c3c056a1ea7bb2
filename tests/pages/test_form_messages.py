"""What every form of the site says when something is wrong: plain words, ours, about the field."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.forms import AgencyEditForm
from recommendations.forms import BulkActionForm, BulkThemeForm
from recommendations.forms.actions import ExtensionForm
from recommendations.forms.assurance import JudgeForm
from recommendations.models import Challenge, SignOff
from scr_tracker.form_fields import GovDateField
from scr_tracker.form_words import name_of
from scr_tracker.forms import GovFormMixin
from tests.signing_in import client_of
from tests.snapshot import once
from tests.test_access_matrix import MATRIX
from tests.things import make_things

pytestmark = pytest.mark.usefixtures("today")

#: What Django and allauth say where nobody has chosen words.
NOT_OURS = re.compile(
    r"Ensure |This field|in total|Null char|Enter a valid|not a valid|not one of the|%\(|None\b"
)
TEXTS = ("", " ", "x" * 100_000, "\0", "nonsense", "-1", "1.23456", "9" * 30, "9" * 13)
DATES = (["", "", ""], ["1", "", ""], ["1", "1", ""], ["31", "2", "2026"], ["1", "1", "1000"])
#: Addresses that show their form only after a question.
ASKED = {"evidence:evidence-add": ("kind=file", "kind=link", "kind=figures")}
#: Forms of pages that send the people of this world elsewhere.
MADE = (AgencyEditForm, ExtensionForm)
#: Of people without a password: those who come by single sign-on.
UNSEEN = {"SetPasswordForm"}


_shown = []


@pytest.fixture
def shown(world):
    """Every form that a page of the site shows to somebody, by its class and fields.

    The pages are visited once: the database then holds again what the forms were made of.
    """
    things = once("one of each", lambda: make_things(world))
    if not _shown:
        _shown.extend(all_forms(world, things))
    return _shown


def all_forms(world, things):
    made = []
    begin = GovFormMixin.__init__

    def noted(form, *args, **kwargs):
        begin(form, *args, **kwargs)
        made.append(form)

    SignOff.objects.update(recorded_at=timezone.now() - timedelta(days=7))
    people = [world.people[key] for key in ("manager", "police_lead", "scrutineer")]
    clients = [*map(client_of, people), Client()]
    with patch.object(GovFormMixin, "__init__", noted):
        for row in MATRIX:
            address = reverse(row.name, kwargs=things[row.thing])
            queries = [f"?names=no&{kind}" for kind in ASKED.get(row.name, ())]
            for client in clients:
                for query in ("", *queries):
                    client.get(f"{address}{query}")
    made += [form() for form in MADE]
    whose = {"user": world.manager, "partnership": world.city}
    made += [form(**whose) for form in (BulkActionForm, BulkThemeForm)]
    made.append(JudgeForm(challenge=Challenge.objects.first()))
    return {(type(form), tuple(form.fields)): form for form in made}.values()


def messages(field):
    """All that the field says about what is wrong with it."""
    asked = DATES if isinstance(field, GovDateField) else TEXTS
    if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        asked = ([], ["nonsense"], ["9" * 30], "nonsense")
    if isinstance(field, forms.FileField):
        asked = (None,)
    for value in asked:
        try:
            field.clean(value)
        except ValidationError as wrong:
            yield from wrong.messages


def test_each_form_says_what_is_wrong_in_words_of_its_own(shown):
    said = [
        (type(form).__name__, name, message[:200])
        for form in shown
        for name, field in form.fields.items()
        if not field.widget.is_hidden
        for message in messages(field)
        if NOT_OURS.search(message)
        or (name_of(field).endswith("?") and message.startswith(name_of(field)))
        or (name_of(field).endswith("?") and lowered_in(name_of(field), message))
    ]
    assert said == []


def lowered_in(label, message):
    """A question that stands in the middle of a sentence as though it were a thing."""
    return f"“{label}”" not in message and label.lower().rstrip("?") in message.lower()


def test_every_form_of_the_site_is_among_them(shown):
    seen = {base.__name__ for form in shown for base in type(form).__mro__}
    assert {each.__name__ for each in every(GovFormMixin)} - seen == UNSEEN


def every(kind):
    below = kind.__subclasses__()
    ours = {each for each in below if not each.__module__.startswith("tests")}
    return ours.union(*(every(each) for each in below))
