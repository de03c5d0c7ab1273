"""Short forms of the JSON that Graph writes for claims, for the tests beside this one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from idplint.expressions import entra_claims
from idplint.expressions.users import UserAttributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.expressions.outcomes import Outcome

NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"


def evaluated(claim: object, user: Mapping[str, object]) -> Outcome:
    """What a claim, as text or as JSON, carries for a user."""
    text = claim if isinstance(claim, str) else json.dumps(claim)
    return entra_claims.evaluate(entra_claims.parse(text), UserAttributes(user))


def attribute(name: str, *, extension: bool = False) -> dict[str, Any]:
    """A source of the user."""
    kind = "#microsoft.graph.sourcedAttribute"
    return {"@odata.type": kind, "id": name, "source": "user", "isExtensionAttribute": extension}


def constant(value: str) -> dict[str, Any]:
    """A constant."""
    return {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": value}


def taken(of: dict[str, Any], *, every: bool = False) -> dict[str, Any]:
    """An input or an output of a transformation."""
    return {"attribute": of, "treatAsMultiValue": every}


def transformation(
    kind: str, of: str | dict[str, Any] | None = None, *, every: bool = False, **fields: Any
) -> dict[str, Any]:
    """One transformation."""
    written: dict[str, Any] = {"@odata.type": f"#microsoft.graph.{kind}Transformation"}
    if of is not None:
        written["input"] = taken(attribute(of) if isinstance(of, str) else of, every=every)
    return {**written, **fields}


def configuration(
    *transformations: dict[str, Any],
    source: dict[str, Any] | None = None,
    users: str | None = None,
    groups: tuple[str, ...] = (),
) -> dict[str, Any]:
    """One configuration, with a condition where users or groups are given."""
    written: dict[str, Any] = {"attribute": source, "transformations": list(transformations)}
    if users or groups:
        kind = "#microsoft.graph.customClaimCondition"
        written["condition"] = {"@odata.type": kind, "userType": users or "any", "memberOf": list(groups)}
    return written


def name_id(*configurations: dict[str, Any], name_id_format: str | None = "unspecified") -> dict[str, Any]:
    """A whole samlNameIdClaim."""
    return {
        "@odata.type": "#microsoft.graph.samlNameIdClaim",
        "nameIdFormat": name_id_format,
        "serviceProviderNameQualifier": None,
        "configurations": list(configurations),
    }


def mapping_policy(
    method: str, claims: dict[str, str], parameters: dict[str, str], *, plural: bool = False
) -> dict[str, Any]:
    """A claims mapping policy whose NameID comes from one transformation of user attributes."""
    schema = [{"Source": "user", "ID": name} for name in claims.values()]
    schema.append({"Source": "transformation", "ID": "nid", "TransformationID": "make", "SamlClaimType": NAME_ID})
    made = {
        "ID": "make",
        "TransformationMethod": method,
        "InputClaims": [
            {"ClaimTypeReferenceId": name, "TransformationClaimType": role} for role, name in claims.items()
        ],
        "InputParameters": [{"ID": role, "Value": value} for role, value in parameters.items()],
        "OutputClaims": [{"ClaimTypeReferenceId": "nid", "TransformationClaimType": "outputClaim"}],
    }
    key = "ClaimsTransformations" if plural else "ClaimsTransformation"
    return {"ClaimsMappingPolicy": {"Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": schema, key: [made]}}


def test_samples_are_written_as_graph_writes_them() -> None:
    claim = name_id(configuration(transformation("toLowercase", "mail"), users="allGuests"))
    assert claim["configurations"][0]["condition"]["userType"] == "allGuests"
    assert (
        claim["configurations"][0]["transformations"][0]["@odata.type"] == "#microsoft.graph.toLowercaseTransformation"
    )
    assert evaluated(claim, {"user.mail": "Joe@Contoso.com", "user.class": "aadGuests"}) == "joe@contoso.com"
