"""Normal forms of Entra provisioning expressions.

Source: Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra ID".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import Shape, entra_provisioning_attribute
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import Applied, Form, Open, Source, Text, parts, sources
from idplint.expressions.normal_forms.vendor_calls import as_written, literal
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

if TYPE_CHECKING:
    from idplint.expressions.normal_forms.reading import Reader

_CLIP = 60

_BY_CHANCE = frozenset({"Guid", "RandomString", "Now", "SelectUniqueValue"})
_UNCHANGED = frozenset({"Redact", "IgnoreFlowIfNullOrEmpty"})
_UNCHANGED_WITHOUT_ACCENTS = frozenset({"StripSpaces", "NormalizeDiacritics"})
_PRESENCE = frozenset({"IsPresent", "IsNullOrEmpty", "IsNull"})
_LISTS = tuple(f":function:{name}" for name in ("Split", "RemoveDuplicates", "AppRoleAssignments"))
_FROM_AT = frozenset({"@.*", "@.+", "@(.*)", "@(.+)"})
_NAMED_FROM_AT = "(?<Suffix>@(.)*)"
"""As Microsoft writes it in the example that removes the domain of an address."""


def read(node: Node, reader: Reader) -> Form:
    """The normal form of a syntax tree; never raises but for `RecursionError`."""
    return reader.once(node, _read)


def _read(node: Node, reader: Reader) -> Form:
    match node:
        case Unsupported(reason=reason):
            return reader.open(node, reason)
        case Literal():
            return literal(node)
        case Attribute(path=path):
            name = ".".join(path)
            attribute = entra_provisioning_attribute(name)
            if attribute is None:
                return reader.open(node, f"idplint does not know what [{name[:_CLIP]}] holds")
            return reader.builder.source(attribute, reader.dialect)
        case Call():
            return _call(node, reader)
        case Operation() | Sequence():
            return as_written(node, reader, read)


def _call(node: Call, reader: Reader) -> Form:
    if node.name in _BY_CHANCE:
        return reader.open(node, f"{node.name} does not yield the same value twice", repeatable=False)
    known = _known(node, reader)
    return known if known is not None else as_written(node, reader, read)


def _known(node: Call, reader: Reader) -> Form | None:
    """The form that other ways of writing share; None where there is none."""
    given = list(node.arguments)
    while given and given[-1] is None:
        given.pop()
    if node.name == "Replace":
        return _without_domain(given, reader)
    if None in given:
        return None
    forms = [read(argument, reader) for argument in given if argument is not None]
    if len(forms) == 1 and node.name not in {"Coalesce", "Join"}:
        return _of_one(node.name, forms[0], reader)
    return _of_several(node, forms, reader)


def _of_several(node: Call, forms: list[Form], reader: Reader) -> Form | None:
    build = reader.builder
    match node.name, forms:
        case ("Append", [source, suffix]):
            return build.join(source, suffix)
        case ("Join", [Text(separator), *joined]) if all(map(_is_text, forms)):
            return _joined(separator, joined, reader)
        case ("Word", [source, _, Text("@")]) if _is_number(node.arguments[1], 1) and is_address(source):
            return build.before_at(source)
        case ("Coalesce", operands) if all(map(_is_text, operands)) and not _ignores_flow(node):
            return build.first(*operands) if all(map(build.may_be_passed_over, operands[:-1])) else None
        case ("IIF", [_, then, otherwise]):
            return _choice(node, then, otherwise, reader)
        case ("Switch", [Source() as source, default, Text(""), value]) if all(map(_is_text, forms)):
            # Microsoft's advice for a fallback: an empty key stands for an attribute without a value.
            return build.if_present(source, default, value)
        case ("Item", [_, _]):
            return _item_of_split(node, reader)
    return None


def _of_one(function: str, source: Form, reader: Reader) -> Form | None:
    """Functions of one text: those that change its case, and those that change nothing of this one."""
    if function in _UNCHANGED:
        return source
    if function in _UNCHANGED_WITHOUT_ACCENTS and _is_plain_ascii(source):
        return source
    if not _is_text(source):
        return None
    if function == "CStr":
        return source
    if function == "ToLower":
        return reader.builder.lower(source)
    return reader.builder.upper(source) if function == "ToUpper" else None


def _joined(separator: str, joined: list[Form], reader: Reader) -> Form | None:
    """Texts with a separator between them; an empty one leaves no separator, so that all but one have to be certain."""
    build = reader.builder
    filled = [each for each in joined if each != Text("")]
    values = [each for each in filled if not isinstance(each, Text)]
    if separator and len(values) > 1 and not all(map(build.never_empty, values)):
        return None
    return build.join(*[part for each in filled for part in (Text(separator), each)][1:])


def _ignores_flow(node: Call) -> bool:
    """Whether a flow is ignored inside: what that means inside another function is not documented."""
    pending: list[Node | None] = list(node.arguments)
    while pending:
        part = pending.pop()
        if isinstance(part, Call):
            if part.name == "IgnoreFlowIfNullOrEmpty":
                return True
            pending += part.arguments
        elif isinstance(part, Operation):
            pending += part.operands
    return False


def _choice(node: Call, then: Form, otherwise: Form, reader: Reader) -> Form | None:
    """IIF, which fails where an attribute of its condition is empty (a documented limitation): only where none ever is."""
    condition, negated = node.arguments[0], False
    if condition is None:
        return None
    asked = read(condition, reader)
    if any(isinstance(part, Open) for part in parts(asked)) or not all(map(reader.builder.never_empty, sources(asked))):
        return None
    if then == otherwise:
        return then
    while isinstance(condition, Call) and condition.name == "Not" and condition.arguments[0] is not None:
        condition, negated = condition.arguments[0], not negated
    if not isinstance(condition, Call) or condition.name not in _PRESENCE:
        return None
    if not isinstance(condition.arguments[0], Attribute):
        return None
    return then if (condition.name == "IsPresent") != negated else otherwise


def _without_domain(given: list[Node | None], reader: Reader) -> Form | None:
    """`Replace` that cuts an address at its `@`, by pattern: the whole match, or Microsoft's own group."""
    match given:
        case [source, None, Literal(value=pattern), group, Literal(value="")] if source is not None:
            named = isinstance(group, Literal) and group.value == "Suffix" and pattern == _NAMED_FROM_AT
            if named or (group is None and pattern in _FROM_AT):
                form = read(source, reader)
                return reader.builder.before_at(form) if is_address(form) else None
    return None


def _item_of_split(node: Call, reader: Reader) -> Form | None:
    """`Item(Split([userPrincipalName], "@"), 1)`."""
    inner = node.arguments[0]
    if not (_is_number(node.arguments[1], 1) and isinstance(inner, Call) and inner.name == "Split"):
        return None
    source, delimiter = inner.arguments
    if source is None or not (isinstance(delimiter, Literal) and delimiter.value == "@"):
        return None
    form = read(source, reader)
    return reader.builder.before_at(form) if is_address(form) else None


def _is_number(node: Node | None, number: int) -> bool:
    return isinstance(node, Literal) and not isinstance(node.value, bool) and str(node.value) == str(number)


def _is_text(form: Form) -> bool:
    """Whether a form yields one text or nothing: not a list, whose values functions treat each in their own way."""
    if isinstance(form, Applied):
        return not form.function.endswith(_LISTS)
    return not (isinstance(form, Source) and form.attribute.multivalued)


def _is_plain_ascii(form: Form) -> bool:
    """Whether a form has neither spaces nor accents: Entra allows none of them in GUIDs and user principal names."""
    if not isinstance(form, Source):
        return False
    return form.attribute.shape is Shape.GUID or form.attribute.name == "entra.userPrincipalName"
