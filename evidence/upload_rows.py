"""Files that came with a form, and what is asked of each."""

from dataclasses import dataclass
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.conf import settings
from django.http import HttpRequest

from evidence import duplicates, filetypes, pending, refusals
from evidence.duplicates import Same
from evidence.filenames import clean_name
from evidence.models import Evidence, EvidenceVersion, PendingUpload
from recommendations.models import Action, Review, highest_marking
from scr_tracker.errors import InvalidTransition
from scr_tracker.forms import GovForm
from scr_tracker.once import sent_token

#: What a page's script sends along: it has asked for the title of each file.
EACH_TITLED = "each_titled"
NAMELESS = "A file without a name"


class RowForm(GovForm):
    """One file that has arrived: its title, and what becomes of it where it is there already."""

    title = forms.CharField(max_length=250, label="Title")
    again = forms.ChoiceField(
        label="What should become of it?",
        choices=[("leave", "Leave it out"), ("keep", "Keep it as a separate item")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why keep it apart?", max_length=500, required=False)
    leave_out = forms.BooleanField(label="Leave this file out", required=False)
    reveals = {"again": {"keep": ["why"]}}

    def __init__(
        self, *args: Any, upload: PendingUpload, action: Action, same: Same | None,
        is_said_to_name: bool, **kw: Any
    ) -> None:  # fmt: skip
        self.upload, self.same, self.review = upload, same, action.recommendation.review
        #: Chosen on this page, a file is one that names somebody.
        self.is_said_to_name = is_said_to_name
        super().__init__(*args, prefix=f"file-{upload.public_id}", **kw)
        if same is None:
            del self.fields["again"], self.fields["why"]
            self.reveals = {}
            return
        del self.fields["leave_out"]
        again: Any = self.fields["again"]
        if same.may_link:
            hint = "The item that is there supports this action too. Nothing else need be said"
            link = Choice("link", f"Link it to {action.reference}", hint=hint)
            again.choices = [link, *again.choices]
        again.initial = again.choices[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("again") == "keep" and not data.get("why"):
            self.add_error("why", "Say why it is kept apart")
        return data

    @property
    def raised_marking(self) -> str:
        """That of the file and of the item that is there, where it is above the review's."""
        own = highest_marking([self.review.marking])
        all_of_it = highest_marking([self.review.marking, *self.markings])
        return all_of_it if all_of_it != own else ""

    @property
    def markings(self) -> list[str]:
        """Of the file that the row names, and of the item that is there."""
        is_sensitive = self.upload.has_names or (self.same and self.same.is_sensitive)
        of_file = [Review.Marking.SENSITIVE.value] if is_sensitive else []
        return of_file + ([self.same.evidence.marking] if self.same else [])

    @property
    def is_marked_lower(self) -> bool:
        """The file names somebody, and the item that holds it does not say so: linking will."""
        if self.same is None or not self.upload.has_names:
            return False
        return self.same.evidence.marking != Review.Marking.SENSITIVE

    @property
    def is_done(self) -> bool:
        """An earlier post of the same page has made evidence of it."""
        return self.upload.evidence_id is not None

    @property
    def is_linked(self) -> bool:
        return not self.is_done and self.cleaned_data.get("again") == "link"

    @property
    def is_left_out(self) -> bool:
        if self.is_done:
            return False
        data = self.cleaned_data
        return bool(data.get("leave_out")) or data.get("again") == "leave"

    @property
    def is_wanted(self) -> bool:
        return not (self.is_done or self.is_linked or self.is_left_out)

    @property
    def may_become_an_item(self) -> bool:
        """As far as the page says: one that is there already is linked, else it is new."""
        return self.is_wanted if self.is_bound and self.is_valid() else self.same is None

    def facts(self, common: dict[str, Any]) -> dict[str, Any]:
        """The reason to keep it apart comes first. It names no other item: who reads this one may
        not see that one."""
        why, text = self.cleaned_data.get("why"), common["description"]
        if why and self.same:
            text = f"Kept as a separate item: {why}\n\n{text}".strip()
        return {**common, "title": self.cleaned_data["title"], "description": text}


@dataclass
class Refused:
    name: str
    why: str

    @property
    def may_pass(self) -> bool:
        """The store failed, and nothing is wrong with the file: later it may be taken."""
        return self.why == refusals.NOT_STORED


class Tray:
    """Files that wait for what is said of them, asked about one by one, and those refused.

    Where a page is opened: all of the person's that wait for the action. Where it is sent: those
    that it names, and those that come with it: `has_names` is the page's answer about these.
    """

    def __init__(self, request: HttpRequest, action: Action, *, has_names: bool) -> None:
        self.request, self.action, self.has_names = request, action, has_names
        self.refused: list[Refused] = []
        self.token = sent_token(request.POST)
        user: Any = request.user
        if request.method == "POST":
            named = [*request.POST.getlist("pending"), *request.POST.getlist("done")]
            kept = pending.waiting(user, action, named)
        else:
            kept = pending.waiting_for(user, action)
        self.sent = request.FILES.getlist("file")
        for file in self.sent:
            found = self._receive(file)
            if found and found not in kept:
                kept.append(found)
        self.uploads = kept
        self.rows = self._rows()
        self.made_rows = self._made_rows()
        #: Whether a file of these has become an item of its own, now or by an earlier post.
        self.has_made = bool(self.made_rows)

    def _receive(self, file: Any) -> PendingUpload | None:
        actor: Any = self.request.user
        try:
            of: Any = {"token": self.token, "has_names": self.has_names}
            return pending.receive(actor=actor, action=self.action, file=file, **of)
        except InvalidTransition as refused:
            self.refused.append(Refused(clean_name(file.name) or NAMELESS, str(refused)))
        return None

    def _rows(self) -> list[RowForm]:
        digests = [upload.sha256 for upload in self.uploads if upload.evidence_id is None]
        same = duplicates.same_bytes(self.request.user, self.action, digests) if digests else {}
        return [
            self._row(upload, None if upload.evidence_id else same.get(upload.sha256))
            for upload in self.uploads
        ]

    def _made_rows(self) -> list[RowForm]:
        """Of those done, those that became items of their own: the others were only linked."""
        if not self.done_rows:
            return []
        keys = [str(row.upload.file) for row in self.done_rows]
        made = set(EvidenceVersion.objects.filter(file__in=keys).values_list("file", flat=True))
        return [row for row in self.done_rows if str(row.upload.file) in made]

    def _row(self, upload: PendingUpload, same: Same | None) -> RowForm:
        """Bound where the page has asked about it; a new file without a twin needs no question."""
        data: Any = self.request.POST
        of: dict[str, Any] = {"upload": upload, "action": self.action, "same": same}
        of["is_said_to_name"] = self.has_names
        name = f"file-{upload.public_id}-title"
        title = self._title(upload)
        if name in data:
            return RowForm(data, **of)
        if same is None and self.request.method == "POST":
            return RowForm({name: title}, **of)
        return RowForm(initial={"title": title}, **of)

    def _title(self, upload: PendingUpload) -> str:
        typed, stem = self.request.POST.get("title", "").strip(), pending.stem(upload)
        if not typed:
            return stem
        alone = len(self.uploads) + len(self.refused) == 1
        return typed[:250] if alone else f"{typed}: {stem}"[:250]

    @property
    def has_titles(self) -> bool:
        """Of several files each has its own; of one, once the page has asked for it."""
        asked = any(
            f"file-{upload.public_id}-title" in self.request.POST for upload in self.uploads
        )
        many = len(self.uploads) + len(self.refused) > 1
        return asked or many or EACH_TITLED in self.request.POST

    @property
    def done_rows(self) -> list[RowForm]:
        return [row for row in self.rows if row.is_done]

    @property
    def marking(self) -> str:
        """The highest of the review, of the files, and of the items that the page names."""
        found = [self.action.recommendation.review.marking]
        found += [marking for row in self.rows for marking in row.markings]
        return highest_marking(found + [item.marking for item in self.evidence])

    @property
    def comes_too_late(self) -> bool:
        """Whether what it says is of files that became items before the page knew (`done`)."""
        told = set(self.request.POST.getlist("done"))
        unknown = any(str(row.upload.public_id) not in told for row in self.done_rows)
        return unknown or bool(self.rows and not self.open_rows)

    @property
    def open_rows(self) -> list[RowForm]:
        """What the page that comes back still asks about."""
        return [row for row in self.rows if not row.is_done]

    def is_valid(self) -> bool:
        good = [row.is_done or row.is_valid() for row in self.rows]  # each says what is wrong
        return not self.refused and all(good)

    @property
    def needs_facts(self) -> bool:
        """Whether a valid tray holds a file of which something must still be said."""
        settled = any(row.is_done or row.is_linked for row in self.rows)
        return not settled or any(row.is_wanted for row in self.rows)

    @property
    def is_for_one(self) -> bool:
        """Whether a valid tray becomes one item."""
        return sum(not row.is_left_out for row in self.rows) == 1

    @property
    def where_figures_go(self) -> str:
        """With the first file that becomes an item, as far as the page knows."""
        if self.has_made:
            return f"The figures went with {self.made_rows[0].upload.original_name}."
        first = next((row for row in self.rows if row.may_become_an_item), None)
        name = f", {first.upload.original_name}" if first and len(self.rows) > 1 else ""
        return f"If there are several files, the figures go with the first one{name}."

    @property
    def evidence(self) -> list[Evidence]:
        """What the files have become."""
        return [row.upload.evidence for row in self.rows if row.upload.evidence]

    @property
    def limit(self) -> int:
        return settings.EVIDENCE_MAX_BYTES

    @property
    def too_big(self) -> str:
        return filetypes.too_big_message()

    def errors(self) -> list[str]:
        return [f"{each.name}: {each.why}" for each in self.refused]
