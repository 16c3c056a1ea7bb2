"""Files that came with a form, and what is asked of each."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from evidence import duplicates, pending
from evidence.models import Evidence, PendingUpload
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition
from scr_tracker.forms import GovForm
from scr_tracker.once import FIELD


class RowForm(GovForm):
    """One file that has arrived: its title, and whether it is wanted a second time."""

    title = forms.CharField(max_length=250, label="Title")
    again = forms.ChoiceField(
        label="This file is there already",
        choices=[("leave", "Leave it out"), ("keep", "Keep it as a separate item")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why keep it apart?", max_length=500, required=False)
    leave_out = forms.BooleanField(label="Leave this file out", required=False)
    reveals = {"again": {"keep": ["why"]}}

    def __init__(self, *args: Any, upload: PendingUpload, same: Evidence | None, **kw: Any) -> None:
        self.upload, self.same = upload, same
        super().__init__(*args, prefix=f"file-{upload.public_id}", **kw)
        if same is None:
            del self.fields["again"], self.fields["why"]
            self.reveals = {}
        else:
            del self.fields["leave_out"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("again") == "keep" and not data.get("why"):
            self.add_error("why", "Say why it is kept apart")
        return data

    @property
    def is_wanted(self) -> bool:
        data = self.cleaned_data
        return not data.get("leave_out") and data.get("again") != "leave"

    def facts(self, common: dict[str, Any]) -> dict[str, Any]:
        why, text = self.cleaned_data.get("why"), common["description"]
        if why and self.same:
            text = f"{text}\n\nKept apart from “{self.same.title}”: {why}".strip()[:4000]
        return {**common, "title": self.cleaned_data["title"], "description": text}


@dataclass
class Refused:
    name: str
    why: str


class Tray:
    """What came with one post: files that wait, asked about one by one, and those refused."""

    def __init__(self, request: HttpRequest, action: Action) -> None:
        self.request, self.action = request, action
        self.refused: list[Refused] = []
        self.token = request.POST.get(FIELD, "")
        user: Any = request.user
        kept = pending.waiting(user, request.POST.getlist("pending"))
        known = {upload.pk for upload in kept}
        self.sent = request.FILES.getlist("file")
        for file in self.sent:
            found = self._receive(file, len(kept))
            if found and found.pk not in known:
                kept.append(found)
                known.add(found.pk)
        self.uploads = kept
        self.rows = [self._row(upload) for upload in kept]

    def _receive(self, file: Any, count: int) -> PendingUpload | None:
        actor: Any = self.request.user
        try:
            if count >= pending.MOST_AT_ONCE:
                raise InvalidTransition(pending.TOO_MANY)
            return pending.receive(actor=actor, file=file, token=self.token)
        except InvalidTransition as refused:
            self.refused.append(Refused(file.name, str(refused)))
        return None

    def _row(self, upload: PendingUpload) -> RowForm:
        """Bound where the page has asked about it; a new file without a twin needs no question."""
        data: Any = self.request.POST
        same = None
        if upload.evidence_id is None:
            partnership = self.action.recommendation.review.partnership_id
            same = duplicates.same_bytes(self.request.user, partnership, upload.sha256)
        name = f"file-{upload.public_id}-title"
        title = pending.stem(upload)
        typed = data.get("title", "").strip()
        if typed:
            alone = len(self.uploads) + len(self.refused) == 1
            title = typed[:250] if alone else f"{typed}: {title}"[:250]
        if name in data:
            return RowForm(data, upload=upload, same=same)
        if same is None:
            return RowForm({name: title}, upload=upload, same=None)
        return RowForm(initial={"title": title}, upload=upload, same=same)

    @property
    def has_titles(self) -> bool:
        """Of several files each has its own; of one, once the page has asked for it."""
        asked = any(
            f"file-{upload.public_id}-title" in self.request.POST for upload in self.uploads
        )
        return asked or len(self.uploads) + len(self.refused) > 1

    def is_valid(self) -> bool:
        good = [row.is_valid() for row in self.rows]  # each says what is wrong with it
        return not self.refused and all(good)

    def errors(self) -> list[str]:
        if len(self.sent) == 1 and len(self.refused) == 1:
            return [self.refused[0].why]
        return [f"{each.name}: {each.why}" for each in self.refused]
