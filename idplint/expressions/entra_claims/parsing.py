"""Claims of Entra as syntax trees.

Three forms are read: the shorthand `user.mail`; JSON of a custom claims policy (one configuration, or a whole `samlNameIdClaim`
or `customClaim`); the definition of a claims mapping policy, for its NameID. Besides the transformations (see `transformations`)
these calls and operators stand in the trees:

    ?:(transformed, attribute)                      what the transformations yield, else the attribute of the same configuration
    samlNameIdClaim(format, when …), customClaim(when …)
    when(user type, groups, source)                 one configuration with its condition; both None where it has none
    mappedNameId(source)                            the NameID of a claims mapping policy
"""

from __future__ import annotations

import re

from idplint.expressions.entra_claims.json_tree import BrokenJsonError, Json, Members, member, read_json, text_of
from idplint.expressions.entra_claims.mapping_policy import mapped_name_id
from idplint.expressions.entra_claims.sources import normal_id, normal_source
from idplint.expressions.entra_claims.transformations import (
    DROPS_DOMAIN,
    MAY_DROP_DOMAIN,
    attribute_node,
    transformation_node,
)
from idplint.expressions.syntax import MAX_LENGTH, Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

_SHORTHAND = re.compile(r"\s*(?P<source>[A-Za-z]+)\s*\.\s*(?P<name>[A-Za-z0-9_\-]+)\s*")
_MOST_TRANSFORMATIONS = 2
_MOST_CONFIGURATIONS = 500


def parse(text: str) -> Node:
    """Read a claim; what cannot be read is `Unsupported`. Never raises."""
    if len(text) > MAX_LENGTH:
        return Unsupported(f"the claim is longer than {MAX_LENGTH} characters", (0, len(text)))
    shorthand = _SHORTHAND.fullmatch(text)
    if shorthand:
        source = normal_source(shorthand["source"])
        if not source:
            return Unsupported(f"{shorthand['source']!r} is no source of claims", shorthand.span("source"))
        return Attribute((source, normal_id(shorthand["name"])), (shorthand.start("source"), shorthand.end("name")))
    try:
        written = read_json(text)
    except BrokenJsonError as broken:
        return Unsupported(broken.reason, broken.span)
    if not isinstance(written.value, dict):
        return Unsupported("a claim is `user.<id>` or a JSON object", written.span)
    return _object(written.value, written)


def _object(members: Members, written: Json) -> Node:
    if "claimsmappingpolicy" in members:
        return mapped_name_id(members["claimsmappingpolicy"])
    if "claimsschema" in members:
        return mapped_name_id(written)
    if "configurations" in members:
        return _claim(members, written)
    if "attribute" in members or "transformations" in members:
        if member(members, "condition"):
            return Call("customClaim", (_configuration(written, MAY_DROP_DOMAIN),), written.span)
        return _source(members, written, MAY_DROP_DOMAIN)
    return Unsupported("the JSON is no configuration, no claim and no claims mapping policy", written.span)


def _claim(members: Members, written: Json) -> Node:
    kind = (text_of(members, "@odata.type") or "").rpartition(".")[2].lower()
    is_name_id = kind == "samlnameidclaim" or (not kind and "nameidformat" in members)
    configurations = member(members, "configurations")
    if configurations is None or not isinstance(configurations.value, tuple):
        return Unsupported("the claim's configurations were not read", written.span)
    if len(configurations.value) > _MOST_CONFIGURATIONS:
        return Unsupported(f"the claim has more than {_MOST_CONFIGURATIONS} configurations", configurations.span)
    if not is_name_id and kind != "customclaim":
        return Unsupported("the claim's @odata.type does not tell whether it is the NameID", written.span)
    branches = tuple(_configuration(each, DROPS_DOMAIN if is_name_id else None) for each in configurations.value)
    if not is_name_id:
        return Call("customClaim", branches, written.span)
    return Call("samlNameIdClaim", (_format(members), *branches), written.span)


def _format(members: Members) -> Node | None:
    found = member(members, "nameIdFormat")
    if found is None:
        return None
    if isinstance(found.value, str):
        return Literal(found.value, found.span)
    return Unsupported("nameIdFormat is no text", found.span)


def _configuration(written: Json, domain: str | None) -> Node:
    if not isinstance(written.value, dict):
        return Unsupported("a configuration object was expected", written.span)
    members = written.value
    source = _source(members, written, domain)
    condition = member(members, "condition")
    if condition is None:
        return Call("when", (None, None, source), written.span)
    if not isinstance(condition.value, dict):
        return Unsupported("a condition object was expected", condition.span)
    user_type = member(condition.value, "userType")
    kind: Node = Literal("any", condition.span)
    if user_type:
        kind = (
            Literal(user_type.value.strip(), user_type.span)
            if isinstance(user_type.value, str)
            else Unsupported("userType is no text", user_type.span)
        )
    return Call("when", (kind, _groups(condition), source), written.span)


def _groups(condition: Json) -> Node:
    listed = member(condition.value, "memberOf") if isinstance(condition.value, dict) else None
    if listed is None:
        return Sequence((), condition.span)
    items = listed.value if isinstance(listed.value, tuple) else None
    if items is None or not all(isinstance(each.value, str) for each in items):
        return Unsupported("memberOf is no list of group ids", listed.span)
    return Sequence(tuple(Literal(str(each.value).strip().lower(), each.span) for each in items), listed.span)


def _source(members: Members, written: Json, domain: str | None) -> Node:
    """What one configuration yields: its transformations, or else its attribute."""
    attribute = member(members, "attribute")
    listed = member(members, "transformations")
    if listed and not isinstance(listed.value, tuple):
        return Unsupported("a list of transformations was expected", listed.span)
    transformations = listed.value if listed and isinstance(listed.value, tuple) else ()
    fallback = attribute_node(attribute) if attribute else None
    if not transformations:
        return fallback or Unsupported("the configuration has neither an attribute nor a transformation", written.span)
    if listed and len(transformations) > _MOST_TRANSFORMATIONS:
        return Unsupported("more than two transformations in a row are not documented", listed.span)
    node: Node | None = None
    for each in transformations:
        node = transformation_node(each, node, domain)
    if node is None:
        return Unsupported("the configuration has no transformation", written.span)
    return Operation("?:", (node, fallback), written.span) if fallback else node
