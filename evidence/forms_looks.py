"""Saying that a forum's decision stands, with newer evidence in sight."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evidence.since import MORE_CAME, News, fingerprint
from scr_tracker.forms import GovForm


class LookForm(GovForm):
    """Carries what was read (`seen`): what came later needs a reading of its own.

    However the page comes back, it says so before `seen` takes in what is there now. Where nothing
    is newer any more, it is for the service to say why.
    """

    reason = forms.CharField(
        label="Why does the decision stand?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text="What you looked at, and why it changes nothing of what the forum decided. "
        "Everybody who reads the recommendation can read this.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, news: Iterable[News], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.news = list(news)
        self.initial["seen"] = fingerprint(self.news)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if self.news and cleaned.get("seen") != self.initial["seen"]:
            self.add_error(None, MORE_CAME)
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]
        return cleaned
