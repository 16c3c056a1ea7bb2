"""Drawings → SVG text. The same for page, PDF and Word.

Colours are presentation attributes, which the content security policy does not touch; the classes
are there for the style sheet to follow the page's own ink and the system colours of forced colours.
"""

from functools import lru_cache
from html import escape

from scr_tracker.charts.looks import Look
from scr_tracker.charts.parts import Chart
from scr_tracker.charts.patterns import MARKERS, OPEN_MARKERS, TILE, TILES
from scr_tracker.charts.shapes import Box, Marker, Rule, Shape, Trace, Words
from scr_tracker.charts.sizes import NARROW, WIDE, Size
from scr_tracker.contrast import INK, PAPER

FONT = "Inter, 'Liberation Sans', Arial, sans-serif"
FAINT = "#8d9091"
EDGE = 1.5


def svg(chart: Chart, *, links: bool = False, size: Size = WIDE) -> str:
    """A picture that stands alone, without links unless they are asked for."""
    return _written(chart, size, "", links=links)


def on_page(chart: Chart) -> str:
    """Both sizes of the picture for a page, of which its style sheet shows one."""
    wide = _written(chart, WIDE, ' class="app-chart app-chart--wide"', links=True)
    narrow = _written(chart, NARROW, ' class="app-chart app-chart--narrow"', links=True)
    return wide + narrow


def swatch(look: Look) -> str:
    """What a part looks like, beside its words. It has no ids, so a page may hold many."""
    tiles = "".join(
        f'<g transform="translate({x} {y})">{_hatch(look)}</g>'
        for y in (0, TILE)
        for x in (0, TILE)
    )
    return (
        '<svg class="app-swatch" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" '
        f'focusable="false"><rect class="app-chart__fill" width="24" height="16" '
        f'fill="{look.colour}"/>{tiles}<rect class="app-chart__edge" x=".75" y=".75" width="22.5" '
        f'height="14.5" fill="none" stroke="{INK}" stroke-width="{EDGE}"/></svg>'
    )


def _written(chart: Chart, size: Size, classed: str, *, links: bool) -> str:
    drawing, prefix = chart.draw(size), f"{chart.key}-{size.name}"
    linked = links and chart.has_links
    patterns = {look: f"{prefix}-p{place}" for place, look in enumerate(drawing.patterned)}
    defs = "".join(_pattern(look, ident) for look, ident in patterns.items())
    body = "".join(_shape(shape, patterns, linked=linked) for shape in drawing.shapes)
    height = _n(drawing.height)
    # White under all of it: who darkens pages by themselves leaves large pictures as they are.
    under = f'x="-8" y="-8" width="{size.width + 16}" height="{_n(drawing.height + 16)}"'
    paper = f'<rect class="app-chart__paper" {under} fill="{PAPER}"/>'
    # Links inside a picture are lost to who hears the page, so a picture with links is a group.
    return (
        f'<svg{classed} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {height}"'
        f' width="{size.width}" height="{height}" role="{"group" if linked else "img"}"'
        f' aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
        f' font-family="{escape(FONT)}" focusable="false">'
        f'<title id="{prefix}-title">{escape(chart.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(chart.description)}</desc>'
        f"<defs>{defs}</defs>{paper}{body}</svg>"
    )


def _shape(shape: Shape, patterns: dict[Look, str], *, linked: bool) -> str:
    if isinstance(shape, Box):
        return _box(shape, patterns.get(shape.look, ""), linked=linked)
    if isinstance(shape, Words):
        return _words(shape, hidden=linked)
    if isinstance(shape, Rule):
        return _rule(shape)
    if isinstance(shape, Trace):
        return _trace(shape)
    return _marker(shape)


def _box(box: Box, pattern: str, *, linked: bool) -> str:
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    drawn = f'<rect class="app-chart__fill" {place} fill="{box.look.colour}"/>'
    if pattern:
        drawn += f'<rect {place} fill="url(#{pattern})"/>'
    edge = (
        f'<rect class="app-chart__edge" {place} fill="none" stroke="{INK}" stroke-width="{EDGE}"/>'
    )
    if not box.words:
        return drawn + edge
    named = f"<title>{escape(box.words)}</title>{drawn}{edge}"
    if linked and box.url:
        to = f'href="{escape(box.url)}" data-rows="{box.rows}"'
        return f'<a class="app-chart__link" {to}>{named}</a>'
    return f"<g>{named}</g>"


def _words(words: Words, *, hidden: bool) -> str:
    """Beside links the words are for the eye alone: the table says them in their order."""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    bold = ' font-weight="bold"' if words.is_bold else ""
    aside = ' aria-hidden="true"' if hidden else ""
    return (
        f'<text class="app-chart__words" x="{_n(words.x)}" y="{_n(words.y)}" fill="{INK}"'
        f' font-size="{words.size:g}"{anchor}{bold}{aside}>{escape(words.text)}</text>'
    )


def _rule(rule: Rule) -> str:
    colour = f'stroke="{FAINT}" stroke-dasharray="1 3"' if rule.is_faint else f'stroke="{INK}"'
    return (
        f'<line class="app-chart__edge" x1="{_n(rule.x1)}" y1="{_n(rule.y1)}" x2="{_n(rule.x2)}" '
        f'y2="{_n(rule.y2)}" {colour}/>'
    )


def _trace(trace: Trace) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in trace.points)
    dash = f' stroke-dasharray="{trace.look.dash}"' if trace.look.dash else ""
    return (
        f'<polyline class="app-chart__edge" points="{points}" fill="none" '
        f'stroke="{trace.look.colour}" stroke-width="2.5"{dash}/>'
    )


def _marker(marker: Marker) -> str:
    look = marker.look
    place = f'd="{MARKERS[look.marker]}" transform="translate({_n(marker.x)} {_n(marker.y)})"'
    line = f'stroke="{look.colour}" stroke-width="2"'
    if look.marker in OPEN_MARKERS:
        return f'<path class="app-chart__edge app-chart__fill" {place} fill="{PAPER}" {line}/>'
    return f'<path class="app-chart__edge app-chart__marker" {place} fill="{look.colour}" {line}/>'


def _pattern(look: Look, ident: str) -> str:
    return (
        f'<pattern id="{ident}" patternUnits="userSpaceOnUse" width="{TILE}" height="{TILE}">'
        f"{_hatch(look)}</pattern>"
    )


@lru_cache(maxsize=200)
def _hatch(look: Look) -> str:
    path, width = TILES[look.pattern]
    if not path:
        return ""
    return (
        f'<path class="app-chart__hatch" d="{path}" fill="none" stroke="{look.ink}" '
        f'stroke-width="{width:g}" stroke-linecap="round"/>'
    )


def _n(number: float) -> str:
    return f"{round(number, 1):g}"
