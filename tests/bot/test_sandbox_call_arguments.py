"""How the local workspace reads a call's arguments: flags, numbers, lists, pages, scopes, channels."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import SlackError
from tests.bot.sandbox_call_help import Bench

BENCH = Bench()


def refusal_of(read: Any, *args: Any) -> SlackError:
    """The refusal that reading an argument ends with."""
    with pytest.raises(SlackError) as caught:
        read(*args)
    return caught.value


@pytest.mark.parametrize("word", ["", "0", "false", "False", "NONE", "null"])
def test_every_spelling_of_no_is_no(word: object) -> None:
    """Clients send booleans as JSON, as words and as digits, and each way of saying no is understood."""
    assert BENCH.asked(inclusive=word).flag("inclusive", default=True) is False
    assert BENCH.asked(inclusive=0).flag("inclusive", default=True) is False
    assert BENCH.asked(inclusive=False).flag("inclusive", default=True) is False


@pytest.mark.parametrize("word", ["1", "true", "TRUE", "yes"])
def test_every_spelling_of_yes_is_yes(word: object) -> None:
    """What is not a way of saying no is a yes."""
    assert BENCH.asked(inclusive=word).flag("inclusive") is True


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_absent_is_its_default(default: bool) -> None:
    """A flag nobody sent, and one sent as null, keep the method's own default."""
    assert BENCH.asked().flag("inclusive", default) is default
    assert BENCH.asked(inclusive=None).flag("inclusive", default) is default


@given(number=st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_are_read_as_they_are(number: int) -> None:
    """A number and its text mean the same."""
    assert BENCH.asked(limit=number).number("limit", 5) == number
    assert BENCH.asked(limit=str(number)).number("limit", 5) == number


@pytest.mark.parametrize("value", ["1.5", "ten", "1 ", "+1", "٣", "9" * 16, True, [1]])
def test_what_is_no_whole_number_is_pointed_at(value: object) -> None:
    """The refusal names the argument, also for digits of other scripts and for numbers without end."""
    error = refusal_of(BENCH.asked(limit=value).number, "limit", 5)
    assert error.name == "invalid_arguments"
    assert error.extra["response_metadata"]["messages"] == ["[ERROR] must be an integer [json-pointer:/limit]"]


@given(count=st.integers(0, 60), limit=st.integers(1, 25))
def test_pages_are_the_whole_list_once(count: int, limit: int) -> None:
    """Following the cursor to its end yields every item once, in order, and no page beyond the limit."""
    items, seen, cursor, sizes = list(range(count)), [], "", []
    while True:
        page, cursor = BENCH.asked(limit=limit, cursor=cursor).page(items)
        seen += page
        sizes.append(len(page))
        if not cursor:
            break
    assert seen == items
    assert max(sizes) <= limit
    assert len(sizes) == max(1, -(-count // limit))


@pytest.mark.parametrize("limit", ["0", "", None])
def test_no_limit_is_the_methods_own(limit: object) -> None:
    """Zero and nothing ask for the default page."""
    page, cursor = BENCH.asked(limit=limit).page(list(range(8)), 5)
    assert (page, cursor) == ([0, 1, 2, 3, 4], "offset-5")


@pytest.mark.parametrize("limit", [-1, 1001])
def test_a_limit_has_bounds(limit: int) -> None:
    """Below one and beyond a thousand there is no page."""
    assert refusal_of(BENCH.asked(limit=limit).page, []).name == "invalid_limit"


def test_the_largest_page_is_a_thousand() -> None:
    """A thousand items fit one page exactly, and no cursor follows."""
    page, cursor = BENCH.asked(limit=1000).page(list(range(1000)))
    assert (len(page), cursor) == (1000, "")


@pytest.mark.parametrize("cursor", ["5", "offset-", "offset--1", "offset-1 ", "OFFSET-1"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    """Only cursors that the workspace gave out are followed."""
    assert refusal_of(BENCH.asked(cursor=cursor).page, [1, 2]).name == "invalid_cursor"


def test_a_cursor_beyond_the_end_is_an_empty_page() -> None:
    """A list that has shrunk since the last page ends quietly."""
    assert BENCH.asked(cursor="offset-99").page([1, 2]) == ([], "")


@pytest.mark.parametrize("value", ["text", {"a": 1}, [1], [{"a": 1}, "b"], 7])
def test_a_list_of_objects_is_nothing_else(value: object) -> None:
    """Any other shape gets the error that the method chose."""
    assert refusal_of(BENCH.asked(attachments=value).listed, "attachments", "invalid_attachments").name == (
        "invalid_attachments"
    )


@pytest.mark.parametrize(("value", "read"), [(None, []), ("", []), ([], []), ('[{"a": 1}]', [{"a": 1}])])
def test_a_list_may_be_empty_or_json_text(value: object, read: list[object]) -> None:
    """Nothing is an empty list, and a form's JSON text is what it says."""
    assert BENCH.asked(attachments=value).listed("attachments", "bad") == read


def test_a_missing_scope_is_told_with_what_there_is() -> None:
    """The refusal names the scope and lists the token's own in order."""
    token = BENCH.workspace.add_user_token(BENCH.ana, ["users:read", "chat:write"])
    error = refusal_of(BENCH.asked(as_token=token).require_scope, "files:write")
    assert error.body() == {
        "ok": False,
        "error": "missing_scope",
        "needed": "files:write",
        "provided": "chat:write,users:read",
    }


def test_who_asks_decides_which_channels_there_are() -> None:
    """A private channel exists for its members' tokens alone."""
    token = BENCH.workspace.add_user_token(BENCH.ana, [])
    assert BENCH.asked(as_token=token, channel=BENCH.hidden).channel().name == "hidden"
    assert refusal_of(BENCH.asked(channel=BENCH.hidden).channel).name == "channel_not_found"
