"""The NameID of a claims mapping policy.

Source: Microsoft, "Claims customization using a policy": properties of the policy, claims transformation, exceptions and
restrictions for the SAML NameID. Keys are spelled in many ways in published policies, so their case does not matter, and the list
of transformations may be called `ClaimsTransformation` or `ClaimsTransformations`.
"""

from __future__ import annotations

import msgspec

from idplint.expressions.entra_claims.json_tree import Json, Members, member, text_of
from idplint.expressions.entra_claims.transformations import ALL_VALUES, MAY_DROP_DOMAIN, source_node
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Unsupported

NAME_ID_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"

BEYOND_LIMITS = "beyondNameIdLimits"
"""Wraps a source or a method that the documentation does not list for the NameID of a claims mapping policy."""
VERIFIED_DOMAIN = "verifiedDomain"
"""Wraps the second text of a Join, which must be a verified domain of the tenant."""

_NAME_ID_SOURCES = frozenset(
    {
        "mail",
        "userprincipalname",
        "onpremisessamaccountname",
        "employeeid",
        "telephonenumber",
        *(f"extensionattribute{number}" for number in range(1, 16)),
    }
)
_LONGEST_CHAIN = 10


class _Step(msgspec.Struct, frozen=True):
    """Inputs and parameters of one transformation, by lower-cased name and in order."""

    claims: dict[str, Node]
    parameters: dict[str, Literal]


def mapped_name_id(policy: Json) -> Node:
    """The NameID that the object under `ClaimsMappingPolicy` maps."""
    if not isinstance(policy.value, dict):
        return Unsupported("a claims mapping policy object was expected", policy.span)
    members = policy.value
    schema = member(members, "claimsSchema")
    if schema and not isinstance(schema.value, tuple):
        return Unsupported("ClaimsSchema is no list", schema.span)
    entries = list(schema.value) if schema and isinstance(schema.value, tuple) else []
    mapped = [each for each in entries if _is_name_id(each)]
    if len(mapped) > 1:
        return Unsupported(
            "the policy maps the NameID more than once, and which entry wins is not documented", mapped[1].span
        )
    if not mapped:
        return _default(members, policy)
    node = _Policy(members, entries).entry(mapped[0], ())
    return Call("mappedNameId", (node,), mapped[0].span)


def _is_name_id(entry: Json) -> bool:
    claim = text_of(entry.value, "samlClaimType") if isinstance(entry.value, dict) else None
    return claim is not None and claim.strip().lower() == NAME_ID_CLAIM


def _default(members: Members, policy: Json) -> Node:
    basic = member(members, "includeBasicClaimSet")
    if basic is None or str(basic.value).strip().lower() != "true":
        return Unsupported(
            "the policy maps no NameID and leaves out the basic claim set; what Entra then sends is not documented",
            policy.span,
        )
    return Call("mappedNameId", (Attribute(("user", "userprincipalname"), basic.span),), policy.span)


class _Policy:
    def __init__(self, members: Members, entries: list[Json]) -> None:
        listed = member(members, "claimsTransformation") or member(members, "claimsTransformations")
        both = member(members, "claimsTransformation") and member(members, "claimsTransformations")
        self._transformations = list(listed.value) if listed and isinstance(listed.value, tuple) and not both else []
        self._entries = entries

    def entry(self, entry: Json, passed: tuple[str, ...]) -> Node:
        """What a ClaimsSchema entry yields; `passed` are the ids on the way to it."""
        members = entry.value
        if not isinstance(members, dict):
            return Unsupported("a ClaimsSchema entry is no object", entry.span)
        source = (text_of(members, "source") or "").strip().lower()
        if source == "transformation":
            return self._transformed(members, entry, passed)
        constant, extension, name = member(members, "value"), member(members, "extensionId"), member(members, "id")
        if extension and isinstance(extension.value, str):
            return _limited(source_node(extension, source or "user", extension=True), entry)
        if source and name and isinstance(name.value, str):
            return _limited(source_node(name, source), entry)
        if constant and isinstance(constant.value, str):
            return _limited(Literal(constant.value, constant.span), entry)
        return Unsupported("the ClaimsSchema entry names no source", entry.span)

    def _transformed(self, members: Members, entry: Json, passed: tuple[str, ...]) -> Node:
        own = text_of(members, "id") or ""
        wanted = text_of(members, "transformationId") or ""
        if wanted.lower() in passed or len(passed) >= _LONGEST_CHAIN:
            return Unsupported("the transformations lead in a circle, or through too many steps", entry.span)
        found = [each for each in self._transformations if _named(each, wanted)]
        if not wanted or len(found) != 1 or not isinstance(found[0].value, dict):
            return Unsupported(f"the policy does not have exactly one transformation {wanted!r}", entry.span)
        outputs = _listed(found[0].value, "outputClaims")
        if not any((text_of(each, "claimTypeReferenceId") or "").lower() == own.lower() for each in outputs if own):
            return Unsupported(f"the transformation {wanted!r} does not put out {own!r}", found[0].span)
        return self._call(found[0].value, found[0], (*passed, wanted.lower()))

    def _call(self, members: Members, written: Json, passed: tuple[str, ...]) -> Node:
        method = (text_of(members, "transformationMethod") or "").strip().removesuffix("()").lower()
        step = self._step(members, written, passed)
        if isinstance(step, Unsupported):
            return step
        if method == "join":
            return _join(step, written)
        if method == "createstringclaim":
            value = step.parameters.get("value")
            constant: Node = value or Unsupported("CreateStringClaim has no parameter `value`", written.span)
            return Call(BEYOND_LIMITS, (constant,), written.span)
        if method == "regexreplace":
            return _regex(step, written)
        names = {"extractmailprefix": "extractMailPrefix", "tolowercase": "toLowercase", "touppercase": "toUppercase"}
        inputs = tuple(step.claims.values())
        if method not in names or len(inputs) != 1:
            return Unsupported(
                "the TransformationMethod, or what it is given, is not one that is documented", written.span
            )
        call = Call(names[method], inputs, written.span)
        return call if method == "extractmailprefix" else Call(BEYOND_LIMITS, (call,), written.span)

    def _step(self, members: Members, written: Json, passed: tuple[str, ...]) -> _Step | Unsupported:
        claims: dict[str, Node] = {}
        for each in _listed(members, "inputClaims"):
            reference = (text_of(each, "claimTypeReferenceId") or "").lower()
            found = [entry for entry in self._entries if _named(entry, reference) or _extends(entry, reference)]
            name = (text_of(each, "transformationClaimType") or "").lower()
            if not reference or len(found) != 1 or not name or name in claims:
                return Unsupported("an input claim does not lead to exactly one ClaimsSchema entry", written.span)
            node = self.entry(found[0], passed)
            flag = member(each, "treatAsMultiValue")
            every = flag is not None and str(flag.value).lower() == "true"
            claims[name] = Call(ALL_VALUES, (node,), node.span) if every else node
        parameters: dict[str, Literal] = {}
        for each in _listed(members, "inputParameters"):
            name, value = (text_of(each, "id") or "").lower(), member(each, "value")
            if not name or name in parameters or name in claims or not value or not isinstance(value.value, str):
                return Unsupported("an input parameter has no ID of its own or no text", written.span)
            parameters[name] = Literal(value.value, value.span)
        return _Step(claims, parameters)


def _named(entry: Json, name: str) -> bool:
    return isinstance(entry.value, dict) and bool(name) and (text_of(entry.value, "id") or "").lower() == name.lower()


def _extends(entry: Json, name: str) -> bool:
    found = text_of(entry.value, "extensionId") if isinstance(entry.value, dict) else None
    return found is not None and found.lower() == name


def _listed(members: Members, key: str) -> list[Members]:
    found = member(members, key)
    items = found.value if found and isinstance(found.value, tuple) else ()
    return [each.value for each in items if isinstance(each.value, dict)]


def _limited(node: Node, entry: Json) -> Node:
    """The node, marked where its source is not one of those listed for the NameID."""
    if isinstance(node, Unsupported) or (isinstance(node, Attribute) and _may_feed_name_id(node)):
        return node
    return node if isinstance(node, Literal) else Call(BEYOND_LIMITS, (node,), entry.span)


def _may_feed_name_id(node: Attribute) -> bool:
    return node.path[0] == "user" and (node.path[1] in _NAME_ID_SOURCES or node.path[1].startswith("extension_"))


def _join(step: _Step, written: Json) -> Node:
    parts: list[Node] = []
    for name in ("string1", "separator", "string2"):
        part = step.claims.get(name) or step.parameters.get(name)
        if part is None:
            return Unsupported(f"the Join is not given {name}", written.span)
        parts.append(part)
    first, separator, second = parts
    # The reference page joins whole texts, the page on the portal drops the domain of a NameID's first input.
    return Call(
        "join",
        (Call(MAY_DROP_DOMAIN, (first,), first.span), separator, Call(VERIFIED_DOMAIN, (second,), second.span)),
        written.span,
    )


def _regex(step: _Step, written: Json) -> Node:
    pattern, replacement = step.parameters.get("regex"), step.parameters.get("replacement")
    source = step.claims.get("sourceclaim")
    if not (pattern and replacement and source):
        return Unsupported("the RegexReplace is not given sourceClaim, regex and replacement", written.span)
    named = tuple(
        Call("named", (Literal(name, node.span), node), node.span)
        for name, node in step.claims.items()
        if name != "sourceclaim"
    )
    return Call(
        BEYOND_LIMITS, (Call("regexReplace", (source, pattern, replacement, *named), written.span),), written.span
    )
