"""A line of which one part after the other is read, until only its other words are left."""

import re
from dataclasses import dataclass

from bot.ask.words import fold

_READ = "\x1f"  # stands where a part was read: neither a letter nor a space, and cannot be typed


@dataclass(frozen=True, slots=True)
class Unread:
    """`typed` and the same, `level`: folded letter by letter, so that places are the same."""

    typed: str
    level: str

    def without(self, start: int, end: int) -> "Unread":
        """The part between these places is read."""
        mark = _READ * (end - start)
        return Unread(*(text[:start] + mark + text[end:] for text in (self.typed, self.level)))

    def words(self) -> list[str]:
        """What is left, as typed, without the punctuation around the words."""
        bare = (word.strip(".,;:!?()\"'") for word in re.split(rf"[\s{_READ}]+", self.typed))
        return [word for word in bare if word and word not in {"-", "–", "'s"}]


def unread(line: str) -> Unread:
    """All of a line; other quotes than `"` and `'` become those."""
    if line.isascii():
        return Unread(line, line.lower())
    typed = re.sub("[“”„]", '"', re.sub("[‘’]", "'", line))
    return Unread(typed, "".join(map(_level, typed)))


def _level(letter: str) -> str:
    """One letter for one, so no ligatures; and no digits but 0 to 9."""
    folded = fold(letter)
    return letter if letter.isnumeric() or len(folded) != 1 else folded
