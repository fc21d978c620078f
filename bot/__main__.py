"""The `kirorank` command: reads the arguments, runs one subcommand, turns failures into sentences."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module, metadata
from pkgutil import iter_modules
from types import ModuleType

import bot.cli


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status. Nothing heavy is imported before a subcommand needs it."""
    _reopen_closed_streams()
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    try:
        return _run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough (head, less); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if args.verbose:
            raise
        return _told(error, args.failure)


def _reopen_closed_streams() -> None:
    """Let a stream that the caller closed lead nowhere: the work is still to be done, no file may get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # open as long as we run


def _run(args: argparse.Namespace) -> int:
    status = int(args.run(args))
    # What is still buffered would otherwise fail at exit, where nobody can catch it.
    sys.stdout.flush()
    return status


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand: a module of `bot.cli` is one, by its name."""
    parser = argparse.ArgumentParser(
        prog="kirorank", description="A Slack bot that ranks kept work, not tokens. Try it: kirorank demo"
    )
    parser.add_argument("--version", action="version", version=f"kirorank {metadata.version('kirorank')}")
    parser.add_argument("--verbose", action="store_true", help="show the traceback of an unexpected failure")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, module in _modules():
        command = commands.add_parser(name, help=module.SUMMARY, description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(run=module.run, failure=getattr(module, "FAILURE", 1))
    return parser


def _modules() -> list[tuple[str, ModuleType]]:
    names = [module.name for module in iter_modules(bot.cli.__path__) if not module.name.startswith("_")]
    return [(name.rstrip("_"), import_module(f"bot.cli.{name}")) for name in sorted(names)]


def _told(error: Exception, failure: int) -> int:
    """Tell a failure in one sentence; a setting that is wrong counts as a wrong use of the command."""
    from bot.failures import sentence

    print(f"kirorank: {' '.join(sentence(error).split())}", file=sys.stderr)  # noqa: T201
    return 2 if type(error).__name__ == "SettingsError" else failure


if __name__ == "__main__":
    sys.exit(main())
