"""Who is in the demo's workspace, and where they talk."""

from bot.demo.workspace import BOT_USER, OTHER_TEAM_ID, Channel, User

ZONE = "Europe/Amsterdam"
# Ann is a curator and an admin; Bob may not ask the data. See retention.toml beside this file.
USERS = (
    User("U_ANN", "Ann", "en-US", ZONE),
    User("U_BOB", "Bob", "en-US", ZONE),
    User("U_EVE", "Eve", "en-US", ZONE, team=OTHER_TEAM_ID),
    User(BOT_USER, "Retention", is_bot=True),
    User("USLACKBOT", "Slackbot", is_bot=True),
)
_TEAM = frozenset({"U_ANN", "U_BOB", BOT_USER})
CHANNELS = (
    Channel("C_GENERAL", "general", _TEAM),
    Channel("C_SUCCESS", "customer-success", _TEAM),
    Channel("C_PARTNERS", "partners", _TEAM | {"U_EVE"}, shared="outside"),
    Channel("D_ANN", "directmessage", frozenset({"U_ANN", BOT_USER}), kind="im"),
    Channel("D_BOB", "directmessage", frozenset({"U_BOB", BOT_USER}), kind="im"),
)
