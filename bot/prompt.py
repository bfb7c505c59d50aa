"""The interactive prompt: history across sessions, completion of commands."""

from collections.abc import Collection, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.ask.words import words
from bot.commands import COMMANDS


def questions(leave: Collection[str]) -> Iterator[str]:
    """What is typed, line by line, until one of `leave`, Ctrl-D, or Ctrl-C on an empty line."""
    commands = [f"/{name}" for name in COMMANDS] + sorted(words().commands)
    session: PromptSession[str] = PromptSession(
        "› ", history=history(Path.home()), completer=WordCompleter(commands, sentence=True)
    )
    while True:
        try:
            typed = session.prompt().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if typed.casefold() in leave:
            return
        if typed:
            yield typed


def history(home: Path) -> History:
    """The file `.retention-bot-history` of the home folder, where that can be written."""
    file = home / ".retention-bot-history"
    try:
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(file)
