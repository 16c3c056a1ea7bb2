"""Files out: what is made, for whom, and who took it."""

from documents.models.pack import Pack, PackDownload

__all__ = ["Pack", "PackDownload"]
