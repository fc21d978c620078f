"""What Kiro's two reports and Amazon Q Developer's hold: their columns, what each becomes, and how they are told apart.

Which columns there are, and in which order, has changed often; they are bound by name. Columns listed here are checked
strictly. Of any other column numbers and booleans are kept under their own name, and texts are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sources._cells import Converter, american_day, amount, boolean, count, iso_day, number
from sources._tables import bind


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of report. `fields` maps a column to a field of `Usage`; `extras` are columns kept under their name.

    `texts` are columns that are read on their own or never kept. `summed` maps a field to the columns whose sum it is.
    """

    day: Converter
    extras: Mapping[str, Converter]
    texts: frozenset[str]
    fields: Mapping[str, tuple[str, Converter]] = field(default_factory=dict)
    summed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    models: re.Pattern[str] | None = None
    client: str | None = None


# Total_Messages counts prompts, tool calls and responses together, so it is kept and is not `prompts`.
# Overage_Credits_Used may be cumulative, so it is kept and never added up.
USER_REPORT = Layout(
    day=iso_day,
    fields={"Chat_Conversations": ("sessions", count), "Credits_Used": ("credits", amount)},
    extras={
        "New_User": boolean,
        "Overage_Cap": number,
        "Overage_Credits_Used": number,
        "Overage_Enabled": boolean,
        "Total_Messages": count,
        "Usage_Limit": number,
    },
    texts=frozenset({"Date", "UserId", "Client_Type", "User_Email", "ProfileId", "Subscription_Tier"}),
    models=re.compile(r"[a-z0-9._-]{1,100}_messages"),
)

# Every line counted as accepted was also suggested; where a report has no count of its own for the latter, the
# accepted lines stand for it. Chat_MessagesSent counts replies too, so it is not `prompts` either.
_ACCEPTED = (
    "Chat_AICodeLines",
    "CodeFix_AcceptedLines",
    "Dev_AcceptedLines",
    "DocGeneration_AcceptedLineAdditions",
    "DocGeneration_AcceptedLineUpdates",
    "InlineChat_AcceptedLineAdditions",
    "Inline_AICodeLines",
    "TestGeneration_AcceptedLines",
)
_SUGGESTED = (
    "Chat_AICodeLines",
    "CodeFix_GeneratedLines",
    "Dev_GeneratedLines",
    "DocGeneration_AcceptedLineAdditions",
    "DocGeneration_AcceptedLineUpdates",
    "DocGeneration_RejectedLineAdditions",
    "DocGeneration_RejectedLineUpdates",
    "InlineChat_AcceptedLineAdditions",
    "InlineChat_DismissedLineAdditions",
    "InlineChat_RejectedLineAdditions",
    "Inline_AICodeLines",
    "TestGeneration_GeneratedLines",
    "Transformation_LinesGenerated",
)
_LEGACY_COUNTS = """
    Chat_AICodeLines Chat_MessagesInteracted Chat_MessagesSent
    CodeFix_AcceptanceEventCount CodeFix_AcceptedLines CodeFix_GeneratedLines CodeFix_GenerationEventCount
    CodeReview_FailedEventCount CodeReview_FindingsCount CodeReview_SucceededEventCount
    Dev_AcceptanceEventCount Dev_AcceptedLines Dev_GeneratedLines Dev_GenerationEventCount
    DocGeneration_AcceptedFileUpdates DocGeneration_AcceptedFilesCreations DocGeneration_AcceptedLineAdditions
    DocGeneration_AcceptedLineUpdates DocGeneration_EventCount DocGeneration_RejectedFileCreations
    DocGeneration_RejectedFileUpdates DocGeneration_RejectedLineAdditions DocGeneration_RejectedLineUpdates
    InlineChat_AcceptanceEventCount InlineChat_AcceptedLineAdditions InlineChat_AcceptedLineDeletions
    InlineChat_DismissalEventCount InlineChat_DismissedLineAdditions InlineChat_DismissedLineDeletions
    InlineChat_RejectedLineAdditions InlineChat_RejectedLineDeletions InlineChat_RejectionEventCount
    InlineChat_TotalEventCount
    Inline_AICodeLines Inline_AcceptanceCount Inline_SuggestionsCount
    TestGeneration_AcceptedLines TestGeneration_AcceptedTests TestGeneration_EventCount
    TestGeneration_GeneratedLines TestGeneration_GeneratedTests
    Transformation_EventCount Transformation_LinesGenerated Transformation_LinesIngested
""".split()  # noqa: SIM905  # forty-four quoted names would hide how they belong together

LEGACY = Layout(
    day=american_day,
    extras=dict.fromkeys(_LEGACY_COUNTS, count),
    texts=frozenset({"Date", "UserId"}),
    summed={"lines_suggested": _SUGGESTED, "lines_accepted": _ACCEPTED},
    client="LEGACY",
)


def recognised(header: Iterable[str]) -> Layout | None:
    """Which layout a header belongs to, whatever the order and the case of its columns."""
    names = list(header)
    if len(bind(names, ("Date", "UserId"))) < 2:
        return None
    if bind(names, ("Client_Type",)):
        return USER_REPORT
    return LEGACY if bind(names, LEGACY.extras) else None
