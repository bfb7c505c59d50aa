"""What a person or the team chose: the way to the forms, and who decides who may see data."""

from bot.ask.question import Ask
from bot.reply import Language, Problem, Reply, Sets
from bot.services import Asker, Preferences, Services
from knowledge.library import Library

SETTINGS, ACCESS = "settings", "access"  # the templates


def settings(ask: Ask, asker: Asker, services: Services) -> Reply:
    """How this person is answered, and the way to the form. Raises Problem."""
    _refuse_terminal(asker)
    own = told(services.settings_for(asker), services.library, ask.language)
    facts = {**own, "admins": services.access.admins}
    return Reply(SETTINGS, ask.language, facts, opens=Sets("own"), private=True)


def access(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The lists in force and the way to the form, for admins; others read who these are. Raises
    Problem.
    """
    _refuse_terminal(asker)
    admin = services.is_admin(asker)
    facts = {"access": services.access, "admin": admin}
    opens = Sets("access") if admin else None
    return Reply(ACCESS, ask.language, facts, opens=opens, private=True)


def told(preferences: Preferences, library: Library, language: Language) -> dict[str, object]:
    """How somebody is answered, as the templates say it."""
    industry = library.industries.get(preferences.industry or "")
    return {
        "spoken": preferences.language,
        "industry": industry.in_(language).name if industry else None,
        "timezone": preferences.timezone,
    }


def _refuse_terminal(asker: Asker) -> None:
    """Raises Problem: there retention.toml is at hand."""
    if asker.is_operator:
        raise Problem("settings_in_slack")
