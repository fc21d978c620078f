"""`/kirorank flag`: one's own open case and nobody else's, a reply that is kept, and one sentence for the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from replies_help import assert_fit, everything_in

from commands._dispatch import subcommands
from commands.blocks.reply import Reply
from commands.messages.flag import flag_message
from storage.cases import LONGEST_WORDS, audit_log, decide, give_opinion
from storage.engine import Database
from tests.bot.flagged_help import DAY, FLAGGED, Company

ACCUSING = ("cheat", "fraud", "suspicio", "guilty", "violat", "abuse", "manipulat", "fake", "caught")


@pytest.fixture
def company(sqlite_database: Database) -> Company:
    """x and y have a case each, and were told."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    return company


def whole(reply: Reply) -> str:
    """Blocks and text."""
    return f"{reply.text}\n{everything_in(reply.blocks)}"


def kept(company: Company, person: str = "x") -> str | None:
    """The reply that is stored."""
    case = company.case(person)
    assert case is not None
    return case["reply"]


def test_the_subject_sees_the_case(company: Company) -> None:
    """Evidence in the same neutral words as the message, where it stands, when it lifts, and how to reply."""
    case = company.case("x")
    assert case is not None
    shown = company.ask("UX", "flag", FLAGGED)
    assert_fit(shown)
    for item in case["evidence"]:
        assert item["summary"] in whole(shown)
    assert "Nobody has given an opinion yet." in shown.text
    assert f"<!date^{int(case['lapses_at'].timestamp())}^" in whole(shown)
    assert f"/kirorank flag {case['id']}" in whole(shown)
    assert not [word for word in ACCUSING if word in whole(shown).lower()]
    assert company.ask("UX", f"flag {case['id'].upper()}", FLAGGED) == shown


def test_it_names_nobody_else(company: Company) -> None:
    """The colleague whose approvals they are is not in it."""
    shown = whole(company.ask("UX", "flag", FLAGGED))
    assert "Name y" not in shown
    assert "UY" not in shown


def test_before_the_message_went_out_the_subject_may_look(sqlite_database: Database) -> None:
    """The case is theirs from the first moment, and says that nobody else can see it."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    assert "Nobody else can see it yet." in company.ask("UX", "flag", FLAGGED).text


def test_a_reply_is_kept_and_shown(company: Company) -> None:
    """What was typed is stored as typed, without Slack's escapes, and is shown back harmless."""
    typed = "We pair &amp; swap. <!channel> *really* &lt;b&gt;"
    said = company.ask("UX", f"flag {company.name('x')} {typed}", FLAGGED)
    assert_fit(said)
    assert said.text.startswith("Thank you, your reply is kept.")
    assert kept(company) == "We pair & swap. <!channel> *really* <b>"
    assert "We pair &amp; swap. &lt;!channel&gt; ∗really∗ &lt;b&gt;" in whole(said)
    assert "Your reply stands beside it." in company.ask("UX", "flag", FLAGGED).text


def test_a_later_reply_replaces_the_earlier(company: Company) -> None:
    """The case has the last word, the log has both."""
    for words in ("One.", "Two."):
        company.ask("UX", f"flag {company.name('x')} {words}", FLAGGED)
    with company.database.read() as connection:
        log = [row["words"] for row in audit_log(connection, "w", company.name("x")) if row["step"] == "replied"]
    assert (kept(company), log) == ("Two.", ["One.", "Two."])


@pytest.mark.parametrize("letter", ["a", "&amp;", "ب", "🦊", "*"])
def test_a_long_reply_is_cut_and_says_so(company: Company, letter: str) -> None:
    """A thousand characters are kept and shown whole, whatever they are; Slack takes the answer."""
    said = company.ask("UX", f"flag {company.name('x')} {letter * 1500}", FLAGGED)
    assert_fit(said)
    assert "Its first 1,000 characters" in said.text
    assert len(kept(company) or "") == LONGEST_WORDS
    fits = company.ask("UX", f"flag {company.name('x')} {letter * LONGEST_WORDS}", FLAGGED)
    assert "1,000" not in fits.text


@pytest.mark.parametrize("words", ["", " It was me."])
@pytest.mark.parametrize("user", ["UM0", "UY", "UNOBODY", ""])
def test_another_case_is_as_good_as_none(company: Company, user: str, words: str) -> None:
    """Somebody else's case, one that never was, and words without a case get the same sentence; nothing is kept."""
    others = company.ask(user, f"flag {company.name('x')}{words}", FLAGGED)
    invented = company.ask(user, f"flag 0123456789abcdef{words}", FLAGGED)
    assert_fit(others)
    assert others == invented
    assert others.text == "No open case of yours has that name. /kirorank flag shows what is open."
    assert (kept(company, "x"), kept(company, "y")) == (None, None)


def test_who_has_no_case_gets_a_plain_sentence(company: Company) -> None:
    """Nothing is open, for somebody without a case as for a stranger."""
    shown = company.ask("UM0", "flag", FLAGGED)
    assert_fit(shown)
    assert shown.text.startswith("Nothing about you is open.")
    assert company.ask("UNOBODY", "flag", FLAGGED) == shown


@pytest.mark.parametrize("how", ["dismissed", "upheld", "lapsed", "overdue"])
def test_a_closed_case_is_closed(company: Company, how: str) -> None:
    """Decided or over, noticed by the bot or not yet, it is not shown and takes no reply."""
    later = FLAGGED + (7 * DAY if how in {"lapsed", "overdue"} else 2 * DAY)
    with company.database.write() as connection:
        if how in {"dismissed", "upheld"}:
            opinion = "dismiss" if how == "dismissed" else "uphold"
            give_opinion(connection, "w", company.name("x"), "m0", opinion, None, later)
            decide(connection, "w", company.name("x"), "m1", opinion, None, later)
    if how == "lapsed":
        company.round(later)
    unknown = company.ask("UX", "flag 0123456789abcdef", later)
    assert company.ask("UX", f"flag {company.name('x')}", later) == unknown
    assert company.ask("UX", f"flag {company.name('x')} Too late.", later) == unknown
    assert company.ask("UX", "flag", later).text.startswith("Nothing about you is open.")
    assert kept(company) is None


def test_where_it_stands_follows_the_reviewers(company: Company) -> None:
    """After one opinion it says so, and not which, nor whose."""
    with company.database.write() as connection:
        give_opinion(connection, "w", company.name("x"), "m0", "uphold", "Odd.", FLAGGED + DAY)
    shown = company.ask("UX", "flag", FLAGGED + DAY)
    assert "One reviewer has given an opinion." in shown.text
    assert not [word for word in ("uphold", "Odd.", "m0", "UM0", "Name m0") if word in whole(shown)]
    company.ask("UX", f"flag {company.name('x')} Still here.", FLAGGED + DAY)
    assert kept(company) == "Still here."


def test_the_buttons_lead_somewhere(company: Company) -> None:
    """Those of the message and those of the answers stand for what can be asked."""
    replies = [company.ask(user, "flag", FLAGGED) for user in ("UX", "UM0")]
    replies.append(flag_message("abc", ["Something."], FLAGGED + timedelta(days=7), "UTC"))
    values = [e["value"] for r in replies for b in r.blocks if b["type"] == "actions" for e in b["elements"]]
    assert "flag abc" in values
    assert {value.split()[0] for value in values} <= set(subcommands())
