"""Doctor: looks at everything that can be wrong, and says of each thing what it is and how to mend it."""

from bot.doctor.findings import Finding, worst
from bot.doctor.visit import examine

__all__ = ["Finding", "examine", "worst"]
