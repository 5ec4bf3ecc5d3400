"""Block Kit's limits: what is at a limit passes, what is one over it is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.blockkit import Surface, check_blocks, check_view

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def option(length: int = 5, value: int = 1, **own: Any) -> Json:
    return {"text": plain(length), "value": "v" * value, **own}


def options(count: int) -> list[Json]:
    return [{"text": plain(3), "value": str(n)} for n in range(count)]


def button(**own: Any) -> Json:
    return {"type": "button", "text": plain(5), **own}


def actions(*elements: Json, **own: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **own}


def section(**own: Any) -> Json:
    return {"type": "section", "text": mrkdwn(5), **own}


def select(**own: Any) -> Json:
    return {"type": "static_select", "options": options(2), **own}


def typed(**own: Any) -> Json:
    element = {"type": "plain_text_input", **own}
    return {"type": "input", "label": plain(5), "element": element}


def confirm(title: int = 5, text: int = 5, yes: int = 5, no: int = 5) -> Json:
    return {"title": plain(title), "text": mrkdwn(text), "confirm": plain(yes), "deny": plain(no)}


def groups(count: int, inside: int) -> list[Json]:
    return [{"label": plain(3), "options": options(inside)} for _ in range(count)]


def radio(count: int) -> Json:
    return {"type": "radio_buttons", "options": options(count)}


def overflow(count: int) -> Json:
    return {"type": "overflow", "options": options(count)}


def image(**own: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "x", **own}


def url(length: int) -> str:
    return "https://a.example/".ljust(length, "x")


# One line a limit: what it is, the number, a block made with that number.
LIMITS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("section text", 3000, lambda n: {"type": "section", "text": mrkdwn(n)}),
    ("section fields", 10, lambda n: {"type": "section", "fields": [mrkdwn(5)] * n}),
    ("field text", 2000, lambda n: {"type": "section", "fields": [mrkdwn(n)]}),
    ("block_id", 255, lambda n: section(block_id="b" * n)),
    ("action_id", 255, lambda n: actions(button(action_id="a" * n))),
    ("header", 150, lambda n: {"type": "header", "text": plain(n)}),
    ("context elements", 10, lambda n: {"type": "context", "elements": [mrkdwn(5)] * n}),
    ("actions elements", 25, lambda n: actions(*[button(action_id=f"a{i}") for i in range(n)])),
    ("button text", 75, lambda n: actions({"type": "button", "text": plain(n)})),
    ("button value", 2000, lambda n: actions(button(value="v" * n))),
    ("button url", 3000, lambda n: actions(button(url=url(n)))),
    ("accessibility label", 75, lambda n: actions(button(accessibility_label="x" * n))),
    ("overflow options", 5, lambda n: actions(overflow(n))),
    ("select options", 100, lambda n: actions(select(options=options(n)))),
    ("option text", 75, lambda n: actions(select(options=[option(n)]))),
    ("option value", 150, lambda n: actions(select(options=[option(value=n)]))),
    ("option description", 75, lambda n: actions(select(options=[option(description=plain(n))]))),
    (
        "option groups",
        100,
        lambda n: actions({"type": "static_select", "option_groups": groups(n, 1)}),
    ),
    (
        "options in a group",
        100,
        lambda n: actions({"type": "static_select", "option_groups": groups(1, n)}),
    ),
    ("placeholder", 150, lambda n: actions(select(placeholder=plain(n)))),
    ("radio buttons", 10, lambda n: actions(radio(n))),
    ("checkboxes", 10, lambda n: actions({"type": "checkboxes", "options": options(n)})),
    ("confirm title", 100, lambda n: actions(button(confirm=confirm(title=n)))),
    ("confirm text", 300, lambda n: actions(button(confirm=confirm(text=n)))),
    ("confirm yes", 30, lambda n: actions(button(confirm=confirm(yes=n)))),
    ("confirm no", 30, lambda n: actions(button(confirm=confirm(no=n)))),
    ("image alt text", 2000, lambda n: image(alt_text="x" * n)),
    ("image title", 2000, lambda n: image(title=plain(n))),
    ("image url", 3000, lambda n: image(image_url=url(n))),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    ("input label", 2000, lambda n: {**typed(), "label": plain(n)}),
    ("input hint", 2000, lambda n: {**typed(), "hint": plain(n)}),
    ("input max_length", 3000, lambda n: typed(max_length=n)),
    ("input min_length", 3000, lambda n: typed(min_length=n)),
]


@pytest.mark.parametrize(("what", "most", "make"), LIMITS, ids=[what for what, _, _ in LIMITS])
def test_a_limit_is_kept_exactly(what: str, most: int, make: Callable[[int], Json]) -> None:
    assert check_blocks([make(most)], "message") == []
    assert check_blocks([make(most + 1)], "message")


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_blocks_are_counted_by_surface(surface: Surface, most: int) -> None:
    assert check_blocks([{"type": "divider"}] * most, surface) == []
    problems = check_blocks([{"type": "divider"}] * (most + 1), surface)
    assert [str(p) for p in problems] == [f"no more than {most} items allowed [json-pointer:/blocks]"]


WRONG: list[tuple[str, Json, str]] = [
    ("empty text", {"type": "section", "text": mrkdwn(0)}, "must be more than 0 characters"),
    ("no text", {"type": "section"}, "must define either `text` or `fields`"),
    ("no elements", actions(), "no fewer than 1 items allowed"),
    ("unknown block", {"type": "carpet"}, "unsupported type: carpet"),
    ("no type", {"text": plain(1)}, "missing required field: type"),
    ("unknown field", section(colour="red"), "invalid additional property: colour"),
    ("mrkdwn header", {"type": "header", "text": mrkdwn(5)}, "must be one of: plain_text"),
    ("mrkdwn button", actions(button(text=mrkdwn(5))), "must be one of: plain_text"),
    (
        "emoji in mrkdwn",
        {"type": "section", "text": {**mrkdwn(5), "emoji": True}},
        "invalid additional property: emoji",
    ),
    ("style", actions(button(style="green")), "must be a valid enum value"),
    ("select without options", actions({"type": "static_select"}), "must define either `options`"),
    (
        "options and groups",
        actions(select(option_groups=groups(1, 1))),
        "cannot define both `options` and `option_groups`",
    ),
    (
        "initial option",
        actions(select(initial_option=option(3, 9))),
        "must exactly match an option",
    ),
    ("external select", actions({"type": "external_select"}), "unsupported type: external_select"),
    ("input in actions", actions({"type": "plain_text_input"}), "unsupported type"),
    (
        "multi select in actions",
        actions({**select(), "type": "multi_static_select"}),
        "unsupported",
    ),
    ("button as input", {**typed(), "element": button()}, "unsupported type: button"),
    (
        "link in a select",
        actions(select(options=[option(url=url(20))])),
        "additional property: url",
    ),
    ("button that opens a mail", actions(button(url="mailto:jane@acme.example")), "required format"),
    ("image without source", {"type": "image", "alt_text": "x"}, "must define either `image_url`"),
    ("date", actions({"type": "datepicker", "initial_date": "1.2.2026"}), "required format"),
    ("long initial value", typed(initial_value="xxx", max_length=2), "less than 3 characters"),
    (
        "confirm without deny",
        actions(button(confirm={"title": plain(1)})),
        "missing required field",
    ),
]


@pytest.mark.parametrize(("what", "block", "words"), WRONG, ids=[what for what, _, _ in WRONG])
def test_what_slack_refuses(what: str, block: Json, words: str) -> None:
    problems = check_blocks([block], "message")
    assert any(words in str(problem) for problem in problems), problems
    assert all(problem.pointer.startswith("/blocks/0") for problem in problems)


def test_pointers_lead_to_the_fault() -> None:
    problems = check_blocks([section(), {"type": "section", "text": mrkdwn(3001)}])
    assert [str(p) for p in problems] == ["must be less than 3001 characters [json-pointer:/blocks/1/text/text]"]


def test_ids_are_unique() -> None:
    twice = [section(block_id="b"), section(block_id="b")]
    assert "block_id `b` already exists" in str(check_blocks(twice)[0])
    same = actions(button(action_id="a"), button(action_id="a"), block_id="b")
    assert "action_id `a` already exists for block_id `b`" in str(check_blocks([same])[0])
    elsewhere = [actions(button(action_id="a")), actions(button(action_id="a"))]
    assert check_blocks(elsewhere) == []


def test_only_one_element_has_the_focus() -> None:
    assert check_blocks([typed(focus_on_load=True)], "modal") == []
    assert check_blocks([typed(focus_on_load=True)] * 2, "modal")


def test_some_things_have_their_surface() -> None:
    address = {"type": "input", "label": plain(3), "element": {"type": "email_text_input"}}
    assert check_blocks([address], "modal") == []
    assert check_blocks([address], "message")
    assert check_blocks([{"type": "markdown", "text": "x"}], "home")


def modal(**own: Any) -> Json:
    return {"type": "modal", "title": plain(5), "blocks": [section()], **own}


VIEW_LIMITS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("title", 24, lambda n: modal(title=plain(n))),
    ("submit", 24, lambda n: modal(submit=plain(n))),
    ("close", 24, lambda n: modal(close=plain(n))),
    ("private_metadata", 3000, lambda n: modal(private_metadata="x" * n)),
    ("callback_id", 255, lambda n: modal(callback_id="x" * n)),
    ("external_id", 255, lambda n: modal(external_id="x" * n)),
    ("blocks", 100, lambda n: modal(blocks=[section()] * n)),
]


@pytest.mark.parametrize(("what", "most", "make"), VIEW_LIMITS, ids=[what for what, _, _ in VIEW_LIMITS])
def test_a_views_limit_is_kept_exactly(what: str, most: int, make: Callable[[int], Json]) -> None:
    assert check_view(make(most)) == []
    assert check_view(make(most + 1))


def test_views_have_what_they_need() -> None:
    assert "`submit` is required" in str(check_view(modal(blocks=[typed()]))[0])
    assert check_view(modal(blocks=[typed()], submit=plain(4))) == []
    assert check_view({"type": "home", "blocks": []}) == []
    assert "additional property: title" in str(check_view({**modal(), "type": "home"})[0])
    assert "missing required field: title" in str(check_view({"type": "modal", "blocks": []})[0])
    assert check_view({"type": "window", "blocks": []})
    assert check_view([])
