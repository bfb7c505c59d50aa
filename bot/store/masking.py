"""What may be kept of a question: its words, and nothing that tells people or figures apart."""

import re

MOST_CHARACTERS = 300
_LOOKED_AT = 2_000  # characters; a question that rambles on is cut

_BRACKETED = re.compile(r"<(?:[@#!]|\w+:)[^<>]*>")  # Slack's mentions, channels, dates and links
_ADDRESS = re.compile(r"@|://|\bwww\.|\.\w{2,}/", re.IGNORECASE)
_LONG_WORD = re.compile(r"[\w-]{8,}")
_LETTER_THEN_DIGIT = re.compile(r"[^\W\d_]\d")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*\d[A-Z0-9]*")  # Slack's own ids, and licence keys
_FIGURE = re.compile(r"#(?:[.,'’]?#)*")
_ID_DIGITS = 3


def mask(text: str) -> str:
    """At most 300 characters on one line: figures as #, no mention, address, link or id.

    >>> mask("Is 83,5% goed voor <@U024BE7LH>? Mail ann@example.com over 5f3c-77a1")
    'Is #% goed voor ? Mail over'
    """
    printable = "".join(char if char.isprintable() else " " for char in text[:_LOOKED_AT])
    words = _BRACKETED.sub(" ", printable).split()
    if len(text) > _LOOKED_AT:
        words = words[:-1]  # cut short: half an id looks like none
    kept = " ".join(_without_figures(word) for word in words if not _tells_apart(word))
    return kept if len(kept) <= MOST_CHARACTERS else f"{kept[: MOST_CHARACTERS - 1]}…"


def _tells_apart(word: str) -> bool:
    return bool(_ADDRESS.search(word)) or any(map(_is_id, _LONG_WORD.findall(word)))


def _is_id(word: str) -> bool:
    """Letters and digits through each other; not a quantity ("500klanten") nor a name ("B2B")."""
    if _CAPITALS.fullmatch(word):
        return True
    digits = sum(map(str.isdigit, word))
    return digits >= _ID_DIGITS and bool(_LETTER_THEN_DIGIT.search(word))


def _without_figures(word: str) -> str:
    """Whatever counts as a number in any script, ½ and Ⅷ included, is a #; a figure is one #."""
    return _FIGURE.sub("#", "".join("#" if char.isnumeric() else char for char in word))
