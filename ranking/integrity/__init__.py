"""Integrity: evidence that a figure may not say what it seems to, told to its subject first, judged by a human."""

from ranking.integrity.detect import FAMILIES, detect
from ranking.integrity.finding import GROUNDS, Finding, Verdict, severity_of

__all__ = ["FAMILIES", "GROUNDS", "Finding", "Verdict", "detect", "severity_of"]
