"""The question before the first file: does it name anybody? Its answer stands in the address."""

from crispy_forms_gds.choices import Choice
from django import forms
from django.db.models import TextChoices

from scr_tracker.forms import GovForm

QUESTION = "Does it name a child, an adult at risk or a member of staff?"


class Names(TextChoices):
    """`?names=` of the page. After "yes" it says what to do; then "no" or "kept" is the answer."""

    NO = "no", "No, it names nobody"
    YES = "yes", "Yes"
    KEPT = "kept", "Yes, and the names have to stay"


#: With one of these the form itself is shown, and need not ask again.
ANSWERED = (Names.NO.value, Names.KEPT.value)


class NamesForm(GovForm):
    names = forms.ChoiceField(
        label=QUESTION,
        help_text="Names, initials, dates of birth, addresses, case numbers and faces in pictures "
        "all count.",
        choices=[
            ("no", "No"),
            Choice("yes", "Yes, or I am not sure", hint="The next page says what to do"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes if it names anybody, or no if it does not"},
    )
