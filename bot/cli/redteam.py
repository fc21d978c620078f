"""Let a red team game a simulated company, and print what each way of gaming pays under each board."""

from __future__ import annotations

import argparse
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli._common import add_json, patient_collector, print_json, say, tell

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

    from ranking.redteam.summary import Summary
    from ranking.redteam.trial import Trial

SUMMARY = "the gaming benchmark: what each way of gaming pays"
_told: Queue[str | None] | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How large, how long, how often, and where the page goes."""
    parser.add_argument("--people", type=_positive, default=300, metavar="N", help="size of the company (300)")
    parser.add_argument("--weeks", type=_positive, default=12, metavar="W", help="weeks that are simulated (12)")
    parser.add_argument("--seeds", type=_positive, default=3, metavar="K", help="number of companies (3)")
    parser.add_argument("--strategy", action="append", metavar="S", help="only this strategy, such as T3; repeatable")
    parser.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, metavar="J", help="processes at a time")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page, such as docs/fairness.md")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="write the picture (SVG)")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0: done, whatever was found; 2: a strategy that does not exist."""
    from ranking.redteam import STRATEGIES, chosen
    from ranking.redteam.summary import summarise

    try:
        keys = [one.key for one in (chosen(args.strategy) if args.strategy else STRATEGIES)]
    except ValueError as error:
        tell(f"kirorank: {error}")
        return 2
    summary = summarise(_trials(args, keys))
    _write(summary, args)
    if args.json:
        from ranking.redteam.report import as_json

        print_json({"weeks": args.weeks, **as_json(summary)})
    else:
        from ranking.redteam.report import as_text

        say(as_text(summary))
    return 0


def _trials(args: argparse.Namespace, keys: Sequence[str]) -> list[Trial]:
    """One trial a seed, in processes of their own where there are several."""
    from ranking.redteam import chosen
    from ranking.redteam.trial import steps

    work = [(seed, args.people, args.weeks, tuple(keys)) for seed in range(1, args.seeds + 1)]
    total = args.seeds * steps(chosen(keys))
    jobs = min(args.jobs, args.seeds)
    return _alone(work, total) if jobs == 1 else _in_processes(work, total, jobs)


def _alone(work: Sequence[tuple[Any, ...]], total: int) -> list[Trial]:
    from tqdm import tqdm

    with tqdm(total=total, unit="world", desc="red team") as bar:
        return [_trial(*each, progress=lambda _step: bar.update()) for each in work]


def _in_processes(work: Sequence[tuple[Any, ...]], total: int, jobs: int) -> list[Trial]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    queue: Queue[str | None] = context.Queue()
    with (
        _bar(queue, total),
        ProcessPoolExecutor(jobs, mp_context=context, initializer=_listen_to, initargs=(queue,)) as pool,
    ):
        return list(pool.map(_in_worker, work))


@contextmanager
def _bar(queue: Queue[str | None], total: int) -> Iterator[None]:
    """A progress bar on standard error that is fed by the other processes."""
    from tqdm import tqdm

    with tqdm(total=total, unit="world", desc="red team") as bar:

        def follow() -> None:
            while queue.get() is not None:
                bar.update()

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            queue.put(None)
            thread.join(timeout=5)
            queue.close()


def _listen_to(queue: Queue[str | None]) -> None:
    """Runs first in every worker process: where progress is told."""
    global _told  # noqa: PLW0603  # a pool's initializer has no other way to hand something to its tasks
    _told = queue


def _in_worker(work: tuple[int, int, int, tuple[str, ...]]) -> Trial:
    queue = _told
    return _trial(*work, progress=queue.put if queue else lambda _step: None)


def _trial(seed: int, people: int, weeks: int, keys: tuple[str, ...], *, progress: Any) -> Trial:
    from ranking.redteam import chosen, rankers, run_trial

    with patient_collector():
        return run_trial(
            seed, rankers=rankers(), people=people, weeks=weeks, strategies=chosen(keys), progress=progress
        )


def _write(summary: Summary, args: argparse.Namespace) -> None:
    """The page and its picture, which is addressed from where the page stands."""
    if args.chart:
        from ranking.redteam.chart import as_svg

        args.chart.parent.mkdir(parents=True, exist_ok=True)
        args.chart.write_text(as_svg(summary), encoding="utf-8")
    if args.write:
        from ranking.redteam.document import as_markdown

        chart = Path(os.path.relpath(args.chart, args.write.parent)).as_posix() if args.chart else None
        args.write.parent.mkdir(parents=True, exist_ok=True)
        args.write.write_text(as_markdown(summary, weeks=args.weeks, chart=chart), encoding="utf-8")


def _positive(text: str) -> int:
    """A whole number above 0."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number
