"""What people do in the modals and the home of an app."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.demo import view_payloads
from bot.demo.deliveries import Delivery, Outcome, Retry
from bot.demo.errors import SlackError
from bot.demo.fields import Entered
from bot.demo.payloads import Parcel
from bot.demo.submissions import after_submission
from bot.demo.views import OpenView
from bot.demo.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RefusedAck:
    """The answer to a command that Slack would not show, and why; the bot never hears of it."""

    body: Any
    error: SlackError


class InViews(ABC):
    """The half of the stand-in that has to do with views; `_send` delivers to the bot."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.refused_acks: list[RefusedAck] = []

    @abstractmethod
    async def _send(self, parcel: Parcel, retry: Retry | None = None) -> Outcome: ...

    def view(self, user: str = "U_ANN") -> OpenView | None:
        """The modal that this person has in front of them."""
        return self.workspace.views.top(user)

    def home(self, user: str = "U_ANN") -> OpenView | None:
        """What this person sees in the app's home."""
        return self.workspace.views.home(user)

    async def open_home(self, user: str = "U_ANN", tab: str = "home") -> Delivery:
        """Look at the app: its home, or its messages."""
        parcel = view_payloads.home_opened(self.workspace, user, tab)
        return Delivery(await self._send(parcel), parcel)

    async def press_in_home(
        self, action_id: str, user: str = "U_ANN", value: str | None = None
    ) -> Delivery:
        """Press a button in the app's home. Raises ValueError when it is not there."""
        if (home := self.home(user)) is None:
            raise ValueError(f"nothing is in the home of {user}")
        parcel = view_payloads.view_action(self.workspace, home, action_id, value)
        return Delivery(await self._send(parcel), parcel)

    async def press_in_view(
        self, action_id: str, user: str = "U_ANN", value: str | None = None
    ) -> Delivery:
        """Press a button in the modal in front. Raises ValueError when it is not there."""
        parcel = view_payloads.view_action(self.workspace, self._in_front(user), action_id, value)
        return Delivery(await self._send(parcel), parcel)

    def close_view(self, user: str = "U_ANN") -> None:
        """Close the modal in front."""
        self.workspace.views.close(user)

    async def submit(self, typed: Mapping[str, Entered], user: str = "U_ANN") -> Delivery:
        """Fill in fields of the modal in front, by block_id, and send it; what the app answers is
        done. Raises ValueError when Slack would not send it.
        """
        view = self._in_front(user)
        view.type(typed)
        parcel = view_payloads.view_submission(self.workspace, view)
        delivery = Delivery(await self._send(parcel), parcel)
        try:
            after_submission(self.workspace.views, view, delivery)
        except SlackError as error:
            view.trouble = True
            self.refused_acks.append(RefusedAck(delivery.body, error))
        return delivery

    async def type_in_view(
        self, typed: Mapping[str, Entered], user: str = "U_ANN", *, enter: bool = False
    ) -> list[Delivery]:
        """Fill in fields of the modal in front, by block_id, one after the other, and with `enter`
        press that key in each; the app hears of those that it listens to.
        """
        told = []
        for block_id, what in typed.items():
            view = self._in_front(user)
            view.type({block_id: what})
            parcel = view_payloads.view_input(self.workspace, view, block_id, enter=enter)
            if parcel:
                told.append(Delivery(await self._send(parcel), parcel))
        return told

    def _in_front(self, user: str) -> OpenView:
        if (view := self.view(user)) is None:
            raise ValueError(f"{user} has no modal open")
        return view
