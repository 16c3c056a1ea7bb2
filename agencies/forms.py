"""What a manager types about agencies, forums and people. Input, not policy."""

import unicodedata
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Agency, AgencyAlias, Forum, Membership, Partnership, User
from scr_tracker.forms import GovForm

Role = Membership.Role

ROLES = [
    Choice(Role.AGENCY_LEAD, "Agency lead", hint="Answers and reports for one agency"),
    Choice(Role.BOARD_MEMBER, "Board member", hint="Reads everything in the partnership"),
    Choice(
        Role.SCRUTINEER,
        "Independent scrutineer",
        hint="Reads everything, and asks questions about it",
    ),
    Choice(
        Role.MANAGER,
        "Partnership manager",
        hint="Runs the tracker: reviews, actions, agencies and people",
    ),
]


class OneLine(forms.CharField):
    """A name on one line. Characters that cannot be seen have no place in it."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


def one_line(text: str) -> str:
    """Single spaces; refuses control characters and those that turn the direction of text."""
    text = " ".join(text.split())
    if any(unicodedata.category(character) in {"Cc", "Cf"} for character in text):
        message = "Take out the characters that cannot be seen, or type the name again"
        raise ValidationError(message, code="invisible")
    return text


def _longest(model: Any, field: str) -> int:
    return int(model._meta.get_field(field).max_length)


class AgencyForm(GovForm):
    """A new agency, or one that the partnership may have on record under its name already."""

    name = OneLine(
        label="Name of the agency",
        max_length=_longest(Agency, "name"),
        help_text="In full, with the place that it serves where other places have one too.",
    )
    short_name = OneLine(
        max_length=_longest(Agency, "short_name"),
        required=False,
        help_text="For tables, for example “Police”.",
    )
    kind = forms.ChoiceField(
        label="Kind of agency", choices=Agency.Kind.choices, widget=forms.RadioSelect
    )


class AgencyEditForm(AgencyForm):
    aliases = forms.CharField(
        label="Other names",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Names by which documents call it, one on each line.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_aliases(self) -> list[str]:
        names = [one_line(line) for line in self.cleaned_data["aliases"].splitlines()]
        longest = _longest(AgencyAlias, "name")
        if any(len(name) > longest for name in names):
            raise ValidationError(f"Each other name must be {longest} characters or fewer")
        return [name for name in names if name]


class ForumForm(GovForm):
    name = OneLine(
        label="Name of the forum",
        max_length=_longest(Forum, "name"),
        help_text="A group that receives assurance and can sign off a recommendation.",
    )
    is_board = forms.BooleanField(
        label="This forum is the partnership’s board",
        required=False,
        help_text="“Since the last board meeting” counts from its meetings. One forum at most.",
    )


class ForumEditForm(ForumForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class RoleForm(GovForm):
    """What a person is in the partnership."""

    reveals = {"role": {Role.AGENCY_LEAD: ["agency"]}}

    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Choose one",
        error_messages={"invalid_choice": "Select an agency from the list"},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.serving(partnership.pk)


class PersonForm(RoleForm):
    field_order = ("email", "name", "role", "agency")

    email = forms.EmailField(
        label="E-mail address",
        max_length=_longest(User, "email"),
        help_text="Their own address at work, not a shared mailbox. They sign in with it.",
    )
    name = OneLine(
        max_length=_longest(User, "name"),
        help_text="As others should see it in the record: a name, or a name and a post.",
    )


class PersonEditForm(RoleForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(GovForm):
    """A question with one button. `version` where the row has one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SettingsForm(GovForm):
    """How a partnership signs off."""

    asks_partner_agreement = forms.BooleanField(
        label="Ask each safeguarding partner to agree to a sign-off", required=False
    )
    partners = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies are safeguarding partners?",
        required=False,
        help_text="Each of them must have agreed before a forum’s decision can be recorded.",
    )
    embedding_months = forms.TypedChoiceField(
        label="When does somebody look whether a change has lasted?",
        choices=Partnership.EmbeddingMonths.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text="It can be changed each time that a sign-off is recorded.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    sometimes_needed = frozenset({"partners"})

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners: Any = self.fields["partners"]
        partners.queryset = Agency.objects.serving(partnership.pk).order_by("name")

    @staticmethod
    def initial_of(partnership: Partnership) -> dict[str, Any]:
        links = partnership.services.filter(is_active=True, is_safeguarding_partner=True)
        return {
            "asks_partner_agreement": partnership.asks_partner_agreement,
            "embedding_months": partnership.embedding_months,
            "partners": list(links.values_list("agency_id", flat=True)),
            "version": partnership.version,
        }
