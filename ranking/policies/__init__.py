"""The scoring policies, found by file: one module here with a `POLICY` is one policy."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

from ranking.standing import Policy

DEFAULT = "kept-value"


def _found() -> dict[str, Policy]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.POLICY.name: module.POLICY for module in modules}


POLICIES: dict[str, Policy] = _found()


def policy(name: str) -> Policy:
    """The policy of that name. Raises `ValueError` that names the nearest one."""
    try:
        return POLICIES[name]
    except KeyError:
        near = get_close_matches(name, POLICIES, n=1, cutoff=0.0)[0]
        known = ", ".join(sorted(POLICIES))
        raise ValueError(f"no policy is called {name!r}; did you mean {near!r}? Known: {known}") from None
