"""Normal forms of Entra provisioning expressions.

Source: Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra ID".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import Shape, entra_provisioning_attribute
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import Form, Source, Text
from idplint.expressions.normal_forms.vendor_calls import as_written, literal
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

if TYPE_CHECKING:
    from idplint.expressions.normal_forms.reading import Reader

_CLIP = 60

_BY_CHANCE = frozenset({"Guid", "RandomString", "Now", "SelectUniqueValue"})
_UNCHANGED = frozenset({"Redact", "IgnoreFlowIfNullOrEmpty"})
_UNCHANGED_WITHOUT_ACCENTS = frozenset({"StripSpaces", "NormalizeDiacritics"})


def read(node: Node, reader: Reader) -> Form:
    """The normal form of a syntax tree; never raises but for `RecursionError`."""
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
    if None in given:
        return None
    forms = [read(argument, reader) for argument in given if argument is not None]
    if len(forms) == 1 and node.name != "Coalesce":
        return _of_one(node.name, forms[0], reader)
    build = reader.builder
    match node.name, forms:
        case ("Append", [source, suffix]):
            return build.join(source, suffix)
        case ("Join", [Text(separator), first, *others]) if others and all(map(_is_text, forms)):
            return build.join(first, *(part for other in others for part in (Text(separator), other)))
        case ("Word", [source, _, Text("@")]) if _is_number(node.arguments[1], 1) and is_address(source):
            return build.before_at(source)
        case ("Coalesce", operands) if all(map(_is_text, operands)):
            return build.first(*operands)
        case ("IIF", [_, then, otherwise]):
            return _choice(node, then, otherwise, reader)
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


def _choice(node: Call, then: Form, otherwise: Form, reader: Reader) -> Form | None:
    if then == otherwise:
        return then
    condition, negated = node.arguments[0], False
    while isinstance(condition, Call) and condition.name == "Not" and condition.arguments[0] is not None:
        condition, negated = condition.arguments[0], not negated
    if not isinstance(condition, Call) or condition.name not in {"IsPresent", "IsNullOrEmpty", "IsNull"}:
        return None
    tested = read(condition.arguments[0], reader) if condition.arguments[0] is not None else None
    if not isinstance(tested, Source):
        return None
    if (condition.name == "IsPresent") == negated:
        then, otherwise = otherwise, then
    return reader.builder.if_present(tested, then, otherwise)


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
    return not (isinstance(form, Source) and form.attribute.multivalued)


def _is_plain_ascii(form: Form) -> bool:
    """Whether a form has neither spaces nor accents: Entra allows none of them in GUIDs and user principal names."""
    if not isinstance(form, Source):
        return False
    return form.attribute.shape is Shape.GUID or form.attribute.name == "entra.userPrincipalName"
