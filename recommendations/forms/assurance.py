"""Sign-off, the embedding check, and the board's questions."""

from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.layout import Fieldset, Layout, Size
from django import forms

from agencies.models import Agency, Forum, Partnership
from recommendations.forms.base import LONG, Values, VersionedInput, mentions, offer
from recommendations.models import Challenge, EmbeddingCheck, Recommendation, SignOff
from recommendations.queries import agencies_with_part
from recommendations.services import Agreement, NewAction
from recommendations.services.deciding import Draft, Proof, refusals
from scr_tracker.forms import GovForm, dress


class SignOffForm(VersionedInput):
    """`partners`: those who must have agreed. `proof`: what "assured" would rest on."""

    sometimes_needed = frozenset({"outputs_only_reason"})

    outcome = forms.ChoiceField(
        label="What did the forum decide?",
        choices=SignOff.Outcome.choices,
        widget=forms.RadioSelect,
    )
    embedding_months = forms.TypedChoiceField(
        label="When will somebody look whether it has lasted?",
        choices=Partnership.EmbeddingMonths.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    outputs_only_reason = forms.CharField(
        label="Why are outputs alone enough?",
        widget=LONG(attrs={"rows": 3}),
        max_length=4000,
        required=False,
        help_text="No accepted evidence shows quality or outcome. The reason stays on record.",
    )
    forum = forms.ModelChoiceField(Forum.objects.none(), label="Forum")
    meeting_on = forms.DateField(label="Date of the meeting")
    basis = forms.CharField(
        label="On what basis?",
        widget=LONG(attrs={"rows": 4}),
        max_length=4000,
        help_text="What the forum saw and why it was enough, or why the ask is not followed.",
    )

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        partners: list[Agency],
        proof: Proof,
        **kwargs: Any,
    ) -> None:
        self.review, self.proof, self.partners = recommendation.review, proof, partners
        asks_for_reason = not proof.shows_more_than_outputs
        below = ["embedding_months", *(["outputs_only_reason"] if asks_for_reason else [])]
        self.reveals = {"outcome": {SignOff.Outcome.ASSURED.value: below}}
        super().__init__(*args, **kwargs)
        if not asks_for_reason:
            del self.fields["outputs_only_reason"]
        partnership = recommendation.review.partnership
        forums = Forum.objects.filter(partnership=partnership, is_active=True)
        offer(self.fields["forum"], forums)
        self.initial.update(
            forum=recommendation.forum_id,
            embedding_months=partnership.embedding_months,
            version=recommendation.version,
        )
        for agency in partners:
            self._add_agreement(agency)

    def _add_agreement(self, agency: Agency) -> None:
        # `deciding` says what is missing, and of whom.
        role = forms.CharField(
            label="Who agreed, by role?",
            max_length=200,
            required=False,
            help_text="For example “Chief Superintendent” or “Director of Nursing”.",
        )
        day = forms.DateField(label="On which day?", required=False)
        self.fields[f"agreed_by_{agency.pk}"] = dress("agreed_by", role)
        self.fields[f"agreed_on_{agency.pk}"] = dress("agreed_on", day)

    def layout(self) -> Layout:
        groups = [
            Fieldset(
                f"agreed_by_{agency.pk}",
                f"agreed_on_{agency.pk}",
                legend=f"Agreement of {agency}",
                legend_size=Size.MEDIUM,
            )
            for agency in self.partners
        ]
        return Layout("outcome", "forum", "meeting_on", "basis", *groups)

    def clean(self) -> dict[str, Any]:
        """All that stands against the decision, with all that the fields say themselves."""
        data = super().clean() or self.cleaned_data
        names = ("outcome", "forum", "meeting_on", "basis", "embedding_months")
        said = {name: data.get(name) for name in names}
        reason = data.get("outputs_only_reason")
        draft = Draft(**said, outputs_only_reason=reason, agreements=self._agreements(data))
        for refusal in refusals(draft, self.review, self.proof, self.partners):
            if refusal.field not in self.errors:
                self.add_error(refusal.field, str(refusal))
        return data

    def _agreements(self, data: dict[str, Any]) -> list[Agreement]:
        return [
            Agreement(
                agency,
                data.get(f"agreed_by_{agency.pk}", ""),
                data.get(f"agreed_on_{agency.pk}"),
            )
            for agency in self.partners
        ]

    def values(self, *, with_version: bool = True) -> dict[str, Any]:
        found = super().values(with_version=with_version)
        found["agreements"] = self._agreements(found)
        return {name: value for name, value in found.items() if not name.startswith("agreed_")}


class EmbeddingCheckForm(Values, GovForm):
    """What was found and, where it has not fully lasted, what follows."""

    REOPEN, ACTION = "reopen", "action"
    NEW = ("title", "lead_agency", "due_on")
    reveals = {"follow_up": {ACTION: NEW}}

    outcome = forms.ChoiceField(
        label="What did the check find?",
        choices=EmbeddingCheck.Outcome.choices[1:],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What was looked at, and what did it show?",
        widget=LONG(attrs={"rows": 4}),
        max_length=3000,
    )
    checked_on = forms.DateField(label="Date of the check")
    follow_up = forms.ChoiceField(
        label="What follows?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            Choice("", "Nothing: the change is embedded"),
            Choice(REOPEN, "Reopen the recommendation"),
            Choice(ACTION, "Reopen it and add an action"),
        ],
        help_text="What is embedded only in part, or not, is not signed off any more.",
    )
    title = forms.CharField(label="What will be done", max_length=250, required=False)
    lead_agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency leads it?", required=False
    )
    due_on = forms.DateField(label="Due date", required=False)

    def __init__(self, *args: Any, check: EmbeddingCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("follow_up", "")
        partnership_id = check.recommendation.review.partnership_id
        offer(self.fields["lead_agency"], Agency.objects.serving(partnership_id).order_by("name"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        outcome, follow_up = values.get("outcome"), values.get("follow_up")
        is_embedded = outcome == EmbeddingCheck.Outcome.EMBEDDED
        if outcome and not is_embedded and not follow_up and "follow_up" not in self.errors:
            self.add_error("follow_up", "Choose whether to reopen it or to add an action as well")
        if is_embedded and follow_up:
            self.add_error("follow_up", "Nothing follows where the change is embedded")
        return values

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        found = super().values()
        new = NewAction(**{name: found.pop(name) for name in self.NEW})
        wanted = found.pop("follow_up") == self.ACTION
        return {**found, "new_action": new if wanted else None}


class ChallengeForm(Values, GovForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency do you ask?")
    question = forms.CharField(
        label="Your question",
        widget=LONG(attrs={"rows": 4}),
        max_length=4000,
        help_text="The agency and everybody who reads the whole partnership can see it.",
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], agencies_with_part(recommendation))
        mentions(self.fields["question"], recommendation)


class AnswerForm(Values, GovForm):
    answer = forms.CharField(label="Answer", widget=LONG(attrs={"rows": 6}), max_length=4000)

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentions(self.fields["answer"], challenge)


class JudgeForm(Values, GovForm):
    """Carries which answer was read: a later one needs a reading of its own."""

    reveals = {"accept": {"no": ["comment"]}}
    read = forms.UUIDField(widget=forms.HiddenInput)
    accept = forms.TypedChoiceField(
        label="Do you accept the answer?",
        choices=[("yes", "Yes, the question is settled"), ("no", "No, the agency answers anew")],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
    )
    comment = forms.CharField(
        label="What is missing?",
        widget=LONG(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentions(self.fields["comment"], challenge)
