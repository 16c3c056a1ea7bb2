"""What people are asked about a newer file of an item."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from evidence import duplicates, filetypes, storing
from evidence.models import Evidence
from recommendations.forms.base import AsksAgain
from scr_tracker.forms import GovForm

if TYPE_CHECKING:
    from agencies.access import Person


def file_field() -> forms.FileField:
    limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
    return forms.FileField(
        label="File",
        allow_empty_file=True,  # `filetypes.check` says it in our words
        help_text=f"A {filetypes.ACCEPTED} file of at most {limit} MB.",
        widget=forms.FileInput(attrs={"accept": filetypes.ACCEPT}),
    )


class VersionForm(AsksAgain, GovForm):
    """A page cannot keep a file: when it comes back, it says so at the field.

    A file that an earlier version or another item holds is asked about once: it may be meant, for
    an older file that comes back undoes a wrong upload. The current one is refused by the service.
    """

    file = file_field()
    same_is_right = forms.BooleanField(label="I mean to add this same file", required=False)
    #: Another item with the file that was sent, which the person may see.
    same: Evidence | None = None

    def __init__(self, *args: Any, user: "Person", evidence: Evidence, **kwargs: Any) -> None:
        self.user, self.evidence = user, evidence
        super().__init__(*args, **kwargs)
        self.hold_back("same_is_right")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        file.name, _ = filetypes.check(file, file.name or "")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "file" in data:
            self._ask_about(storing.measure(data["file"])[1])
        elif self.data.get("same_is_right"):
            self.show("file", "same_is_right")  # the file has to be chosen again, the answer not
        return data

    def _ask_about(self, digest: str) -> None:
        with_it = self.evidence.versions.filter(disposed_at=None, sha256=digest).first()
        newest = self.evidence.versions.first()
        if with_it and with_it == newest:
            return
        self.same = duplicates.elsewhere(self.user, self.evidence, digest)
        if with_it:
            said = f"Version {with_it.number} is this same file"
        elif self.same:
            said = f"“{self.same.title}” holds this same file"
        else:
            return
        what = "Choose another, or tick the box below and choose it again"
        self.ask_again("file", "same_is_right", said, what)

    def ask_for_file_again(self) -> None:
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose the file again. Nothing has been saved yet")
