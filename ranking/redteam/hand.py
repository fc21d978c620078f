"""A gamer's hand: the few things that anybody at a company can do, as the events that reports would show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from ranking.events import Approval, Change, Event, Review, Survival, Usage
from ranking.redteam.scene import Scene
from ranking.window import MATURITY

# Tokens per dollar of fresh input, cache reads, cache writes and output, at the simulation's mix and price list.
_PER_DOLLAR = {"uncached_input_tokens": 85_000, "cache_read_tokens": 460_000, "cache_write_tokens": 38_000}
_OUTPUT_PER_DOLLAR = 31_000
_AREAS = ("src/api", "src/core", "src/billing", "src/ui", "src/jobs", "src/storage", "tests", "docs")
_DEPLOYED = 0.55


class Hand:
    """What one gamer does. It draws from its own stream only."""

    def __init__(self, scene: Scene, person: str, rng: Random) -> None:
        self.scene, self.person, self.rng = scene, person, rng
        self.team = scene.people[person].team or "acme"
        self._rows = 0

    def burn(self, day: date, dollars: float, *, tool: str = "kiro-cli", model: str = "auto") -> Usage:
        """A day's use that costs so many dollars. Everything the machine suggests is accepted."""
        self._rows += 1
        amount = dollars * self.rng.uniform(0.8, 1.2)
        lines = int(amount * _OUTPUT_PER_DOLLAR / 60)
        prompts = 1 + int(amount * 8)
        return Usage(
            id=f"kiro:{day}:{self.person}:{tool}:{self._rows}",
            person=self.person,
            day=day,
            source="kiro",
            trust="A",
            tool=tool,
            model=model,
            sessions=1 + prompts // 12,
            prompts=prompts,
            output_tokens=int(amount * _OUTPUT_PER_DOLLAR),
            cost_usd=Decimal(amount).quantize(Decimal("0.01")),
            lines_suggested=lines,
            lines_accepted=lines,
            active_seconds=min(86_400, 150 * prompts),
            **{kind: int(amount * per) for kind, per in _PER_DOLLAR.items()},
        )

    def land(
        self,
        at: datetime,
        lines: int,
        *,
        approvals: Iterable[Approval] | None = None,
        issue: str | None = None,
        opened_by: str | None = None,
        deployed: bool | None = None,
        used_by: tuple[str, ...] = (),
        alive: float = 0.97,
        dollars: float = 1.0,
    ) -> Iterator[Event]:
        """One change of `lines` effective lines, its survival, and the use that wrote it.

        Without `approvals` an honest team mate looks at it as at anything else. `deployed` None lets it ship as often
        as honest work does.
        """
        if not self.scene.starts <= at <= self.scene.ends:
            return
        repo = f"acme/{self.team}-{self.rng.choice(('api', 'web', 'jobs'))}"
        change = Change(
            id=f"{repo}#{self.rng.getrandbits(48)}",
            person=self.person,
            merged_at=at,
            repo=repo,
            area=self.rng.choice(_AREAS),
            issue=issue,
            issue_opened_by=opened_by,
            lines_added=int(lines * 1.1),
            lines_deleted=lines // 8,
            effective_lines=lines,
            approvals=(self.honest_approval(),) if approvals is None else tuple(approvals),
            deployed_at=self._deployed(at, deployed),
            used_by_teams=used_by,
        )
        yield change
        yield from self.seen_alive(change, alive)
        yield self.burn(at.date(), dollars)

    def seen_alive(self, change: Change, alive: float) -> Iterator[Survival]:
        """The look at a change 14 days after its merge, if that day has come."""
        at = change.merged_at + MATURITY
        if at <= self.scene.ends:
            share = min(1.0, max(0.0, self.rng.gauss(alive, 0.02)))
            yield Survival(change=change.id, at=at, share_alive=round(share, 3))

    def honest_approval(self) -> Approval:
        """A team mate's approval in good faith: after an hour or so, often with a comment."""
        return self.approval(self.rng.choice(self.scene.mates(self.person)))

    def approval(self, by: str) -> Approval:
        """An approval at a natural pace with a comment or two."""
        return Approval(person=by, seconds_after_request=self.rng.randint(1200, 9000), comments=self.rng.randint(1, 3))

    def stamp(self, by: str) -> Approval:
        """An approval without a look, just slow enough not to be a matter of seconds."""
        return Approval(person=by, seconds_after_request=self.rng.randint(90, 600), comments=0)

    def review(self, change: Change, *, minutes: float) -> Review:
        """A review by this gamer that led to a change."""
        at = change.merged_at - timedelta(minutes=self.rng.uniform(5, 120))
        return Review(
            id=f"{change.id}/review-{self.person}",
            person=self.person,
            change=change.id,
            at=max(self.scene.starts, at),
            minutes=round(minutes, 1),
            led_to_change=True,
        )

    def at_work(self, day: date) -> datetime:
        """Some moment of a working day."""
        return datetime.combine(day, time(9), UTC) + timedelta(minutes=self.rng.uniform(0, 480))

    def ticket(self) -> str:
        """The name of an issue."""
        return f"{self.team.upper()[:8]}-{self.rng.randrange(10**6, 10**7)}"

    def _deployed(self, at: datetime, deployed: bool | None) -> datetime | None:
        ships = self.rng.random() < _DEPLOYED if deployed is None else deployed
        moment = at + timedelta(hours=self.rng.uniform(2, 40))
        return moment if ships and moment <= self.scene.ends else None
