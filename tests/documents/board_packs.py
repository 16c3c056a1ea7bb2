"""Board packs for tests: asked for, made at once, opened."""

from documents.board import services
from documents.board.making import JOB
from documents.models import BoardPack
from tests.world import TODAY


def ask(world, person="manager", **changes):
    asked = {
        "partnership": world.city,
        "title": "Board report",
        "sections": ["summary", "recommendations", "actions"],
        "as_at": TODAY,
    }
    return services.ask_for_board_pack(actor=world.fresh(person), **(asked | changes))


def make(world, person="manager", **changes):
    """Asked for and made: the row as it is then."""
    pack = ask(world, person, **changes)
    JOB.make(pack.pk)
    made = BoardPack.objects.get(pk=pack.pk)
    assert (made.state, made.reason) == ("ready", "")
    return made


def give(world, pack, person="manager"):
    return services.give_board_pack(actor=world.fresh(person), pack=pack)


def sees(world, *packs):
    """Who may know of each of them."""
    return [
        {p for p in world.people if BoardPack.objects.visible_to(world.fresh(p)).filter(pk=x.pk)}
        for x in packs
    ]
