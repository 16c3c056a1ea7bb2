"""The style sheet: every class of ours that a page uses is there, and none is there for nothing."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("agencies", "recommendations", "evidence", "reminders", "dashboards", "scr_tracker")
CLASS = r"app-[a-z0-9]+(?:(?:-|__|--)[a-z0-9_]+)*"


def used():
    """The classes, and the beginnings of those that end in what a page has to say."""
    files = list((ROOT / "templates").rglob("*.html"))
    for folder in ("templatetags", "forms"):
        files += [path for room in ROOMS for path in (ROOT / room).rglob(f"{folder}/*.py")]
    files += (ROOT / "scr_tracker" / "charts").glob("*.py")
    scripts = "\n".join(path.read_text() for path in (ROOT / "static" / "js").glob("*.js"))
    text = "\n".join(path.read_text() for path in files) + scripts
    found = re.findall(r'class="([^"]*)"|"class": "([^"]*)"|block main_class %}([^{]*)', text)
    quoted = " ".join("".join(each) for each in found)
    quoted += " " + " ".join(re.findall(r'classList\.\w+\("([^"]+)"', scripts))
    begun = r"(app-[a-z_]+--)\{"
    return set(re.findall(CLASS, re.sub(begun, "", quoted))), set(re.findall(begun, quoted))


def defined():
    css = (ROOT / "static" / "dist" / "app.css").read_text()
    return set(re.findall(rf"\.({CLASS})", css))


def test_every_class_of_ours_has_a_style():
    names, _ = used()
    assert sorted(names - defined()) == []


def test_no_style_is_left_over():
    names, beginnings = used()
    left = {each for each in defined() - names if not each.startswith(tuple(beginnings))}
    assert sorted(left) == []


def test_nothing_of_the_governments_own_brand():
    css = (ROOT / "static" / "dist" / "app.css").read_text()
    assert "GDS Transport" not in css
    assert "url(" not in css
