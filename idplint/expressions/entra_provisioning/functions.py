"""Every documented function by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from idplint.expressions.entra_provisioning import (
    functions_case,
    functions_dates,
    functions_lists,
    functions_live,
    functions_logic,
    functions_replace,
    functions_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.expressions.entra_provisioning.values import Arguments, Inner

LIBRARY: Final[dict[str, Callable[[Arguments], Inner]]] = {
    "Append": functions_text.append,
    "AppRoleAssignments": functions_live.complex_roles,
    "AppRoleAssignmentsComplex": functions_live.complex_roles,
    "AssertiveAppRoleAssignmentsComplex": functions_live.complex_roles,
    "BitAnd": functions_logic.bit_and,
    "CBool": functions_logic.to_boolean,
    "CDate": functions_dates.to_date,
    "Coalesce": functions_logic.coalesce,
    "ConvertToBase64": functions_text.to_base64,
    "ConvertToUTF8Hex": functions_text.to_utf8_hex,
    "Count": functions_lists.count,
    "CStr": functions_logic.to_text,
    "DateAdd": functions_dates.date_add,
    "DateDiff": functions_dates.date_diff,
    "DateFromNum": functions_dates.date_from_number,
    "DefaultDomain": functions_live.default_domain,
    "FormatDateTime": functions_dates.format_date_time,
    "Guid": functions_live.by_chance,
    "IgnoreFlowIfNullOrEmpty": functions_logic.ignore_flow_if_null_or_empty,
    "IIF": functions_logic.iif,
    "InStr": functions_text.in_string,
    "IsNull": functions_logic.is_null,
    "IsNullOrEmpty": functions_logic.is_null_or_empty,
    "IsPresent": functions_logic.is_present,
    "IsString": functions_logic.is_string,
    "Item": functions_lists.item,
    "Join": functions_lists.join,
    "Left": functions_text.left,
    "Mid": functions_text.mid,
    "NormalizeDiacritics": functions_case.normalize_diacritics,
    "Not": functions_logic.negate,
    "Now": functions_live.now,
    "NumFromDate": functions_dates.number_from_date,
    "PCase": functions_case.proper_case,
    "RandomString": functions_live.by_chance,
    "Redact": functions_logic.redact,
    "RemoveDuplicates": functions_lists.remove_duplicates,
    "Replace": functions_replace.replace,
    "SelectUniqueValue": functions_live.select_unique_value,
    "SingleAppRoleAssignment": functions_live.single_role,
    "Split": functions_lists.split,
    "StripSpaces": functions_text.strip_spaces,
    "Switch": functions_logic.switch,
    "ToLower": functions_case.to_lower,
    "ToUpper": functions_case.to_upper,
    "Word": functions_text.word,
}
