"""The quick renderer prints what Django's templates print."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from scr_tracker.form_renderer import QuickRenderer

NASTY = "\"><script>&'é\n2"
WIDGETS = (
    forms.TextInput,
    forms.HiddenInput,
    forms.EmailInput,
    forms.PasswordInput,
    forms.NumberInput,
    forms.URLInput,
    forms.CheckboxInput,
    forms.Textarea,
)


@pytest.mark.parametrize("value", ["", None, NASTY, True, False, 0, 1234567.5])
@pytest.mark.parametrize("kind", WIDGETS)
def test_the_same_as_djangos_own_templates(kind, value):
    attrs = {"id": "id_a", "disabled": True, "required": False, "data-x": NASTY, "rows": 4}
    quick, own = (
        kind(attrs=attrs).render("a", value, renderer=renderer)
        for renderer in (QuickRenderer(), TemplatesSetting())
    )
    assert parse_html(quick) == parse_html(own)
