"""What the bell page posts."""

from django import forms


class ReadForm(forms.Form):
    """Carries the newest unread notice that was there when the page was read, and the moment.

    A notice that says more since then, of evidence accepted, is told by the moment only.
    """

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    until = forms.DateTimeField(widget=forms.HiddenInput)
