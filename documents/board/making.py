"""Making a board pack: read, freeze, and try each format, so that none fails on the day.

What is kept is the text. Files are written from it whenever somebody asks for one.
"""

import hashlib

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from documents.board.changed import holds
from documents.board.composing import compose
from documents.board.material import Material
from documents.board.permissions import may_ask
from documents.leases import Job, State
from documents.models import BoardPack, BoardPackText
from documents.report.model import Report
from documents.report.stored import from_json, to_json
from documents.report.writers import FORMATS

NOT_SEEN = "You no longer have a role in this partnership."
NOTHING = "You can see no review that this pack is about."


class BoardJob(Job):
    model = BoardPack

    def fetched(self, pk: int) -> BoardPack:
        return BoardPack.objects.for_list().get(pk=pk)

    def made(self, row: BoardPack) -> str:
        maker = User.objects.get(pk=row.recorded_by_id)
        if not may_ask(maker, row.partnership):
            return self.end(row, State.FAILED, NOT_SEEN)
        total, made_at = 1 + len(FORMATS), timezone.now()
        self.progress(row, 0, total)
        report, material = compose(row, maker, made_at)
        if not material.reviews:
            return self.end(row, State.FAILED, NOTHING)
        self.progress(row, 1, total)
        text = to_json(report)
        for done, each in enumerate(FORMATS.values(), 2):
            each.write(from_json(text))
            self.progress(row, done, total)
        return self._frozen(row, text, report, material)

    @transaction.atomic
    def _frozen(self, row: BoardPack, text: str, report: Report, material: Material) -> str:
        state = self.ready(
            row,
            marking=material.marking,
            holds=holds(material),
            made_at=report.made_at,
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        BoardPackText.objects.create(pack=row, text=text, sha256=digest)
        row.held_reviews.set(material.review_ids)
        return state


JOB = BoardJob()
