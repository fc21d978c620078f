"""Cases: the subject hears first, two others decide, time closes what they do not, and every step is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ranking.integrity import Finding
from storage.cases import (
    LIVE,
    LONGEST_WORDS,
    audit_log,
    case_of,
    decide,
    dismissed_evidence,
    for_review,
    give_opinion,
    known_case,
    lapse_overdue,
    live_case_of,
    mark_told,
    message_key,
    open_case,
    reply,
)
from storage.engine import Database
from storage.ledger import Message, claim, mark_sent, queue
from storage.shelves import Row
from tests.storage.facts import NOW

W = "w"
LATER = NOW + timedelta(days=2)


def ring(*refs: str) -> Finding:
    return Finding("reciprocity", 9, "20 of the 20 approvals came from one colleague.", refs or ("c1", "c2", "c3"))


def fast(*refs: str) -> Finding:
    return Finding(
        "fast", 6, "12 of your 14 approvals came within minutes, without a comment.", refs or ("c1", "c2", "c3")
    )


def hard(*refs: str) -> Finding:
    return Finding("replay", 3, "3 of your 9 changes have the very same content as another.", refs, hard=True)


def opened(database: Database, *findings: Finding, now: datetime = NOW, zone: str = "UTC") -> Row | None:
    with database.write() as connection:
        return open_case(connection, W, "p1", findings or (ring(), fast()), zone, now)


def told(database: Database, now: datetime = NOW) -> str:
    """An open case whose subject has been told; its id."""
    case = opened(database, now=now)
    assert case is not None
    send_message(database, case["id"], now)
    with database.write() as connection:
        assert mark_told(connection, W) == [case["id"]]
    return str(case["id"])


def send_message(database: Database, case: str, now: datetime = NOW) -> None:
    with database.write() as connection:
        queue(connection, W, [Message(message_key(case), "flag", "U1", {"text": "hello"}, person="p1")], now)
        (one,) = claim(connection, W, now)
        assert mark_sent(connection, one, now, "1.0")


def state(database: Database) -> str:
    with database.read() as connection:
        row = case_of(connection, W, "p1")
    assert row is not None
    return str(row["state"])


def steps(database: Database, case: str) -> list[tuple[str, str | None]]:
    with database.read() as connection:
        return [(row["step"], row["actor"]) for row in audit_log(connection, W, case)]


def test_a_case_goes_its_whole_way(database: Database) -> None:
    """Told, replied, a first opinion, a second: upheld because both would, and every step stands in the log."""
    case = told(database)
    with database.write() as connection:
        reply(connection, W, case, "p1", "We pair all day.", NOW)
        give_opinion(connection, W, case, "r1", "uphold", "Pairing does not explain it.", NOW)
        assert decide(connection, W, case, "r2", "uphold", "Agreed.", NOW) == "upheld"

    assert state(database) == "upheld"
    assert steps(database, case) == [
        ("opened", None),
        ("subject_told", None),
        ("replied", "p1"),
        ("first_opinion:uphold", "r1"),
        ("upheld:uphold", "r2"),
    ]


@pytest.mark.parametrize(("first", "second"), [("uphold", "dismiss"), ("dismiss", "uphold"), ("dismiss", "dismiss")])
def test_in_doubt_it_is_dismissed(database: Database, first, second) -> None:  # type: ignore[no-untyped-def]
    """Unless both would uphold it, nothing is held against anybody."""
    case = told(database)
    with database.write() as connection:
        give_opinion(connection, W, case, "r1", first, "As I see it.", LATER)
        assert decide(connection, W, case, "r2", second, "As I see it.", LATER) == "dismissed"


def test_one_soft_family_opens_nothing(database: Database) -> None:
    """A note stays a note."""
    assert opened(database, ring()) is None
    with database.read() as connection:
        assert case_of(connection, W, "p1") is None


def test_there_is_one_live_case_a_person(database: Database) -> None:
    """More evidence while a case is open opens no second one."""
    assert opened(database) is not None
    assert opened(database, ring("z1"), fast("z1"), now=LATER) is None


def test_nobody_else_sees_a_case_before_its_subject_was_told(database: Database) -> None:
    """While the message waits, is being sent or has failed, no reviewer sees the case or can act on it."""
    case = opened(database)
    assert case is not None
    with database.write() as connection:
        queue(connection, W, [Message(message_key(case["id"]), "flag", "U1", {"text": "x"}, person="p1")], NOW)
        assert mark_told(connection, W) == []
        assert for_review(connection, W, "r1", NOW) == []
        with pytest.raises(ValueError, match="no such case"):
            give_opinion(connection, W, case["id"], "r1", "uphold", "x", NOW)
        claim(connection, W, NOW)
        assert mark_told(connection, W) == []
    assert state(database) == "open"


def test_after_the_subject_was_told_reviewers_see_it(database: Database) -> None:
    """Reviewers find it then; the subject is never their own reviewer."""
    case = told(database)
    with database.read() as connection:
        assert [row["id"] for row in for_review(connection, W, "r1", NOW)] == [case]
        assert for_review(connection, W, "p1", NOW) == []
        assert for_review(connection, "other", "r1", NOW) == []


def test_the_subject_has_a_working_day_to_reply_first(database: Database) -> None:
    """A first opinion waits for the reply or for a working day, whichever is first."""
    case = told(database)
    with database.write() as connection:
        with pytest.raises(ValueError, match="a working day to reply first"):
            give_opinion(connection, W, case, "r1", "dismiss", "Fine.", NOW + timedelta(hours=23))
        give_opinion(connection, W, case, "r1", "dismiss", "Fine.", NOW + timedelta(hours=24))
    assert state(database) == "first_opinion"


def test_only_the_subject_replies(database: Database) -> None:
    """Nobody can put words into the subject's mouth; empty words are none."""
    case = told(database)
    with database.write() as connection:
        with pytest.raises(ValueError, match="only the person"):
            reply(connection, W, case, "r1", "It was me.", NOW)
        with pytest.raises(ValueError, match="a few words"):
            reply(connection, W, case, "p1", "  ", NOW)
    assert state(database) == "subject_told"


def test_a_second_reply_replaces_the_first_and_the_log_keeps_both(database: Database) -> None:
    """Also after a first opinion the subject is heard, and the case stays where it is."""
    case = told(database)
    with database.write() as connection:
        reply(connection, W, case, "p1", "One.", NOW)
        give_opinion(connection, W, case, "r1", "uphold", "Hm.", NOW)
        reply(connection, W, case, "p1", "Two.", NOW)
        row = case_of(connection, W, "p1")
        words = [entry["words"] for entry in audit_log(connection, W, case)]
    assert row is not None
    assert (row["reply"], row["state"]) == ("Two.", "first_opinion")
    assert words == [None, None, "One.", "Hm.", "Two."]


def test_two_different_people_decide(database: Database) -> None:
    """Neither the subject nor the first reviewer closes a case, and none is closed without a first opinion."""
    case = told(database)
    with database.write() as connection:
        with pytest.raises(ValueError, match="a first opinion before"):
            decide(connection, W, case, "r2", "uphold", "x", LATER)
        with pytest.raises(ValueError, match="about themselves"):
            give_opinion(connection, W, case, "p1", "dismiss", "x", LATER)
        give_opinion(connection, W, case, "r1", "uphold", "x", LATER)
        for reviewer, words in (("r1", "a second person decides"), ("p1", "about themselves")):
            with pytest.raises(ValueError, match=words):
                decide(connection, W, case, reviewer, "uphold", "x", LATER)
        with pytest.raises(ValueError, match="a second person decides"):
            give_opinion(connection, W, case, "r2", "uphold", "x", LATER)


def test_a_case_lapses_after_five_working_days(database: Database) -> None:
    """Not a minute before the same hour a week on, and then by itself, from wherever it stood."""
    case = told(database)
    over = NOW + timedelta(days=7)
    with database.write() as connection:
        assert lapse_overdue(connection, W, over - timedelta(minutes=1)) == []
        assert lapse_overdue(connection, W, over) == [case]
        assert lapse_overdue(connection, W, over) == []
    assert state(database) == "lapsed"
    assert steps(database, case)[-1] == ("lapsed", None)


def test_working_days_are_those_of_the_persons_zone(database: Database) -> None:
    """Opened on a Friday evening in London, it is Saturday in Auckland: it lapses when their next Friday is over."""
    case = opened(database, now=datetime.fromisoformat("2026-11-27T12:00+00:00"), zone="Pacific/Auckland")
    assert case is not None
    assert case["lapses_at"] == datetime.fromisoformat("2026-12-06T11:00+00:00")


def test_an_overdue_case_cannot_be_acted_on(database: Database) -> None:
    """Even before the bot has noticed, time is up for everybody."""
    case, over = told(database), NOW + timedelta(days=7)
    with database.write() as connection:
        with pytest.raises(ValueError, match="closed"):
            reply(connection, W, case, "p1", "Late.", over)
        with pytest.raises(ValueError, match="closed"):
            give_opinion(connection, W, case, "r1", "uphold", "Late.", over)
        assert for_review(connection, W, "r1", over) == []


def close(database: Database, how: str) -> str:
    case = told(database)
    with database.write() as connection:
        if how == "lapsed":
            lapse_overdue(connection, W, NOW + timedelta(days=7))
        else:
            give_opinion(connection, W, case, "r1", "uphold" if how == "upheld" else "dismiss", "x", LATER)
            decide(connection, W, case, "r2", "uphold" if how == "upheld" else "dismiss", "x", LATER)
    assert state(database) == how
    return case


@pytest.mark.parametrize("how", ["dismissed", "lapsed", "upheld"])
def test_the_same_evidence_opens_no_second_case(database: Database, how: str) -> None:
    """What was closed stays closed: not with the same references, nor with a few more of the same."""
    close(database, how)
    after = NOW + timedelta(days=8)
    assert opened(database, now=after) is None
    assert opened(database, ring("c2", "c3", "c4"), fast("c2", "c3", "c4"), now=after) is None
    assert opened(database, ring("n1", "n2", "n3"), fast(), now=after) is None


def test_new_evidence_opens_a_new_case(database: Database) -> None:
    """When most of it is new in two families, or something is hard, humans look again."""
    old = close(database, "dismissed")
    after = NOW + timedelta(days=8)
    case = opened(database, ring("c1", "n1", "n2"), fast("n1", "n2"), now=after)
    assert case is not None
    assert case["id"] != old
    assert {item["family"] for item in case["evidence"]} == {"reciprocity", "fast"}


def test_only_what_is_new_stands_in_the_new_case(database: Database) -> None:
    """A hard mismatch brings up a case of its own; the old evidence is not brought up beside it."""
    close(database, "lapsed")
    case = opened(database, ring(), fast(), hard("m1"), now=NOW + timedelta(days=8))
    assert case is not None
    assert [item["family"] for item in case["evidence"]] == ["replay"]
    assert case["severity"] == "hard"


def test_workspaces_do_not_mix(database: Database) -> None:
    """The same person in another workspace has cases of their own."""
    case = told(database)
    with database.write() as connection:
        assert case_of(connection, "other", "p1") is None
        assert audit_log(connection, "other", case) == []
        assert open_case(connection, "other", "p1", (ring(), fast()), "UTC", NOW) is not None
        with pytest.raises(ValueError, match="no such case"):
            reply(connection, "third", case, "p1", "x", NOW)


def test_every_live_state_can_lapse(database: Database) -> None:
    """Open, told, replied or with one opinion: none of them waits for ever."""
    reached = set()
    for turn in range(len(LIVE)):
        begun = NOW + timedelta(days=10 * turn)
        case = opened(database, ring(f"a{turn}"), fast(f"a{turn}"), now=begun)
        assert case is not None
        if turn:
            send_message(database, case["id"], begun)
        with database.write() as connection:
            mark_told(connection, W)
            if turn > 1:
                reply(connection, W, case["id"], "p1", "Hello.", begun)
            if turn > 2:
                give_opinion(connection, W, case["id"], "r1", "uphold", "x", begun)
        reached.add(state(database))
        with database.write() as connection:
            assert lapse_overdue(connection, W, begun + timedelta(days=9)) == [case["id"]]
    assert reached == set(LIVE)


def test_only_what_its_subject_heard_of_is_known(database: Database) -> None:
    """A case is shown to reviewers once its subject was told or replied, and in any state after that; never before."""
    case = opened(database)
    assert case is not None
    with database.write() as connection:
        assert known_case(connection, W, case["id"]) is None
        lapse_overdue(connection, W, NOW + timedelta(days=7))
        assert known_case(connection, W, case["id"]) is None, "nobody ever heard of it"
    second = opened(database, ring("n1", "n2"), fast("n1", "n2"), now=NOW + timedelta(days=8))
    assert second is not None
    with database.write() as connection:
        reply(connection, W, second["id"], "p1", "I looked by myself.", NOW + timedelta(days=8))
        known = known_case(connection, W, second["id"])
        assert known is not None
        assert known["state"] == "replied"
        assert known_case(connection, "other", second["id"]) is None


def test_a_live_case_is_live_until_its_time_is_over(database: Database) -> None:
    """By the clock, not by whether the bot has noticed; a closed one is not live."""
    case = told(database)
    over = NOW + timedelta(days=7)
    with database.write() as connection:
        live = live_case_of(connection, W, "p1", over - timedelta(seconds=1))
        assert live is not None
        assert live["id"] == case
        assert live_case_of(connection, W, "p1", over) is None
        assert live_case_of(connection, "other", "p1", NOW) is None
        lapse_overdue(connection, W, over)
        assert live_case_of(connection, W, "p1", NOW) is None


def test_words_are_capped_and_a_reason_may_be_left_out(database: Database) -> None:
    """A thousand characters of a reply are kept; an opinion without a reason is one, an empty reason is refused."""
    case = told(database)
    with database.write() as connection:
        reply(connection, W, case, "p1", "x" * 5000, NOW)
        with pytest.raises(ValueError, match="a few words"):
            give_opinion(connection, W, case, "r1", "uphold", " ", NOW)
        row = case_of(connection, W, "p1")
        assert row is not None
        assert (len(row["reply"]), row["state"]) == (LONGEST_WORDS, "replied"), "a refused opinion moves nothing"
        give_opinion(connection, W, case, "r1", "uphold", None, NOW)
        with pytest.raises(ValueError, match="a few words"):
            decide(connection, W, case, "r2", "uphold", "", NOW)
    assert state(database) == "first_opinion"


@pytest.mark.parametrize("how", ["dismissed", "lapsed", "upheld"])
def test_only_what_was_dismissed_counts_as_dismissed(database: Database, how: str) -> None:
    """From the moment of the decision, for its person and workspace alone; what lapsed or was upheld does not."""
    close(database, how)
    with database.read() as connection:
        families = {(one.person, one.family) for one in dismissed_evidence(connection, W, LATER)}
        assert dismissed_evidence(connection, W, LATER - timedelta(seconds=1)) == ()
        assert dismissed_evidence(connection, "other", LATER) == ()
    assert families == ({("p1", "reciprocity"), ("p1", "fast")} if how == "dismissed" else set())
