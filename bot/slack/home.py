"""The app's home: the key figures, what a person has scheduled and chosen, what there is to do."""

import logging
from dataclasses import replace
from functools import partial

from bot.ask.question import Ask, in_short
from bot.render.blocks import Block, classic, message
from bot.reply import Language, Problem, Reply
from bot.services import EVERYONE, Asker, Preferences
from bot.slack import panels
from bot.slack.files import Answer
from bot.slack.forms.schedule import notice
from bot.slack.panels import HOME
from bot.slack.reception import Reception, said
from bot.slack.scheduling import Scheduling
from bot.slack.upkeep import Upkeep
from bot.slack.web import Done, Outcome, Refused, call
from bot.store.transaction import Unavailable

log = logging.getLogger(__name__)

MOST_SHOWN = 20  # schedules
MOST_BLOCKS = 100  # of a home
KEPT_SECONDS = 60.0  # a card, as long as the warehouse keeps its answers
_MOST_OF_A_CARD, _AROUND_SCHEDULES = 16, 5  # blocks
_DIVIDER: Block = {"type": "divider"}
# Another process was first, with something newer; or the app was installed without a home.
_NO_TROUBLE = (Refused("hash_conflict"), Refused("not_enabled"))


class Home:
    """Built once; `show` may be called as often as there is something new."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._upkeep = Upkeep(reception, Scheduling(reception))
        self._cards: dict[tuple[str, Preferences], tuple[float, Reply]] = {}

    async def show(self, user: str, known_hash: str | None = None) -> None:
        """Publishes it, unless what this person sees is newer than `known_hash`; the key figures
        follow as soon as the warehouse has told them.
        """
        await self._reception.refresh()
        asker = Asker(user)
        language = self._reception.language_of(asker)
        before, after = await self._panels(asker, language)
        card = self._kept(asker)
        waits = card is None and self._may_see_data(asker)
        shown = Reply(HOME, language, part="waiting") if waits else card
        outcome = await self._publish(user, [*before, *_in(shown), *after], known_hash)
        if waits and isinstance(outcome, Done):
            found = _in(await self._card(asker, language))
            known_hash = outcome.data["view"]["hash"]
            await self._publish(user, [*before, *found, *after], known_hash)

    async def answer(self, user: str, trigger: str, question: str) -> None:
        """Answers in the direct messages what was pressed: a home has no room for it."""
        asker = Asker(user)
        language = self._reception.language_of(asker)
        coming = notice(HOME, Reply(HOME, language, part="on_its_way"))
        opened = await call(self._reception.web, "views.open", trigger_id=trigger, view=coming)
        reply = await self._reception.written(question, asker)
        outcome = await self._upkeep.tell(user, reply)
        if isinstance(opened, Done) and not isinstance(outcome, Done):
            lost = notice(HOME, Reply(HOME, language, part="not_reached"))
            shown = opened.data["view"]["id"]
            outcome = await call(self._reception.web, "views.update", view_id=shown, view=lost)
            self._reception.report("a form", outcome)
            return
        tell = partial(self._lost, user, language)
        shown_as = in_short(question)
        self._reception.delivered(Answer(reply, asker, shown_as, tell), outcome)

    async def apologise(self, user: str) -> None:
        """What was pressed broke."""
        await self._upkeep.tell(user, said("broken", self._reception.language_of(Asker(user))))

    async def tell(self, user: str, trigger: str, reply: Reply) -> None:
        """Says something over the home, else in a direct message."""
        view = notice(HOME, reply)
        outcome = await call(self._reception.web, "views.open", trigger_id=trigger, view=view)
        if not isinstance(outcome, Done):
            await self._upkeep.tell(user, reply)

    async def _lost(self, user: str, language: Language, code: str) -> None:
        """A picture that did not come."""
        await self._upkeep.tell(user, said(code, language))

    async def _publish(self, user: str, blocks: list[Block], known_hash: str | None) -> Outcome:
        arguments = {"hash": known_hash} if known_hash else {}
        view = {"type": "home", "blocks": blocks}
        outcome = await call(
            self._reception.web, "views.publish", user_id=user, view=view, **arguments
        )
        if outcome not in _NO_TROUBLE:
            self._reception.report("a home", outcome)
        return outcome

    async def _panels(self, asker: Asker, language: Language) -> tuple[list[Block], list[Block]]:
        """What stands before the key figures, and what after."""
        services = self._reception.services
        connected = services.data is not None
        welcome = message(panels.welcome(language, connected=connected))["blocks"]
        before = [*welcome, panels.forms(language)]
        last = _in(panels.own_settings(asker, services, language))
        try:
            seen = await self._reception.promptly(panels.look, self._reception, asker)
        except Unavailable as error:
            log.warning("a home lacks what is in the store: %s", error)
            away = self._reception.problem(Problem("schedule_off"), language)
            return before, [*(_in(away) if connected else []), *last]
        if services.is_curator(asker):
            last += _apart(*panels.for_curators(seen, asker, services, language))
        if services.is_admin(asker):
            last += _in(panels.for_admins(seen, self._reception, language))
        if not connected:
            return before, last
        last = [*_in(panels.own_alerts(seen, asker, services, language)), *last]
        room = MOST_BLOCKS - len(before) - len(last) - _MOST_OF_A_CARD
        most = min(MOST_SHOWN, (room - _AROUND_SCHEDULES) // 2)
        begun = panels.own_schedules(seen, asker, self._reception, language, most)
        return before, [*_in(begun), *last]

    def _may_see_data(self, asker: Asker) -> bool:
        """As far as that is known without asking Slack."""
        services = self._reception.services
        everyone = EVERYONE in services.access.people
        return services.data is not None and (everyone or services.may_ask(asker))

    def _kept(self, asker: Asker) -> Reply | None:
        """Their card, for as long as the warehouse would answer the same."""
        until, card = self._cards.get(self._key(asker), (0.0, None))
        fresh = until > self._reception.now() and self._may_see_data(asker)
        return card if fresh else None

    async def _card(self, asker: Asker, language: Language) -> Reply | None:
        """The key figures of the last month, or what keeps them; None for who may not ask."""
        key = self._key(asker)
        who = await self._reception.people.asking(asker)
        if not self._reception.services.may_ask(who):
            return None
        answer = await self._reception.from_data(Ask("kpi", language).question(), who)
        card = replace(answer, menu=None)
        now = self._reception.now()
        self._cards = {one: kept for one, kept in self._cards.items() if kept[0] > now}
        if card.ok:
            self._cards[key] = (now + KEPT_SECONDS, card)
        return card

    def _key(self, asker: Asker) -> tuple[str, Preferences]:
        return asker.user, self._reception.services.settings_for(asker)


def _in(reply: Reply | None) -> list[Block]:
    """A panel: a home has no native tables and charts."""
    return _apart(reply) if reply else []


def _apart(*replies: Reply) -> list[Block]:
    """Replies that belong together, apart from what stands above them."""
    blocks = [block for one in replies for block in classic(message(one))["blocks"]]
    return [_DIVIDER, *blocks]
