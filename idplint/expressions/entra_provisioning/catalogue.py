"""The functions Microsoft documents for provisioning, with their parameters.

Source: "Reference for writing expressions for attribute mappings in Microsoft Entra ID", and for `DefaultDomain` and
`AppRoleAssignments` the example of Microsoft Graph's "synchronizationSchema: functions".
"""

from __future__ import annotations

from typing import Final

import msgspec


class Signature(msgspec.Struct, frozen=True):
    """How a function is called. Positions count from 0."""

    parameters: tuple[str, ...]
    required: tuple[int, ...]
    """Positions that must be filled; the rest may be left out, in the middle too."""
    repeating: int = 0
    """How many of the last parameters may be repeated, together: Switch repeats its last two, a key and a value."""
    shortest: int = 0
    """Fewest arguments, where that is more than the required positions say."""

    @property
    def longest(self) -> int | None:
        """Most arguments; None where there is no bound."""
        return None if self.repeating else len(self.parameters)

    def complaint(self, given: tuple[bool, ...]) -> str:
        """What is wrong with a call, in words; empty when nothing is.

        Args:
            given: For each position of the call, whether an argument stands there.
        """
        fewest = max([self.shortest, *[position + 1 for position in self.required]], default=0)
        if self.longest is not None and len(given) > self.longest:
            return f"takes at most {_arguments(self.longest)}, not {len(given)}"
        if len(given) < fewest:
            return f"takes at least {_arguments(fewest)}, not {len(given)}"
        if self.repeating > 1 and (len(given) - len(self.parameters)) % self.repeating:
            return f"expects its last arguments in groups of {self.repeating}; {len(given)} were given"
        missing = [self.parameters[position] for position in self.required if not given[position]]
        return f"needs its argument {missing[0]}" if missing else ""


def _arguments(count: int) -> str:
    return "no arguments" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"


def _all(*parameters: str) -> Signature:
    return Signature(parameters, tuple(range(len(parameters))))


SIGNATURES: Final[dict[str, Signature]] = {
    "Append": _all("source", "suffix"),
    "AppRoleAssignments": _all("source"),
    "AppRoleAssignmentsComplex": _all("source"),
    "AssertiveAppRoleAssignmentsComplex": _all("source"),
    "BitAnd": _all("value1", "value2"),
    "CBool": _all("expression"),
    "CDate": _all("expression"),
    "Coalesce": Signature(("source",), (0,), repeating=1),
    "ConvertToBase64": _all("source"),
    "ConvertToUTF8Hex": _all("source"),
    "Count": _all("attribute"),
    "CStr": _all("value"),
    "DateAdd": _all("interval", "value", "dateTime"),
    "DateDiff": _all("interval", "date1", "date2"),
    "DateFromNum": _all("value"),
    "DefaultDomain": _all(),
    # Three arguments are the older form without dateTimeStyles, still found in Microsoft's guides.
    "FormatDateTime": Signature(("source", "dateTimeStyles", "inputFormat", "outputFormat"), (0, 2), shortest=3),
    "Guid": _all(),
    "IgnoreFlowIfNullOrEmpty": _all("expression"),
    "IIF": _all("condition", "valueIfTrue", "valueIfFalse"),
    "InStr": Signature(("value1", "value2", "start", "compareType"), (0, 1)),
    "IsNull": _all("expression"),
    "IsNullOrEmpty": _all("expression"),
    "IsPresent": _all("expression"),
    "IsString": _all("expression"),
    "Item": _all("attribute", "index"),
    "Join": Signature(("separator", "source"), (0,), repeating=1, shortest=2),
    "Left": _all("string", "numChars"),
    "Mid": _all("source", "start", "length"),
    "NormalizeDiacritics": _all("source"),
    "Not": _all("source"),
    "Now": _all(),
    "NumFromDate": _all("value"),
    "PCase": Signature(("source", "wordSeparators"), (0,)),
    "RandomString": Signature(
        (
            "length",
            "minimumNumbers",
            "minimumSpecialCharacters",
            "minimumCapital",
            "minimumLowerCase",
            "charactersToAvoid",
        ),
        (0, 1, 2, 3, 4),
    ),
    "Redact": _all("value"),
    "RemoveDuplicates": _all("attribute"),
    "Replace": Signature(
        (
            "source",
            "oldValue",
            "regexPattern",
            "regexGroupName",
            "replacementValue",
            "replacementAttributeName",
            "template",
        ),
        (0,),
        shortest=2,
    ),
    "SelectUniqueValue": Signature(("uniqueValueRule",), (0,), repeating=1, shortest=2),
    "SingleAppRoleAssignment": _all("source"),
    "Split": _all("source", "delimiter"),
    "StripSpaces": _all("source"),
    "Switch": Signature(("source", "defaultValue", "key", "value"), (0,), repeating=2, shortest=4),
    "ToLower": Signature(("source", "culture"), (0,)),
    "ToUpper": Signature(("source", "culture"), (0,)),
    "Word": _all("string", "wordNumber", "delimiters"),
}

ELSEWHERE: Final = frozenset(
    {
        "Contains",
        "ConvertFromBase64",
        "CRef",
        "DNComponent",
        "Error",
        "Len",
        "LTrim",
        "Right",
        "RTrim",
        "StringFromSid",
        "Trim",
    }
)
"""Functions of Entra Connect sync or cloud sync, which the reference for provisioning does not list."""

STORED_KEYS: Final[dict[str, dict[str, str]]] = {"Replace": {"find": "oldValue", "replacement": "replacementValue"}}
"""Keys of stored trees that differ from the documented parameter, in lower case (Graph's parseExpression example)."""
