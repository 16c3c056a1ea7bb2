"""One form with every kind of field that our pages use."""

from crispy_forms_gds.choices import Choice
from django import forms

from scr_tracker.forms import GovForm


class EveryKind(GovForm):
    reveals = {"status": {"completed": ["done_on", "what_was_done"]}}

    title = forms.CharField(max_length=20)
    agency = forms.ChoiceField(choices=[("", "---------"), ("p", "Police")])
    status = forms.ChoiceField(
        choices=[
            Choice("open", "Open", hint="Nothing done yet"),
            Choice("completed", "Completed"),
        ],
        widget=forms.RadioSelect,
    )
    done_on = forms.DateField(required=False)
    what_was_done = forms.CharField(required=False, max_length=50, widget=forms.Textarea)
    themes = forms.MultipleChoiceField(
        choices=[("a", "Neglect"), ("b", "Transitions")],
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(label="Due date", help_text="For example, 27 3 2027")
    notes = forms.CharField(max_length=30, required=False, widget=forms.Textarea)
    sessions = forms.IntegerField(required=False, min_value=0)
    is_at_risk = forms.BooleanField(required=False, label="At risk")
    file = forms.FileField(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
