"""Modals and Home tabs in the local workspace: the stack of one person, what stays typed, whose trigger it is."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import SlackError
from bot.sandbox.inputs import find_element
from bot.sandbox.model import View
from bot.sandbox.views_store import close_view, open_view, push_view, top_view, update_view
from tests.bot.sandbox_call_help import Bench

DIVIDER = {"type": "divider"}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [DIVIDER]}
HOME = {"type": "home", "blocks": [DIVIDER]}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace without a server."""
    return Bench()


def form(kind: str = "plain_text_input", **more: Any) -> dict[str, Any]:
    """A modal with one input, whose ids stay the same from one version to the next."""
    field = {"type": kind, "action_id": "goal", **more}
    block = {"type": "input", "block_id": "goals", "element": field, "label": {"type": "plain_text", "text": "L"}}
    return {**MODAL, "submit": {"type": "plain_text", "text": "Go"}, "blocks": [block]}


def typed(view: View, value: str) -> None:
    """Enter something in the form's input."""
    view.values["goals"]["goal"]["value"] = value


def test_a_push_needs_a_press_inside_a_modal(bench: Bench) -> None:
    """A trigger from outside a modal cannot push, and it can still open one."""
    trigger = bench.core.permits.issue_trigger(bench.ana)
    assert bench.refused("views.push", trigger_id=trigger, view=MODAL).name == "invalid_trigger_id"
    assert bench.call("views.open", trigger_id=trigger, view=MODAL)["view"]["type"] == "modal"


def test_the_newer_name_of_a_trigger_is_known(bench: Bench) -> None:
    """interactivity_pointer is a trigger too, and the modal opens for the person it came from."""
    pointer = bench.core.permits.issue_trigger(bench.ben)
    view = bench.call("views.open", interactivity_pointer=pointer, view=MODAL)["view"]
    assert bench.core.state.views[view["id"]].user == bench.ben


@pytest.mark.parametrize("view", [None, "words", [MODAL], HOME])
def test_only_a_modal_is_opened(bench: Bench, view: object) -> None:
    """Anything else is invalid_arguments, and nobody's screen changes."""
    trigger = bench.core.permits.issue_trigger(bench.ana)
    assert bench.refused("views.open", trigger_id=trigger, view=view).name == "invalid_arguments"
    assert top_view(bench.core.state, bench.ana) is None


def test_what_was_typed_stays_while_its_field_stays(bench: Bench) -> None:
    """A new version of a modal keeps the entry of a field with the same ids and the same type."""
    state = bench.core.state
    view = open_view(state, bench.ana, form(initial_value="draft"))
    assert view.values["goals"]["goal"]["value"] == "draft"
    typed(view, "mine")
    update_view(state, view, form(initial_value="other"))
    assert view.values["goals"]["goal"]["value"] == "mine"


def test_what_was_typed_goes_with_its_field(bench: Bench) -> None:
    """A field of another type starts anew, and a field that is gone leaves no value."""
    state = bench.core.state
    view = open_view(state, bench.ana, form())
    typed(view, "mine")
    update_view(state, view, form("email_text_input"))
    assert view.values["goals"]["goal"] == {"type": "email_text_input", "value": None}
    update_view(state, view, MODAL)
    assert view.values == {}


def test_opening_replaces_whatever_was_open(bench: Bench) -> None:
    """views.open leaves one modal on the screen, and those before it no longer exist."""
    state = bench.core.state
    first = open_view(state, bench.ana, MODAL)
    second = push_view(state, bench.ana, MODAL)
    last = open_view(state, bench.ana, MODAL)
    assert top_view(state, bench.ana) is last
    assert {first.id, second.id}.isdisjoint(state.views)
    assert (last.root, last.previous) == (last.id, None)


def test_closing_a_modal_closes_those_above_it(bench: Bench) -> None:
    """The one below is seen again, and closing what is closed already changes nothing."""
    state = bench.core.state
    bottom, middle, top = (push_view(state, bench.ana, MODAL) for _ in range(3))
    assert (top.root, top.previous) == (bottom.id, middle.id)
    close_view(state, middle)
    assert top_view(state, bench.ana) is bottom
    close_view(state, middle)
    assert list(state.views) == [bottom.id]


def test_a_refused_push_leaves_no_view_behind(bench: Bench) -> None:
    """A fourth modal is refused, and neither the stack nor the views have grown."""
    state = bench.core.state
    for _ in range(3):
        push_view(state, bench.ana, MODAL)
    with pytest.raises(SlackError, match="push_limit_reached"):
        push_view(state, bench.ana, MODAL)
    assert (len(state.modals[bench.ana]), len(state.views)) == (3, 3)


def test_each_person_has_a_stack(bench: Bench) -> None:
    """What one person closes stays open for the other."""
    state = bench.core.state
    hers, his = open_view(state, bench.ana, MODAL), open_view(state, bench.ben, MODAL)
    close_view(state, hers)
    assert (top_view(state, bench.ana), top_view(state, bench.ben)) == (None, his)


def test_a_name_is_free_again_when_its_view_is_closed(bench: Bench) -> None:
    """An external_id is unique among the views there are, and a view may keep its own."""
    state, named = bench.core.state, {**MODAL, "external_id": "mine"}
    view = open_view(state, bench.ana, named)
    update_view(state, view, named)
    with pytest.raises(SlackError, match="duplicate_external_id"):
        open_view(state, bench.ben, named)
    close_view(state, view)
    assert open_view(state, bench.ben, named).body["external_id"] == "mine"


def test_a_view_is_found_by_its_name_or_not_at_all(bench: Bench) -> None:
    """An external_id that no view has is not_found, even beside a view_id that exists."""
    view = open_view(bench.core.state, bench.ana, {**MODAL, "external_id": "mine"})
    error = bench.refused("views.update", external_id="other", view_id=view.id, view=MODAL)
    assert error.name == "not_found"
    assert bench.refused("views.update", view=MODAL).name == "invalid_arguments"


def test_a_modal_stays_a_modal(bench: Bench) -> None:
    """An update cannot make a modal of a Home tab or the other way round."""
    modal = open_view(bench.core.state, bench.ana, MODAL)
    home = bench.call("views.publish", user_id=bench.ana, view=HOME)["view"]
    for view_id, body in ((modal.id, HOME), (home["id"], MODAL)):
        assert bench.refused("views.update", view_id=view_id, view=body).name == "invalid_arguments"


def test_home_is_one_view_with_many_versions(bench: Bench) -> None:
    """Publishing again keeps the id, changes the hash, and is refused to whoever saw an older version."""
    first = bench.call("views.publish", user_id=bench.ana, view=HOME)["view"]
    second = bench.call("views.publish", user_id=bench.ana, view=HOME, hash=first["hash"])["view"]
    assert first["id"] == second["id"]
    assert first["hash"] != second["hash"]
    error = bench.refused("views.publish", user_id=bench.ana, view=HOME, hash=first["hash"])
    assert error.name == "hash_conflict"


def test_home_is_under_no_modal(bench: Bench) -> None:
    """A Home tab is not among the modals, so closing those leaves it."""
    bench.call("views.publish", user_id=bench.ana, view=HOME)
    assert top_view(bench.core.state, bench.ana) is None
    close_view(bench.core.state, open_view(bench.core.state, bench.ana, MODAL))
    assert bench.core.state.homes[bench.ana].body["type"] == "home"


def test_ids_are_filled_in_without_touching_the_apps_own(bench: Bench) -> None:
    """Blocks and elements without ids get some that can be found, and the app's own object is left as it was."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    body = {**HOME, "blocks": [{"type": "actions", "elements": [button, {**button, "action_id": "mine"}]}]}
    view = bench.call("views.publish", user_id=bench.ana, view=body)["view"]
    first, second = view["blocks"][0]["elements"]
    assert second["action_id"] == "mine"
    assert find_element(view["blocks"], first["action_id"]) == (view["blocks"][0], first)
    assert "action_id" not in button
