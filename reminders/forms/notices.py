"""What the bell page posts."""

from django import forms


class ReadForm(forms.Form):
    """Carries the newest unread notice that was there when the page was read."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
