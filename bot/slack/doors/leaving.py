"""The workspace removed the app, or took its token back: what was kept for it is deleted."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.reception import Reception

log = logging.getLogger(__name__)


def open_leaving(app: AsyncApp, reception: Reception) -> None:
    """Listens to both events: they may come in either order, or one of them alone. When the store
    is away Slack delivers them again.
    """

    @app.event("app_uninstalled")
    async def uninstalled() -> None:
        reception.drops.forget_all()
        await reception.work.store(forget)

    @app.event("tokens_revoked")
    async def revoked(event: dict[str, Any]) -> None:
        if event["tokens"].get("bot"):  # else it is of a person, and the bot has none of these
            reception.drops.forget_all()
            await reception.work.store(forget)

    def forget() -> None:
        kept = (reception.entries, reception.gaps, reception.audit, reception.threads)
        posted = (reception.schedules, reception.changes, reception.settings)
        for one in (*kept, *posted, reception.inbox):
            one.delete_all()
        log.warning("the app was removed from the workspace: all that was kept for it is deleted")
