"""Files out: what is made, for whom, and who took it."""

from documents.models.board import BoardPack, BoardPackDownload, BoardPackText, BoardSchedule
from documents.models.pack import Pack, PackDownload

__all__ = [
    "BoardPack",
    "BoardPackDownload",
    "BoardPackText",
    "BoardSchedule",
    "Pack",
    "PackDownload",
]
