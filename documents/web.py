"""Writes an index as one HTML page: no script, nothing fetched from anywhere."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.blocks import (
    Block,
    Bullets,
    Cell,
    Contents,
    Facts,
    Heading,
    Legend,
    Link,
    Picture,
    Table,
    Text,
    words_of,
    writable,
)
from documents.widths import Fit, fit

#: The page is opened from a folder: it carries its own style, and may load nothing.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
STYLE = """
body{font:16px/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;margin:0}
main{max-width:75rem;margin:0 auto;padding:0 1rem 3rem;overflow-wrap:break-word}
.marking{background:#0b0c0c;color:#fff;font-weight:700;text-align:center;margin:0;padding:.4rem}
h1,h2,h3,h4{line-height:1.25;margin:2rem 0 .6rem}
h2{border-top:2px solid #17525c;padding-top:1rem}
p,dd,td,th{white-space:pre-line}
main p{max-width:45rem}
a{color:#17525c}
a:focus{outline:3px solid #0b0c0c;background:#fd0}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.3rem 1rem;margin:0 0 1rem}
dt{font-weight:700}
dd{margin:0;max-width:50rem}
.wide{overflow-x:auto;margin:0 0 1.5rem}
table{border-collapse:collapse;width:100%;min-width:55rem;table-layout:fixed;font-size:.9rem}
caption{text-align:left;font-weight:700;padding:.3rem 0}
th,td{border:1px solid #767676;padding:.35rem .5rem;text-align:left;vertical-align:top}
th,td{overflow-wrap:anywhere}
thead th{background:#e8eff0}
.number{text-align:right}
figure{margin:0 0 1.5rem}
figure img{max-width:100%;height:auto}
figcaption{font-weight:700}
table.few{min-width:0}
table.legend{min-width:0;width:auto;table-layout:auto;margin:0 0 1.5rem}
.legend svg{vertical-align:-2px;margin-right:.5rem}
@media (max-width:40rem){dl{display:block}dd{margin:0 0 .6rem}}
@media print{
main{max-width:none;padding:0}
.wide{overflow:visible}
table{min-width:0;font-size:8.5pt;line-height:1.3}
table.many{font-size:7pt}
th,td{padding:2pt 5pt}
thead{display:table-header-group;break-after:avoid}
tr,table:not(:has(tbody tr:nth-child(9))){break-inside:avoid}
h1,h2,h3,h4,caption,figcaption{break-after:avoid}
tbody tr:first-child{break-before:avoid}
}
"""
#: So many columns fit a phone.
FEW = 3
#: Points between the margins of a printed page, and of text in tables there.
ROOM, SIZE = 510.0, 8.5
#: On paper the marking stands on every page.
MARKED = (
    '@page{margin:1.8cm 1.5cm;@top-center{content:"%(marking)s"}'
    '@bottom-center{content:"%(marking)s"}}\n'
)


def page(title: str, marking: str, blocks: Iterable[Block]) -> str:
    banner = format_html('<p class="marking">{}</p>', marking)
    style = STYLE + MARKED % {"marking": re.sub(r"[^A-Z -]", "", marking)}
    head = format_html(
        '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<title>{} – {}</title>\n<style>{}</style>',
        POLICY,
        writable(title),
        marking,
        mark_safe(style),  # noqa: S308 - a constant, and capitals
    )
    return format_html(
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{}\n</head>\n<body>\n'
        "<header>{}</header>\n<main>\n{}\n</main>\n<footer>{}</footer>\n</body>\n</html>\n",
        head,
        banner,
        body(blocks),
        banner,
    )


def body(blocks: Iterable[Block]) -> SafeString:
    """The blocks alone, for a page that has its own frame."""
    return mark_safe("\n".join(map(_block, blocks)))  # noqa: S308 - each is escaped


def _block(block: Block) -> SafeString:
    return _WRITERS[type(block)](block)


def _heading(block: Heading) -> SafeString:
    tag = mark_safe(f"h{block.level}")  # noqa: S308 - a number
    anchor = format_html(' id="{}"', block.anchor) if block.anchor else ""
    return format_html("<{}{}>{}</{}>", tag, anchor, writable(block.text), tag)


def _text(block: Text) -> SafeString:
    return format_html("<p>{}</p>", writable(block.text))


def _bullets(block: Bullets) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((writable(item),) for item in block.items))
    return format_html("<ul>{}</ul>", items)


def _contents(block: Contents) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((_cell(link),) for link in block.links))
    return format_html('<nav aria-label="Contents"><h2>Contents</h2><ul>{}</ul></nav>', items)


def _legend(block: Legend) -> SafeString:
    """The colour as an attribute of a drawing: a page of the site allows no style of its own."""
    square = (
        '<tr><th scope="row"><svg width="16" height="16" aria-hidden="true" focusable="false">'
        '<rect width="16" height="16" fill="{}" stroke="#0b0c0c"/></svg>{}</th><td>{}</td></tr>'
    )
    rows = ((colour, writable(label), writable(words)) for label, colour, words in block.rows)
    return format_html(
        '<table class="legend"><caption>Legend</caption><thead><tr><th scope="col">Word</th>'
        '<th scope="col">Meaning</th></tr></thead><tbody>{}</tbody></table>',
        format_html_join("", square, rows),
    )


def _picture(block: Picture) -> SafeString:
    """As an image: whatever it holds, it runs nothing, and its ids meet no others."""
    drawn = base64.b64encode(writable(block.svg).encode()).decode("ascii")
    return format_html(
        '<figure><figcaption>{}</figcaption><img src="data:image/svg+xml;base64,{}" alt="{}">'
        "</figure>",
        writable(block.title),
        drawn,
        writable(block.description),
    )


def _facts(block: Facts) -> SafeString:
    rows = ((writable(label), _cell(value)) for label, value in block.rows)
    return format_html("<dl>\n{}\n</dl>", format_html_join("\n", "<dt>{}</dt><dd>{}</dd>", rows))


def _table(block: Table) -> SafeString:
    found = fit(block, ROOM, SIZE)
    head = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        ((_right(block, place), writable(text)) for place, text in enumerate(block.head)),
    )
    shares = ((f"{share:.2f}",) for share in found.shares)
    columns = format_html_join("", '<col style="width:{}%">', shares)
    rows = format_html_join("\n", "<tr>{}</tr>", ((row,) for row in _rows(block)))
    return format_html(
        '<div class="wide" tabindex="0" role="group" aria-label="{}"><table{}>'
        "<caption>{}</caption>\n<colgroup>{}</colgroup>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody></table></div>",
        writable(block.caption),
        _class(block, found),
        writable(block.caption),
        columns,
        head,
        rows,
    )


def _class(block: Table, found: Fit) -> str:
    if len(block.head) <= FEW:
        return mark_safe(' class="few"')
    return mark_safe(' class="many"') if found.size < SIZE else ""


def _rows(block: Table) -> Iterator[SafeString]:
    for first, *others in block.rows:
        cells = format_html_join(
            "",
            "<td{}>{}</td>",
            ((_right(block, place), _cell(cell)) for place, cell in enumerate(others, 1)),
        )
        yield format_html('<th scope="row">{}</th>{}', _cell(first), cells)


def _right(block: Table, place: int) -> str:
    return mark_safe(' class="number"') if place in block.right else ""


def _cell(cell: Cell) -> SafeString:
    words = conditional_escape(words_of(cell))
    if isinstance(cell, Link):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', cell.href, words)
    return words


_WRITERS: dict[type[Any], Callable[[Any], SafeString]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Bullets: _bullets,
    Contents: _contents,
    Legend: _legend,
    Picture: _picture,
}
