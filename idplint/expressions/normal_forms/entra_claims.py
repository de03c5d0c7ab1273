"""Normal forms of Entra claims.

Source: Microsoft, "Customize SAML token claims", "Claims customization using a policy".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import entra_claim_attribute
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import Form, Source, Text
from idplint.expressions.normal_forms.vendor_calls import as_written, literal
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

if TYPE_CHECKING:
    from idplint.expressions.normal_forms.reading import Reader

_OUTSIDE_THE_LIMITS = (
    "Microsoft lists this source or method not among those of the NameID in a claims mapping policy; "
    "Entra may send a pairwise identifier instead"
)


def read(node: Node, reader: Reader) -> Form:
    """The normal form of a syntax tree; never raises but for `RecursionError`."""
    match node:
        case Unsupported(reason=reason):
            return reader.open(node, reason)
        case Literal():
            return literal(node)
        case Attribute(path=(source, name)):
            attribute = entra_claim_attribute(name) if source == "user" else None
            if attribute is None:
                reason = f"idplint does not know what the claim source {source}.{name} holds"
                return reader.open(node, reason)
            return reader.builder.source(attribute, reader.dialect)
        case Operation(operator="?:", operands=(transformed, attribute_node)):
            return reader.builder.first(read(transformed, reader), read(attribute_node, reader))
        case Call():
            return _call(node, reader)
        case Operation() | Sequence() | Attribute():
            if isinstance(node, Attribute):
                return reader.open(node)
            return as_written(node, reader, read)


def _call(node: Call, reader: Reader) -> Form:
    match node:
        case Call("samlNameIdClaim", (_, Call("when", (None, None, source)))) if source is not None:
            return read(source, reader)
        case Call("customClaim", (Call("when", (None, None, source)),)) if source is not None:
            return read(source, reader)
        case Call("mappedNameId", (source,)) if source is not None:
            return reader.open(source, _OUTSIDE_THE_LIMITS) if isinstance(source, Literal) else read(source, reader)
        case Call("beyondNameIdLimits"):
            return reader.open(node, _OUTSIDE_THE_LIMITS)
        case Call("verifiedDomain", (source,)) if source is not None:
            return read(source, reader)
    known = _transformation(node, reader)
    return known if known is not None else as_written(node, reader, read)


def _transformation(node: Call, reader: Reader) -> Form | None:
    """The form that other ways of writing share; None where there is none."""
    if any(argument is None for argument in node.arguments):
        return None
    forms = [read(argument, reader) for argument in node.arguments if argument is not None]
    if not all(map(_is_text, forms)):
        return None
    build = reader.builder
    match node.name, forms:
        case ("toLowercase", [source]):
            return build.lower(source)
        case ("toUppercase", [source]):
            return build.upper(source)
        case ("extractMailPrefix" | "withoutDomain", [source]):
            return build.before_at(source) if is_address(source) else None
        case ("join", [first, Text() as separator, second]):
            return build.join(first, separator, second)
        case ("extract", [source, Text("before"), Text("@")]):
            return build.before_at(source) if is_address(source) else None
    return None


def _is_text(form: Form) -> bool:
    return not (isinstance(form, Source) and form.attribute.multivalued)
