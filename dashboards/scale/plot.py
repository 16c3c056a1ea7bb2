"""When things happen to an action: an agenda of steps, from the day on which it is agreed to now.

Each step looks whether the status allows it by then, and puts on the agenda what follows from it.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import NamedTuple

from dashboards.scale import words
from dashboards.scale.dice import DAY, spread
from dashboards.scale.house import House
from dashboards.scale.life import Life
from dashboards.scale.people import Person
from dashboards.scale.proof import Item, Proof
from evidence.verification import ADDED
from recommendations.status import Status

#: How long the work takes, in percent of the time that was agreed.
_PACES = spread({(45, 105): 9, (80, 220): 9, (200, 500): 2})


class Claim(NamedTuple):
    """The first one of an action that recurs: when, by whom, and the day of the work."""

    at: int
    by: Person
    done: int


class Plot:
    def __init__(self, house: House, proof: Proof, life: Life) -> None:
        self.life, self._house, self._dice, self._proof = life, house, house.dice, proof
        self.boss = life.ask.boss
        self.claimed: Claim | None = None
        self.was_claimed = False
        self._since = life.last_at
        self._items: list[Item] = []
        self._agenda: list[tuple[int, int, Callable[[int], None]]] = []
        self._pushed = 0
        self._ends = 0
        self._plan()

    def play(self) -> None:
        now, agenda, life = self._house.now, self._agenda, self.life
        while agenda:
            at, _, step = heappop(agenda)
            at = max(at, life.last_at + 60)
            if at > now:
                break
            step(at)
        life.end()

    def _then(self, at: int, step: Callable[[int], None]) -> None:
        if at <= self._house.now:
            self._pushed += 1
            heappush(self._agenda, (at, self._pushed, step))

    def _plan(self) -> None:
        """How long the work takes beside what was agreed: some takes years."""
        dice, life, since = self._dice, self.life, self._since
        agreed = life.due - since // DAY if life.due else dice.between(60, 300)
        work = max(20, agreed * dice.between(*dice.one_of(_PACES)) // 100)
        self._ends = dice.later(since, work, work)
        self._then(self._ends, self._claim)
        if dice.chance(0.88):
            self._then(dice.later(since, 1, 1 + work // 2), self._start)
        for share, first, last, step in (
            (0.05, work // 5, work, self._withdraw),
            (0.12, work // 5, work, self._hold),
            (0.06, 5, work, self._change_hands),
        ):
            if dice.chance(share):
                self._then(dice.later(since, first, last), step)
        if life.due is None:
            self._then(dice.later(since, 20, 200), self._agree_date)
        else:
            self._mind_date()
            if dice.chance(0.1):
                self._plan_milestones()

    def _lead(self) -> Person:
        return self._dice.one_of(self.life.service.leads)

    def _start(self, at: int) -> None:
        if self.life.status == Status.NOT_STARTED:
            note = self._dice.one_of(words.STARTED)
            self.life.post(at, self._lead(), note, Status.IN_PROGRESS)
            self._then(self._dice.later(at, 15, 80), self._update)

    def _update(self, at: int) -> None:
        dice, life = self._dice, self.life
        if life.status != Status.IN_PROGRESS:
            return
        life.post(at, self._lead(), dice.one_of(words.UPDATES), is_at_risk=dice.chance(0.12))
        self._then(dice.later(at, 20, 115), self._update)
        if dice.chance(0.12):
            self._bring(at)
        elif at > self._house.now - 60 * DAY and dice.chance(0.3):
            self._proof.wish(life.ask, life.service, life.pk, at, self.boss)

    def _hold(self, at: int) -> None:
        dice, life = self._dice, self.life
        if life.status in (Status.NOT_STARTED, Status.IN_PROGRESS):
            life.post(at, self._lead(), dice.one_of(words.BARRIERS), Status.ON_HOLD)
            if dice.chance(0.85):
                self._then(dice.later(at, 20, 250), self._resume)

    def _resume(self, at: int) -> None:
        if self.life.status == Status.ON_HOLD:
            note = self._dice.one_of(words.RESUMED)
            self.life.post(at, self._lead(), note, Status.IN_PROGRESS)
            self._then(self._dice.later(at, 50, 200), self._update)

    def _withdraw(self, at: int) -> None:
        if self.life.is_open:
            reason = self._dice.one_of(words.WITHDRAWN)
            self.life.post(at, self.boss, reason, Status.WITHDRAWN)
            if self._dice.chance(0.06):
                self._then(self._dice.later(at, 20, 100), self._take_up)

    def _take_up(self, at: int) -> None:
        """Again, what was withdrawn or verified."""
        dice = self._dice
        if self.life.status in (Status.WITHDRAWN, Status.VERIFIED):
            self.life.reopen(at, self.boss, dice.one_of(words.REOPENED))
            self._then(dice.later(at, 20, 120), self._claim)

    def _change_hands(self, at: int) -> None:
        """Another owner, and for some another agency."""
        dice, life = self._dice, self.life
        if not life.is_open:
            return
        if dice.chance(0.4):
            life.service = dice.one_of(life.ask.services)
        others = [pk for _, pk in life.story.related if pk != life.service.pk]
        life.edit(at, self.boss, lead_agency_id=life.service.pk, owner_id=self._lead().pk)
        if len(others) < len(life.story.related):
            life.story.relate(at, self.boss, others)

    def _agree_date(self, at: int) -> None:
        if self.life.is_open and self._dice.chance(0.6):
            day = at // DAY + self._dice.between(40, 200)
            self.life.move_date(at, self.boss, day, "The date was agreed.", words.AGREED_BY[0])

    def _mind_date(self) -> None:
        """Near the due date it shows whether it will be kept; some dates move without need."""
        dice, due = self._dice, (self.life.due or 0) * DAY
        if self._ends > due or dice.chance(0.05):
            self._then(dice.at(due // DAY - dice.between(-15, 25)), self._slip)

    def _slip(self, at: int) -> None:
        """Most ask for more time, for some a manager moves the date, and others are just late."""
        dice, life = self._dice, self.life
        if not life.is_open or life.due is None or life.is_asked:
            return
        day = max(life.due, at // DAY) + dice.between(21, 150)
        reason, falls = dice.one_of(words.MORE_TIME), dice.between(1, 10)
        if falls <= 2:
            life.ask_for_time(at, self._lead(), day, reason)
            self._then(dice.later(at, 2, 25), lambda moment: self._decide(moment, day))
        elif falls <= 4:
            life.move_date(at, self.boss, day, reason, dice.one_of(words.AGREED_BY))
            self._mind_date()

    def _decide(self, at: int, day: int) -> None:
        dice, life = self._dice, self.life
        if life.is_open and day > at // DAY and dice.chance(0.8):
            life.decide_on_time(at, self.boss, "", day)
            self._mind_date()
        elif life.is_open or dice.chance(0.8):
            life.decide_on_time(at, self.boss, dice.one_of(words.DECLINED), None)

    def _plan_milestones(self) -> None:
        dice, life = self._dice, self.life
        days = sorted(dice.between(self._since // DAY + 7, life.due or 0) for _ in range(2))
        for day, title in zip(days, words.MILESTONES, strict=False):
            life.add_milestone(dice.soon(life.last_at), self.boss, title, day)
            if dice.chance(0.8):
                self._then(dice.at(day + dice.between(-5, 20)), self._reach_milestone)

    def _reach_milestone(self, at: int) -> None:
        if self.life.status not in (Status.VERIFIED, Status.WITHDRAWN):
            self.life.reach_milestone(at, self._lead())

    def _bring(self, at: int, lead: Person | None = None) -> None:
        """Evidence, which supports another action of the same agency at times, too."""
        dice, life = self._dice, self.life
        actions = [life.pk]
        if dice.chance(0.1):
            others = [a.pk for a in life.ask.actions if a.may_share(life.service) and a.since < at]
            actions += others[:1]
        lead = lead or self._lead()
        item = self._proof.bring(
            life.ask, life.service, actions, at, lead, self.boss, since=self._since
        )
        self._items.append(item)
        life.ask.shows_more |= item.shows_more
        life.ask.decided_at = max(life.ask.decided_at, item.settled_at or 0)

    def _claim(self, at: int) -> None:
        dice, life = self._dice, self.life
        if not life.is_open:
            return
        for _ in range(dice.one_of((0, 0, 1, 1, 1, 1, 2))):
            day = at // DAY - dice.between(1, 9)
            self._bring(min(at - 30, max(life.last_at + 30, dice.at(day))))
        recurs = life.story.row["recurs_every"]
        if recurs and not life.ask.place.left:
            life.edit(at, self.boss, recurs_every=None)
            at += 60
        others = [person for person in life.ask.place.managers if person != self.boss]
        by = others[0] if dice.chance(0.08) else self._lead()
        done = life.claim(at, by, dice.one_of(words.CLAIMED))
        if recurs and not self.was_claimed and life.ask.place.left:
            self.claimed = Claim(at, by, done)
        self.was_claimed = True
        self._await_judgement(at)

    def _await_judgement(self, at: int) -> None:
        """It is judged once all of its evidence is decided on; a few wait for long."""
        dice, settled = self._dice, [item.settled_at for item in self._items]
        ready = max((moment or self._house.now for moment in settled), default=at)
        longest = 35 if dice.chance(0.9) else 300
        self._then(max(dice.later(at, 2, longest), dice.soon(ready)), self._judge)

    def _judge(self, at: int) -> None:
        dice, life, items = self._dice, self.life, self._items
        if life.status != Status.COMPLETED:
            return
        if dice.chance(0.1) or (items and not any(item.is_accepted for item in items)):
            life.send_back(at, self.boss, dice.one_of(words.SENT_BACK))
            self._then(dice.later(at, 10, 80), self._claim)
            return
        comments = words.VERIFIED if items else words.BARE
        life.verify(at, self.boss, dice.one_of(comments), is_bare=not items)
        if dice.chance(0.04):
            self._then(dice.later(at, 60, 500), self._take_up)
        elif dice.chance(0.03):
            self._then(dice.later(at, 20, 300), self._bring_more)

    def _bring_more(self, at: int) -> None:
        """New evidence takes a verification back, until it is decided on."""
        if self.life.status == Status.VERIFIED:
            lead = self._lead()
            self._bring(at, lead)
            self.life.take_back(at, lead, ADDED)
            self._await_judgement(at)
