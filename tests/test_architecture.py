"""The house's own rules, read from its source: who imports whom, and how large things may be.

The rules stand in docs: imports go to the left only, settings come from one reader, files and
functions stay short, and no page needs inline script or style. Each rule is a function from a path
and a text to complaints, and each is shown bad source first: a rule that cannot fail is no rule.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: A room may import itself and these.
ALLOWED = {
    "agencies": {"scr_tracker"},
    "recommendations": {"scr_tracker", "agencies"},
    "evidence": {"scr_tracker", "agencies", "recommendations"},
    "reminders": {"scr_tracker", "agencies", "recommendations", "evidence"},
    "dashboards": {"scr_tracker", "agencies", "recommendations", "evidence"},
    "documents": {"scr_tracker", "agencies", "recommendations", "evidence", "dashboards"},
    "scr_tracker": set(),
}
ROOMS = set(ALLOWED)
#: The demo and the very large database fill every room, so they stand outside of the order.
DEMO = (
    "dashboards/demo/",
    "dashboards/management/commands/load_demo.py",
    "dashboards/scale/",
    "dashboards/management/commands/load_scale.py",
)
FORBIDDEN_NAMES = {"core", "common", "utils"}
LONGEST_TEMPLATE = 80
#: Lines of a file, lines of a function. Tests list cases, and may be longer.
LONGEST, LONGEST_IN_TESTS = (300, 40), (450, 70)
ENVIRONMENT = re.compile(r"^(environ|environb|getenv|putenv)$")
#: They only name the settings module, before Django starts.
STARTERS = {"scr_tracker/celery.py", "scr_tracker/wsgi.py", "manage.py"}


def imports(tree):
    """(line, dotted name) of every import, wherever it stands; relative ones start with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def _name(function):
    return getattr(function, "attr", getattr(function, "id", ""))


def wrong_imports(path, text):
    room = path.split("/")[0]
    if room not in ROOMS or path.startswith(DEMO) or path == "scr_tracker/urls.py":
        return []
    complaints = []
    for line, name in imports(ast.parse(text)):
        target = name.split(".")[0]
        if not target:
            complaints.append(f"{path}:{line} relative import {name}")
        elif target in ROOMS - ALLOWED[room] - {room}:
            complaints.append(f"{path}:{line} {room} must not import {target}")
    return complaints


def reads_environment(path, text):
    if path == "scr_tracker/env.py" or path.startswith(("tests/", "scripts/")):
        return []
    tree = ast.parse(text)
    lines = {
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ENVIRONMENT.match(node.attr))
        or (isinstance(node, ast.alias) and ENVIRONMENT.match(node.name))
    }
    allowed = {
        node.lineno
        for node in ast.walk(tree)
        if path in STARTERS
        and isinstance(node, ast.Call)
        and ast.unparse(node).startswith("os.environ.setdefault('DJANGO_SETTINGS_MODULE'")
    }
    return [f"{path}:{line} reads the environment" for line in sorted(lines - allowed)]


def too_long(path, text):
    longest, longest_function = LONGEST_IN_TESTS if path.startswith("tests/") else LONGEST
    count = len(text.splitlines())
    complaints = [f"{path} has {count} lines"] if count > longest else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > longest_function:
                complaints.append(f"{path}:{node.lineno} {node.name} has {length} lines")
    return complaints


def badly_named(path, text=""):
    parts = Path(path).with_suffix("").parts
    return [f"{path} says nothing by its name"] if FORBIDDEN_NAMES & set(parts) else []


def unfit_template(path, text):
    count = len(text.splitlines())
    complaints = [f"{path} has {count} lines"] if count > LONGEST_TEMPLATE else []
    if "mail" in re.split(r"[/_.]", path) or "/email/" in path:
        return complaints
    plain = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
    for what, pattern in (
        ("style attribute", r"<[^>]*\sstyle\s*="),
        ("style element", r"<style\b"),
        ("event handler", r"<[^>]*\son[a-z]+\s*="),
        ("javascript address", r"javascript:"),
        ("inline script", r"<script\b(?![^>]*\ssrc=)"),
    ):
        if re.search(pattern, plain, re.IGNORECASE):
            complaints.append(f"{path} has a {what}")
    return complaints


def sources(pattern, *folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(pattern)):
            if not {"migrations", "__pycache__"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def complaints_of(rule, files):
    return [complaint for path, text in files for complaint in rule(path, text)]


PYTHON = [*sorted(room for room in ROOMS if (ROOT / room).is_dir()), "tests", "scripts"]


def test_there_is_something_to_read():
    assert len(list(sources("*.py", *PYTHON))) > 60
    assert len(list(sources("*.html", "templates"))) > 20


def test_rooms_import_to_the_left_only():
    assert complaints_of(wrong_imports, sources("*.py", *PYTHON)) == []


def test_only_the_settings_read_the_environment():
    files = [*sources("*.py", *PYTHON), ("manage.py", (ROOT / "manage.py").read_text())]
    assert complaints_of(reads_environment, files) == []


def test_files_and_functions_are_short():
    assert complaints_of(too_long, sources("*.py", *PYTHON)) == []


def test_no_file_is_called_by_what_says_nothing():
    assert complaints_of(badly_named, sources("*.py", *PYTHON)) == []
    assert complaints_of(badly_named, sources("*.html", "templates")) == []


def test_templates_are_short_and_need_nothing_inline():
    assert complaints_of(unfit_template, sources("*.html", "templates")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("agencies/x.py", "from recommendations.models import Action"),
        ("agencies/x.py", "import dashboards.queries as q"),
        ("recommendations/a/b.py", "def f():\n    if True:\n        import evidence"),
        ("recommendations/x.py", "if TYPE_CHECKING:\n    from reminders.models import Mail"),
        ("recommendations/x.py", "importlib.import_module('evidence.models')"),
        ("evidence/x.py", "class A:\n    from dashboards import views"),
        ("reminders/x.py", "from dashboards import queries"),
        ("dashboards/x.py", "async def f():\n    from reminders import planning"),
        ("dashboards/x.py", "from . import queries"),
        ("scr_tracker/x.py", "from agencies import access"),
        ("scr_tracker/templatetags/x.py", "def f():\n    from evidence.models import Evidence"),
    ],
)
def test_wrong_import_is_found(path, text):
    assert len(wrong_imports(path, text)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("recommendations/x.py", "from agencies.models import User"),
        ("dashboards/x.py", "from evidence import querysets\nimport dashboards.queries"),
        ("dashboards/demo/x.py", "from reminders.models import Mail"),
        ("scr_tracker/urls.py", "from agencies import urls"),
        ("agencies/x.py", "import reminders_of_something_else"),
    ],
)
def test_right_import_is_left_alone(path, text):
    assert wrong_imports(path, text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("evidence/x.py", "import os\nurl = os.environ['CLAMAV_URL']"),
        ("evidence/x.py", "from os import getenv"),
        ("agencies/x.py", "def f():\n    return os.getenv('X')"),
        ("scr_tracker/settings.py", "from os import environ"),
        ("scr_tracker/celery.py", "os.environ['SECRET_KEY']"),
        ("agencies/x.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x')"),
    ],
)
def test_reading_the_environment_is_found(path, text):
    assert len(reads_environment(path, text)) == 1


def test_what_is_too_long_is_found():
    body = "\n".join(["    x = 1"] * 40)
    assert too_long("agencies/x.py", f"def f():\n{body}") == ["agencies/x.py:1 f has 41 lines"]
    nested = f"class A:\n  async def g():\n{body}"
    assert too_long("agencies/x.py", nested) == ["agencies/x.py:2 g has 41 lines"]
    assert too_long("agencies/x.py", "\n" * 301) == ["agencies/x.py has 301 lines"]
    assert too_long("agencies/x.py", "x = 1\n" * 300) == []
    assert too_long("tests/x.py", "x = 1\n" * 450) == []
    assert too_long("tests/x.py", "x = 1\n" * 451) == ["tests/x.py has 451 lines"]


@pytest.mark.parametrize("path", ["agencies/utils.py", "common/x.py", "agencies/core/models.py"])
def test_name_that_says_nothing_is_found(path):
    assert len(badly_named(path)) == 1
    assert badly_named("agencies/commons.py") == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<button onclick='go()'>",
        '<a href="javascript:go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "\n" * 81,
    ],
)
def test_unfit_template_is_found(text):
    assert len(unfit_template("templates/agencies/x.html", text)) == 1


def test_fit_template_is_left_alone():
    text = "<script type=\"module\" src=\"{% static 'js/app.js' %}\"></script><p class='style'>"
    assert unfit_template("templates/base.html", text) == []
    assert unfit_template("templates/reminders/mail.html", '<p style="color: red">') == []
