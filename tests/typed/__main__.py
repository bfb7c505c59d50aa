"""`python -m tests.typed`: what the last `make test` said to Slack, against Slack's types."""

import sys

from bot.slack.manifest import manifest
from tests.typed.checking import BUILT, faults, never_said
from tests.typed.recording import Said, recorded

SAID = BUILT / "said"  # where `make test` writes it


def main() -> int:
    """The exit status: 1 for a fault, 2 when there is nothing to look at."""
    said = recorded(SAID)
    if not said:
        print("Nothing is written down yet: make test first.", file=sys.stderr)  # noqa: T201
        return 2
    found = faults([*said, *manifests()], BUILT)
    missing = never_said(said)
    for fault in found:
        print(fault)  # noqa: T201
    for one in missing:
        print(f"{one}: no test made the bot say that, or it was not written down")  # noqa: T201
    kinds = len({one.to for one in said})
    print(f"{len(said)} shapes of {kinds} kinds, {len(found)} faults")  # noqa: T201
    return 1 if found or missing else 0


def manifests() -> list[Said]:
    """What an administrator gives to Slack: it has a published type as well."""
    return [
        Said("apps.manifest.create", {"manifest": manifest(url=url)}, "bot/slack/manifest.py")
        for url in (None, "https://example.com/slack/events")
    ]


if __name__ == "__main__":
    sys.exit(main())
