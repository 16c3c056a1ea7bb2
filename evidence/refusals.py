"""What is said of a file that is not accepted: what is wrong, and what to do about it."""

from django.core.exceptions import ValidationError

ACCEPTED = "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, PNG, JPEG, HEIC or e-mail"

EMPTY = "The file is empty."
NOT_STORED = "The file could not be stored, and nothing was saved. Try again later."
NAMELESS = "The file has no name that can be read. Rename it and choose it."
LOCKED = (
    "The file is protected with a password. Remove the password: save a copy without it, or print "
    "the file to a new PDF, and choose that."
)
MACROS = "The document holds macros. Save a copy without them, or as PDF, and choose that."
OLD = "This kind of file is not accepted. Save it as .docx, .xlsx, .pptx or PDF and choose that."
WEB_PAGE = (
    "Web pages and SVG drawings can hold scripts. Save it as PDF or as a picture and choose "
    "that, or add the address as a link."
)
ARCHIVE = "Archives are not accepted. Unpack it and add the files one by one."
PROGRAM = "Programs are not accepted."
TWO_IN_ONE = (
    "The file is two kinds of file in one, which can hide something harmful. Open it in its own "
    "program, save or print it as a new file, and choose that."
)
CUT_OFF = (
    "The PDF is not complete: its end is missing. It was probably cut off while it was saved or "
    "sent. Save it again, or have it sent again, and choose that."
)
DAMAGED_PICTURE = (
    "The picture is damaged and cannot be opened. Open it in a picture program, save it again as "
    "PNG or JPEG, and choose that."
)
UNPACKS_TOO_BIG = (
    "The document unpacks to far more than it seems to hold. Save it as PDF and choose that, or "
    "split it into several files."
)
TOO_MANY_PARTS = (
    "The document holds too many parts. Save it as PDF and choose that, or split it into several "
    "files."
)
ARCHIVE_INSIDE = (
    "The document holds an archive. Take the archive out, unpack it, and add its files one by one."
)
PROGRAM_INSIDE = "The document holds a program. Take it out, or save the document as PDF."
NESTED = (
    "The document holds documents within documents within documents. Save it as PDF, or add the "
    "inner ones one by one."
)

_BY_ENDING: dict[str, str] = {
    ".docm .dotm .xlsm .xltm .xlam .xlsb .pptm .potm .ppsm .ppam .sldm": (
        "This kind of file can hold macros. Save it as .docx, .xlsx, .pptx or PDF and choose that."
    ),
    ".doc .dot .xls .xlt .ppt .pps .pot .rtf .pages .numbers .key .pub .wps": OLD,
    ".htm .html .xhtml .mht .mhtml .svg .xml .js": WEB_PAGE,
    ".zip .rar .7z .tar .gz .tgz .bz2 .xz .iso .cab .dmg": ARCHIVE,
    ".exe .com .bat .cmd .ps1 .vbs .msi .scr .jar .sh .py .lnk .hta .apk .app .dll": PROGRAM,
    ".gif .webp .bmp .tif .tiff .avif .heif": (
        "This kind of picture is not accepted. Save it as PNG, JPEG or PDF and choose that."
    ),
    ".mp3 .mp4 .m4a .mov .avi .wav .wmv .mkv": (
        "Sound and film are not accepted. Add a link to where it is kept."
    ),
}
BY_ENDING = {ending: text for endings, text in _BY_ENDING.items() for ending in endings.split()}

#: By what libmagic finds; a word of it is enough.
_BY_CONTENT = {
    PROGRAM: (
        *("dosexec", "portable-executable", "x-executable", "x-pie-executable", "x-sharedlib"),
        *("mach-binary", "shellscript", "msdos-batch", "x-php", "x-ms-shortcut", "java-applet"),
    ),
    WEB_PAGE: ("html", "svg", "javascript"),
    ARCHIVE: ("/zip", "x-rar", "7z-comp", "gzip", "x-tar", "x-bzip2", "x-xz", "ms-cab", "iso9660"),
}


def of_ending(ending: str) -> str:
    if not ending:
        return f"The file’s name has no ending. Choose a {ACCEPTED} file."
    return BY_ENDING.get(
        ending, f"Files that end in {ending} are not accepted. Choose a {ACCEPTED} file."
    )


def mismatch(label: str, found: str = "") -> ValidationError:
    """The bytes are not what the name says; `found` is what libmagic calls them."""
    for text, words in _BY_CONTENT.items():
        if any(word in found for word in words):
            return ValidationError(f"The name says {label}, but the file is something else. {text}")
    return ValidationError(
        f"The name says {label}, but that is not what is in the file. Open it in its own "
        "program, save it again, and choose that."
    )
