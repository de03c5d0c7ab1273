"""Normal forms of Entra claims.

Source: Microsoft, "Customize SAML token claims", "Claims customization using a policy".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import entra_claim_attribute
from idplint.directory.samples import UserClass
from idplint.expressions.normal_forms.building import has_no_at, is_address
from idplint.expressions.normal_forms.forms import BEFORE_AT, LOWER, UPPER, Applied, Form, Source, Text
from idplint.expressions.normal_forms.vendor_calls import as_written, literal
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

if TYPE_CHECKING:
    from collections.abc import Sequence as Several

    from idplint.expressions.normal_forms.reading import Reader

_PLAIN_FORMATS = frozenset({"default", "unspecified", "emailaddress", "windowsdomainqualifiedname"})
_GUESTS = frozenset({UserClass.ENTRA_GUESTS, UserClass.EXTERNAL_GUESTS})
_CLASSES = {
    "any": _GUESTS | {UserClass.MEMBERS},
    "members": frozenset({UserClass.MEMBERS}),
    "allguests": _GUESTS,
    "aadguests": frozenset({UserClass.ENTRA_GUESTS}),
    "externalguests": frozenset({UserClass.EXTERNAL_GUESTS}),
}
"""The user types of a claim's condition."""
_OUTSIDE_THE_LIMITS = (
    "Microsoft lists this source or method not among those of the NameID in a claims mapping policy; "
    "Entra may send a pairwise identifier instead"
)


def read(node: Node, reader: Reader) -> Form:
    """The normal form of a syntax tree; never raises but for `RecursionError`."""
    return reader.once(node, _read)


def _read(node: Node, reader: Reader) -> Form:
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
            return _with_fallback(node, transformed, read(attribute_node, reader), reader)
        case Call():
            return _call(node, reader)
        case Operation() | Sequence() | Attribute():
            if isinstance(node, Attribute):
                return reader.open(node)
            return as_written(node, reader, read)


def _call(node: Call, reader: Reader) -> Form:
    chosen: Form | None = None
    match node:
        case Call("samlNameIdClaim", (written, *configurations)) if _is_plain_format(written):
            chosen = _chosen(configurations, reader)
        case Call("customClaim", configurations):
            chosen = _chosen(configurations, reader)
        case Call("mappedNameId", (source,)) if source is not None:
            return reader.open(source, _OUTSIDE_THE_LIMITS) if isinstance(source, Literal) else read(source, reader)
        case Call("beyondNameIdLimits"):
            return reader.open(node, _OUTSIDE_THE_LIMITS)
        case Call("verifiedDomain", (Literal(value=str(domain)) as source,)) if "." in domain:
            return read(source, reader)
    known = chosen or _transformation(node, reader)
    return known if known is not None else as_written(node, reader, read)


def _is_plain_format(written: Node | None) -> bool:
    """Whether the NameID's format leaves its source alone; of the persistent one that is not documented."""
    return written is None or (isinstance(written, Literal) and str(written.value).lower() in _PLAIN_FORMATS)


def _chosen(configurations: Several[Node | None], reader: Reader) -> Form | None:
    """What the configurations come to for the builder's class of users; None where that takes more than the user type.

    Those with an attribute come first, then those with transformations; the last one that yields something wins.
    """
    concerned: list[tuple[Node, bool]] = []
    for each in configurations:
        match each:
            case Call("when", (None, None, source)) if source is not None:
                concerned.append((source, True))
            case Call("when", (Literal(value=kind), Sequence(items=groups), source)) if source is not None:
                classes = _CLASSES.get(str(kind).lower())
                if classes is not None and reader.builder.user_class not in classes:
                    continue
                if classes is None or groups:
                    return None
                concerned.append((source, False))
            case _:
                return None
    by_kind = sorted(concerned, key=lambda one: not isinstance(one[0], Attribute | Literal))
    forms = [read(source, reader) for source, _ in by_kind]
    # Whether the configuration without a condition takes its turn, or is what the others are laid on, is not documented.
    if [one for one in by_kind if one[1]] + [one for one in by_kind if not one[1]] != by_kind or not forms:
        return None
    return reader.builder.first(*reversed(forms)) if all(_may_be_empty(each, reader) for each in forms[1:]) else None


def _may_be_empty(form: Form, reader: Reader) -> bool:
    """Whether it is certain that a form yields nothing where its source is empty, so that what stands behind it is sent."""
    if isinstance(form, Applied) and form.function in {LOWER, UPPER, BEFORE_AT}:
        return form.operands[0] is not None and _may_be_empty(form.operands[0], reader)
    return reader.builder.may_be_passed_over(form)


def _with_fallback(node: Operation, transformed: Node, attribute: Form, reader: Reader) -> Form:
    build = reader.builder
    match transformed:
        case Call("ifEmpty", (tested, output)) if tested is not None and output is not None:
            if attribute == read(tested, reader) and isinstance(attribute, Source):
                return build.first(attribute, read(output, reader))
        case Call("ifNotEmpty", (tested, output)) if tested is not None and output is not None:
            chosen = build.if_present(read(tested, reader), read(output, reader), attribute)
            if chosen is not None:
                return chosen
    form = read(transformed, reader)
    return build.first(form, attribute) if _may_be_empty(form, reader) else as_written(node, reader, read)


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
        case ("extractMailPrefix" | "withoutDomain", [source]) | ("extract", [source, Text("before"), Text("@")]) if (
            is_address(source)
        ):
            return build.before_at(source)
        case ("withoutDomain" | "perhapsWithoutDomain", [source]) if has_no_at(source):
            return source
        case ("ifNotEmpty", [Source() as source, output]) if source == output:
            return source
        case ("join", [first, Text() as separator, second]):
            return build.join(first, separator, second)
    return None


def _is_text(form: Form) -> bool:
    return not (isinstance(form, Source) and form.attribute.multivalued)
