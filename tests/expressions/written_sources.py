"""Sources as comparison tests write them, and what comparing two of them comes to.

A source is written with a letter for its dialect:

    e  Entra claims       p  Entra provisioning   k  a constant
    t  Okta template      c  Okta classic         i  Okta Identity Engine     o  a claim of an ID token
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from idplint.directory.attributes import attribute_named
from idplint.directory.samples import UserClass
from idplint.directory.supplied import supplied_users
from idplint.expressions.comparison import Agreement, Reach, compare
from idplint.expressions.known_directory import Equivalences, KnownDirectory
from idplint.model.application import CaseRule, Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.model.supplied_sample import SuppliedSample

DIALECTS = {
    "e": Dialect.ENTRA_CLAIMS,
    "p": Dialect.ENTRA_PROVISIONING,
    "t": Dialect.OKTA_TEMPLATE,
    "c": Dialect.OKTA_CLASSIC,
    "i": Dialect.OKTA_IDENTITY_ENGINE,
    "o": Dialect.OIDC_CLAIM,
    "k": Dialect.CONSTANT,
}
EVERYONE, SOME, CLASS, EDGE = Reach
MEMBERS, ENTRA_GUESTS, EXTERNAL_GUESTS = UserClass
ADA_ID = "3f0e7a52-0000-4000-8000-00000000ada0"


# --- claims as Entra writes them ---------------------------------------------------------------------------------------


def attribute(written: str) -> dict[str, Any]:
    """`mail`, or a constant in quotes."""
    if written.startswith("'"):
        return {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": written.strip("'")}
    return {"@odata.type": "#microsoft.graph.sourcedAttribute", "id": written, "source": "user"}


def step(kind: str, source: str = "", **rest: Any) -> dict[str, Any]:
    """One transformation; without a source it takes what the one before it yields."""
    found: dict[str, Any] = {"@odata.type": f"#microsoft.graph.{kind}Transformation", **rest}
    return {**found, "input": {"attribute": attribute(source)}} if source else found


def join(source: str, separator: str, second: str) -> dict[str, Any]:
    return step("join", source, separator=separator, input2={"attribute": attribute(second)})


def output(written: str) -> dict[str, Any]:
    return {"attribute": attribute(written)}


def branch(source: str | None, *steps: dict[str, Any], users: str = "", groups: tuple[str, ...] = ()) -> dict[str, Any]:
    condition = {"userType": users or "any", "memberOf": list(groups)} if users or groups else None
    return {
        "condition": condition,
        "attribute": None if source is None else attribute(source),
        "transformations": list(steps),
    }


def bare(*arguments: Any, **condition: Any) -> str:
    """One configuration of which nothing says whether it makes a NameID."""
    return f"e {json.dumps(branch(*arguments, **condition))}"


def name_id(*branches: dict[str, Any], form: str = "emailAddress") -> str:
    kind = "#microsoft.graph.samlNameIdClaim"
    return f"e {json.dumps({'@odata.type': kind, 'nameIdFormat': form, 'configurations': branches})}"


def claim(*branches: dict[str, Any]) -> str:
    return f"e {json.dumps({'@odata.type': '#microsoft.graph.customClaim', 'name': 'key', 'configurations': branches})}"


def mapped(source: str, *transformation: Any) -> str:
    """The NameID of a claims mapping policy: an attribute, or a method with its parameters applied to one."""
    uri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
    if not transformation:
        schema: list[dict[str, Any]] = [{"Source": "user", "ID": source, "SamlClaimType": uri}]
        return f"e {json.dumps({'ClaimsMappingPolicy': {'Version': 1, 'ClaimsSchema': schema}})}"
    method, claim_type, parameters = transformation
    schema = [
        {"Source": "user", "ID": source},
        {"Source": "transformation", "ID": "out", "TransformationId": "only", "SamlClaimType": uri},
    ]
    only = {
        "ID": "only",
        "TransformationMethod": method,
        "InputClaims": [{"ClaimTypeReferenceId": source, "TransformationClaimType": claim_type}],
        "InputParameters": [{"ID": name, "Value": value} for name, value in parameters.items()],
        "OutputClaims": [{"ClaimTypeReferenceId": "out", "TransformationClaimType": "outputClaim"}],
    }
    policy = {"Version": 1, "ClaimsSchema": schema, "ClaimsTransformation": [only]}
    return f"e {json.dumps({'ClaimsMappingPolicy': policy})}"


# --- comparing ---------------------------------------------------------------------------------------------------------


class Facts(NamedTuple):
    """What `directory` of an idplint.yaml says, as it is written there."""

    equivalent: tuple[tuple[str, ...], ...] = ()
    never_null: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    samples: tuple[SuppliedSample, ...] = ()


class Shown(NamedTuple):
    """A difference: whom it reaches, on whom it is shown, and both values."""

    reach: Reach
    who: str
    login: str
    scim: str


def source(written: str) -> SourceExpression:
    letter, _, text = written.partition(" ")
    return SourceExpression(text, DIALECTS[letter])


def directory(idp: IdpKind, facts: Facts) -> KnownDirectory:
    never_null = [found.name for text in facts.never_null if (found := attribute_named(idp, text))]
    return KnownDirectory(
        idp=idp,
        equivalences=Equivalences.declared(idp, facts.equivalent),
        never_null=frozenset(never_null),
        domains=facts.domains,
        samples=supplied_users(idp, facts.samples),
    )


def compared(
    login: str,
    scim: str,
    facts: Facts | None = None,
    users: UserClass = MEMBERS,
    case: CaseRule = "unknown",
    username: str = "",
) -> Agreement:
    idp = IdpKind.ENTRA if (login + scim)[0] in "ep" or scim[0] in "ep" else IdpKind.OKTA
    known = directory(idp, facts or Facts())
    return compare(source(login), source(scim), known, users, case, source(username) if username else None)


def assert_shown(agreement: Agreement, expected: Shown) -> None:
    assert agreement.witness is not None, agreement
    witness = agreement.witness
    assert agreement.verdict == "different"
    assert Shown(agreement.reach or EDGE, witness.user.name, witness.login_value, witness.scim_value) == expected


def named(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Rows under ids that a reader of a failure can find."""
    return [pytest.param(*row, id=f"{number}: {row[0][:50]} | {row[1][:50]}") for number, row in enumerate(rows)]


PREFIX = branch(None, step("extractMailPrefix", "mail"))
"""The part of the e-mail address before its `@`, as a claim writes it."""
