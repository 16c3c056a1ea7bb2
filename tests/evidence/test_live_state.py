"""While the virus check runs, pages ask again by themselves; where nothing waits they do not."""

import pytest

from evidence.models import EvidenceVersion
from tests.evidence.samples import add, add_url, posted, upload

pytestmark = pytest.mark.usefixtures("today")
ASKS_AGAIN, WAITS = "js/live.js", "data-unfinished"
SOON = "The virus check usually takes under a minute."


@pytest.fixture
def scanner(settings, monkeypatch):
    """One that is set up, and whose worker has not come to the file yet."""
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    monkeypatch.setattr("evidence.scanning.queue", lambda version_id: None)


def look(client, thing):
    text = client.get(thing.get_absolute_url()).content.decode()
    return ASKS_AGAIN in text, WAITS in text


@pytest.mark.parametrize("state", ["waiting", "clean", "infected", "failed"])
def test_only_a_file_that_waits_is_asked_about_again(world, sign_in, state):
    item = add(world)
    EvidenceVersion.objects.update(scan_state=state)
    client = sign_in("police_lead")
    expected = (state == "waiting", state == "waiting")
    assert look(client, item) == look(client, world.police_action) == expected


@pytest.mark.parametrize(
    ("names", "said"), [(["a.txt"], "Uploaded."), (["a.txt", "b.txt"], "Uploaded: 2 items.")]
)
def test_the_page_after_says_so_at_its_top_and_what_comes_next(
    world, sign_in, scanner, names, said
):
    action, client = world.police_action, sign_in("police_lead")
    files = [upload(name, name.encode()) for name in names]
    data = posted(title="", each_titled="1", file=files, also_supports=[action.pk])
    page = client.post(add_url(action), data, follow=True)
    ((address, _),) = page.redirect_chain
    assert "#" not in address
    (message,) = page.context["messages"]
    assert str(message) == (
        f"{said} {SOON} The partnership manager looks at it next, and accepts it or sends it back."
    )
    assert (ASKS_AGAIN in page.content.decode(), WAITS in page.content.decode()) == (True, True)
