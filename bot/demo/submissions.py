"""What an app's answer to a form that was sent does to the form."""

from typing import Any

from bot.demo.deliveries import Delivery
from bot.demo.errors import SlackError
from bot.demo.views import OpenView, Views, inputs

OK = 200


def after_submission(views: Views, view: OpenView, delivery: Delivery) -> None:
    """Closes the view, changes it or shows errors in it. Raises SlackError for an answer that
    Slack would not take; the form then stays, with a word of trouble.
    """
    view.errors, view.trouble = {}, False
    if delivery.status != OK or delivery.timed_out:
        view.trouble = True
        return
    answer: dict[str, Any] = delivery.body if isinstance(delivery.body, dict) else {}
    match answer.get("response_action"):
        case None:
            views.close(view.user)
        case "clear":
            views.close(view.user, every=True)
        case "errors":
            view.errors = _errors(view, answer.get("errors"))
        case "update":
            views.update(view.id, answer.get("view"))
        case "push":
            views.push(views.trigger(view.user, 0), answer.get("view"), 0)
        case other:
            raise SlackError("invalid_arguments", (f"unknown response_action: {other}",))


def _errors(view: OpenView, errors: object) -> dict[str, str]:
    fields = {block["block_id"] for block in inputs(view.content)}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= fields:
        raise SlackError("invalid_arguments", ("errors must be of fields of the view",))
    return {str(block_id): str(text) for block_id, text in errors.items()}
