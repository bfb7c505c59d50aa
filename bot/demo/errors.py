"""How the stand-in says no: Slack's error codes, with the reasons it gives."""


class SlackError(Exception):
    """A refusal by its code (`not_in_channel`), with Slack's reasons and facts beside it."""

    def __init__(self, code: str, messages: tuple[str, ...] = (), **facts: str) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = messages
        self.facts = facts

    def as_json(self) -> dict[str, object]:
        """The body of a refused Web API call."""
        body: dict[str, object] = {"ok": False, "error": self.code, **self.facts}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {text}" for text in self.messages]}
        return body
