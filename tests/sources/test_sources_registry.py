"""The list of sources and how one is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sources import available, load


def test_every_source_says_what_it_hears_and_parses():
    """Each public module has a docstring that begins with what it hears, and a parse function."""
    for name in available():
        source = load(name)
        assert (source.__doc__ or "").startswith("Hears ")
        assert callable(source.parse)


def test_available_names_the_sources_and_no_helpers():
    """Helpers begin with an underscore and are not offered."""
    assert {"events", "kiro", "people"} <= set(available())
    assert not any(name.startswith(("_", "-")) for name in available())


def test_listing_imports_no_source():
    """Asking for the list does not pay for the sources' imports."""
    code = "import sys, sources; sources.available(); print([m for m in sys.modules if m.startswith('sources.')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_unknown_source_names_the_nearest_and_all():
    """A slip of the finger is answered with what was probably meant."""
    with pytest.raises(ValueError, match=r"'kirro'; did you mean kiro\? .*events, .*kiro, .*people"):
        load("kirro")


@pytest.mark.parametrize("name", ["os.path", "..ranking", "", "_tables", "-tables"])
def test_only_public_sources_can_be_loaded(name):
    """A name that is no public module of this room imports nothing."""
    with pytest.raises(ValueError, match="no source is called"):
        load(name)
