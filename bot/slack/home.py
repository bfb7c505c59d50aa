"""The app's home: what a person has scheduled, and what there is to ask."""

from bot.render.blocks import message
from bot.reply import Language, Reply
from bot.services import Asker
from bot.slack.forms.modal import View
from bot.slack.reception import Reception
from bot.slack.scheduling import Scheduling
from bot.slack.upkeep import Upkeep
from bot.slack.web import Refused, call

MOST_SHOWN = 20  # schedules
# Another process was first, with something newer; or the app was installed without a home.
_NO_TROUBLE = (Refused("hash_conflict"), Refused("not_enabled"))


class Home:
    """`show` may be called as often as there is something new."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._upkeep = Upkeep(reception, Scheduling(reception))

    async def show(self, user: str, known_hash: str | None = None) -> None:
        """Publishes it, unless what this person sees is newer than `known_hash`."""
        language = self._reception.language_of(Asker(user))
        arguments = {"hash": known_hash} if known_hash else {}
        view = await self._view(user, language)
        outcome = await call(
            self._reception.web, "views.publish", user_id=user, view=view, **arguments
        )
        if outcome not in _NO_TROUBLE:
            self._reception.report("a home", outcome)

    async def _view(self, user: str, language: Language) -> View:
        connected = self._reception.base.data is not None
        words = message(Reply("home", language, {"data": connected}))["blocks"]
        if not connected:
            return {"type": "home", "blocks": words}
        own = await self._upkeep.listed(user, language, MOST_SHOWN, admin=False)
        divider = {"type": "divider"}
        return {"type": "home", "blocks": [*words, divider, *message(own)["blocks"]]}
