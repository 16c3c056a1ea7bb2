"""What PDF/UA-1 (ISO 14289-1) asks of a file and a program can see, each complaint by its clause.

Written anew from the standard's clauses, over pikepdf; typst, which writes the files, checks while
it writes, and so cannot be the one to judge.
"""

import io
import re

import pikepdf

SHOWS = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "EI"}

#: A tag, and what it may stand in at once.
WITHIN = {
    "/TR": ("/THead", "/TBody", "/TFoot", "/Table"),
    "/THead": ("/Table",),
    "/TBody": ("/Table",),
    "/TH": ("/TR",),
    "/TD": ("/TR",),
    "/LI": ("/L",),
    "/Lbl": ("/LI", "/TOCI"),
    "/LBody": ("/LI",),
    "/TOCI": ("/TOC",),
}


def complaints(content):
    document = pikepdf.open(io.BytesIO(content))
    root = document.Root
    if "/StructTreeRoot" not in root:
        return ["7.1: no structure"]
    return [
        *_of_the_catalogue(document, root),
        *_of_pages(document),
        *_of_fonts(document),
        *_of_structure(root),
    ]


def _of_the_catalogue(document, root):
    with document.open_metadata() as about:
        if about.get("pdfuaid:part") != "1":
            yield "5: no PDF/UA identifier"
        if not about.get("dc:title"):
            yield "7.1: no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "7.1: the title is not displayed"
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "6.2: not marked as tagged"
    if not re.fullmatch("[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "7.2: no language"
    if "/Outlines" not in root:
        yield "7.4: no bookmarks"


def _of_pages(document):
    numbers = _numbers(document.Root.StructTreeRoot.get("/ParentTree"))
    for place, page in enumerate(document.pages, 1):
        if page.get("/Tabs", "/S") != "/S":
            yield f"7.18.3: page {place} has another tab order"
        parents = numbers.get(int(page.get("/StructParents", -1)), [])
        depth, stack = 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                mcid = operands[1].get("/MCID") if len(operands) > 1 else None
                is_told = str(operands[0]) == "/Artifact" or mcid is not None
                stack.append(is_told)
                depth += is_told
                if mcid is not None and (int(mcid) >= len(parents) or parents[int(mcid)] is None):
                    yield f"7.1: page {place} marks what is in no element"
            elif name == "EMC":
                depth -= stack.pop()
            elif name in SHOWS and not depth:
                yield f"7.1: page {place} shows what is neither tagged nor decoration ({name})"


def _numbers(tree):
    found = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        pending += node.get("/Kids", [])
        pairs = list(node.get("/Nums", []))
        found |= {int(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}
    return found


def _of_fonts(document):
    for each in document.objects:
        if not isinstance(each, pikepdf.Dictionary) or each.get("/Type") != "/Font":
            continue
        if each.get("/Subtype") == "/Type0" and "/ToUnicode" not in each:
            yield f"7.21.7: {each.BaseFont} cannot be read as text"
        if str(each.get("/Subtype")).startswith("/CIDFont"):
            about = each.FontDescriptor
            if not {"/FontFile2", "/FontFile3"} & set(about.keys()):
                yield f"7.21.4: {each.BaseFont} is not embedded"


def _of_structure(root):
    found = list(elements(root.StructTreeRoot.K))
    yield from _of_headings([int(tag[2:]) for tag, *_ in found if re.fullmatch(r"/H\d", tag)])
    for tag, element, inside in found:
        if tag in WITHIN and inside[-1:] not in [(each,) for each in WITHIN[tag]]:
            yield f"7.2: {tag} outside of its like"
        if tag in ("/Figure", "/Formula") and not str(element.get("/Alt", "")):
            yield f"7.3: {tag} has no words in its place"
        if tag == "/Table" and not any(each == "/TH" for each, *_ in elements(element.K)):
            yield "7.5: a table without headings"
        if tag == "/TH" and not _has_scope(element):
            yield "7.5: a heading of a table says not of what"


def _of_headings(levels):
    if not levels:
        yield "7.4: no heading"
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"7.4.2: heading level {level} follows {before}"


def _has_scope(element):
    held = element.get("/A", [])
    return any("/Scope" in part for part in (held if isinstance(held, pikepdf.Array) else [held]))


def elements(kids, inside=()):
    """Each structure element, depth first: its tag, itself, the tags around it."""
    if isinstance(kids, pikepdf.Array):
        for each in kids:
            yield from elements(each, inside)
    elif isinstance(kids, pikepdf.Dictionary) and "/S" in kids:
        tag = str(kids.S)
        yield tag, kids, inside
        if "/K" in kids:
            yield from elements(kids.K, (*inside, tag))
