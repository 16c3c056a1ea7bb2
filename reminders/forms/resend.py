"""Why a mail is sent again."""

from django import forms

from scr_tracker.forms import GovForm


class ResendForm(GovForm):
    reason = forms.CharField(
        label="Why is it sent again?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the partnership’s managers. It stands in the outbox, not in the mail.",
        error_messages={"required": "Say why it is sent again"},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
