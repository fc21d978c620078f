"""The badge message: what was earned, why, and on what it rests."""

from __future__ import annotations

from replies_help import assert_fit, everything_in

from commands._words import badge_title, best_titles
from commands.messages.badge import badge_message
from ranking.badges import CATALOGUE, Award

REASON = "20 of your changes are still there after 14 days, each approved by a colleague."


def test_a_badge_with_evidence() -> None:
    """The newest evidence is named, the rest counted, and a reference cannot call anybody."""
    award = Award("p1", "keeper", "silver", REASON, (*(f"acme/api#{n}" for n in range(19)), "<!channel>"))
    reply = badge_message(award)
    assert reply.text == f"You earned a badge: Keeper, silver. {REASON}"
    shown = everything_in(reply.blocks)
    assert "🏅 Keeper, silver" in shown
    assert "• &lt;!channel&gt;\nand 15 more" in shown
    assert_fit(reply)


def test_every_badge_and_tier_fits() -> None:
    """Whatever the catalogue holds, Slack takes it."""
    for badge in CATALOGUE:
        for tier in badge.tiers:
            assert_fit(badge_message(Award("p1", badge.id, tier.name, badge.reason.format(count=tier.threshold), ())))


def test_titles() -> None:
    """One tier needs no tier's name; a badge that left the catalogue still has a title."""
    assert badge_title("first-keep", "bronze") == "First Keep"
    assert badge_title("keeper", "gold") == "Keeper, gold"
    assert badge_title("long-gone", "gold") == "Long gone"


def test_only_the_highest_tier_of_each_badge_is_shown() -> None:
    """Held badges come in the catalogue's order, once each; those that left it are left out."""
    held = [{"badge": badge, "tier": tier} for badge, tier in
            (("keeper", "gold"), ("keeper", "bronze"), ("first-keep", "bronze"), ("long-gone", "gold"))]  # fmt: skip
    assert best_titles(held) == ["First Keep", "Keeper, gold"]
