"""Saying that a forum's decision stands, with newer evidence in sight."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evidence.since import News, fingerprint
from scr_tracker.forms import GovForm


class LookForm(GovForm):
    """Carries what was read (`seen`): what came later needs a reading of its own."""

    reason = forms.CharField(
        label="Why does the decision stand?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text="What you looked at, and why it changes nothing of what the forum decided. "
        "Everybody who reads the recommendation can read this.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, news: Iterable[News], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = fingerprint(news)

    def read_again(self) -> None:
        """The page comes back with what is newer now in sight: to save once more is a decision."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
