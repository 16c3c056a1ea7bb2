"""Writes an index as one HTML page: no script, nothing fetched from anywhere."""

from collections.abc import Iterable, Iterator

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.blocks import Block, Cell, Facts, Heading, Link, Table, Text, words_of, writable

#: The page is opened from a folder: it carries its own style, and may load nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
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
@media (max-width:40rem){dl{display:block}dd{margin:0 0 .6rem}}
@media print{table{min-width:0}thead{display:table-header-group}tr{break-inside:avoid}}
"""


def page(title: str, marking: str, blocks: Iterable[Block]) -> str:
    banner = format_html('<p class="marking">{}</p>', marking)
    body = mark_safe("\n".join(map(_block, blocks)))  # noqa: S308 - each is escaped
    head = format_html(
        '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<title>{} – {}</title>\n<style>{}</style>',
        POLICY,
        writable(title),
        marking,
        mark_safe(STYLE),  # noqa: S308 - a constant
    )
    return format_html(
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{}\n</head>\n<body>\n'
        "<header>{}</header>\n<main>\n{}\n</main>\n<footer>{}</footer>\n</body>\n</html>\n",
        head,
        banner,
        body,
        banner,
    )


def _block(block: Block) -> SafeString:
    if isinstance(block, Heading):
        tag = mark_safe(f"h{block.level}")  # noqa: S308 - a number
        anchor = format_html(' id="{}"', block.anchor) if block.anchor else ""
        return format_html("<{}{}>{}</{}>", tag, anchor, writable(block.text), tag)
    if isinstance(block, Text):
        return format_html("<p>{}</p>", writable(block.text))
    return _facts(block) if isinstance(block, Facts) else _table(block)


def _facts(block: Facts) -> SafeString:
    rows = ((label, _cell(value)) for label, value in block.rows)
    return format_html("<dl>\n{}\n</dl>", format_html_join("\n", "<dt>{}</dt><dd>{}</dd>", rows))


def _table(block: Table) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((text,) for text in block.head))
    columns = format_html_join("", '<col style="width:{}%">', ((width,) for width in block.widths))
    rows = format_html_join("\n", "<tr>{}</tr>", ((row,) for row in _rows(block)))
    return format_html(
        '<div class="wide" tabindex="0" role="group" aria-label="{}"><table>'
        "<caption>{}</caption>\n<colgroup>{}</colgroup>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody></table></div>",
        writable(block.caption),
        writable(block.caption),
        columns,
        head,
        rows,
    )


def _rows(block: Table) -> Iterator[SafeString]:
    for first, *others in block.rows:
        cells = format_html_join("", "<td>{}</td>", ((_cell(cell),) for cell in others))
        yield format_html('<th scope="row">{}</th>{}', _cell(first), cells)


def _cell(cell: Cell) -> SafeString:
    words = conditional_escape(words_of(cell))
    if isinstance(cell, Link):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', cell.href, words)
    return words
