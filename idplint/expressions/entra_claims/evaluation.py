"""What a claim carries for a user: conditions, fallbacks and the NameID's own rules, over the transformations on texts.

Source: Microsoft, "Customize SAML token claims" (NameID format, claim transformations, claims conditions), "Claims customization
using a policy" (claims transformation, restrictions), Graph beta "customClaimConfiguration resource type".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.expressions.entra_claims.calls import Passed, Transformer
from idplint.expressions.entra_claims.mapping_policy import BEYOND_LIMITS
from idplint.expressions.entra_claims.sources import user_class, user_groups
from idplint.expressions.outcomes import Failed, Outcome, Undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Sequence

if TYPE_CHECKING:
    from idplint.expressions.users import UserAttributes

_PAIRWISE = (
    "Entra then silently sends a persistent pairwise identifier in the NameID, a value that only Entra can compute"
)
_CLASSES_OF = {
    "any": frozenset({"members", "aadGuests", "externalGuests"}),
    "members": frozenset({"members"}),
    "allguests": frozenset({"aadGuests", "externalGuests"}),
    "aadguests": frozenset({"aadGuests"}),
    "externalguests": frozenset({"externalGuests"}),
}
_FORMATS = frozenset({"default", "unspecified", "emailaddress", "windowsdomainqualifiedname", "persistent"})


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """What a parsed claim carries for a user: text, a list of texts, or None where nothing is emitted. Never raises.

    Args:
        node: From `parse`.
        user: Named as claims name them (`user.mail`, or `mail`); what conditions ask for stands in `user.class` (`members`,
            `aadGuests`, `externalGuests`) and `user.groups` (ids).
    """
    try:
        return _Claim(user).outcome(node)
    except RecursionError:
        return Undecided("the claim nests too deep")


class _Branch(msgspec.Struct, frozen=True):
    """One configuration: whether it concerns the user (None where that is not known), and what it yields."""

    concerns: bool | None
    outcome: Outcome
    transformed: bool
    unconditional: bool
    reason: str = ""


class _Claim:
    def __init__(self, user: UserAttributes) -> None:
        self._user = user
        self._transformer = Transformer(user)

    def outcome(self, node: Node) -> Outcome:
        if isinstance(node, Call) and node.name == "samlNameIdClaim":
            return self._name_id(node)
        if isinstance(node, Call) and node.name == "customClaim":
            return _chosen(self._branches(node.arguments, strict=False))
        if isinstance(node, Call) and node.name == "mappedNameId" and node.arguments[0]:
            return self._mapped(node.arguments[0])
        return self._plain(node)

    def _plain(self, node: Node) -> Outcome:
        found = self._transformer.value(node)
        return found.value if isinstance(found, Passed) else found

    def _mapped(self, source: Node) -> Outcome:
        if isinstance(source, Literal):
            source = Call(BEYOND_LIMITS, (source,), source.span)
        return _as_name_id(self._plain(source))

    def _name_id(self, node: Call) -> Outcome:
        written = node.arguments[0]
        if written is not None and not (isinstance(written, Literal) and str(written.value).lower() in _FORMATS):
            return Undecided("the nameIdFormat is not one that is documented")
        branches = self._branches(node.arguments[1:], strict=True)
        found = _chosen(branches)
        if written is not None and isinstance(written, Literal) and str(written.value).lower() == "persistent":
            if isinstance(found, Undecided | Failed):
                return found
            return Undecided(
                "whether Entra sends this source or the pairwise identifier in the persistent format is not documented"
            )
        if found is None and not any(each.concerns for each in branches):
            return Undecided(
                "no configuration of the NameID concerns this user, and what Entra then sends is not documented"
            )
        return _as_name_id(found)

    # --- conditions --------------------------------------------------------------------------------------------------

    def _branches(self, configurations: tuple[Node | None, ...], *, strict: bool) -> list[_Branch]:
        return [self._branch(each, strict=strict) for each in configurations if each is not None]

    def _branch(self, node: Node, *, strict: bool) -> _Branch:
        if not (isinstance(node, Call) and node.name == "when" and node.arguments[2]):
            reason = getattr(node, "reason", "a configuration cannot be read")
            return _Branch(None, Undecided(reason), transformed=True, unconditional=False, reason=reason)
        kind, groups, source = node.arguments
        concerns, reason = (True, "") if kind is None else self._holds(kind, groups)
        outcome: Outcome = None
        if concerns is not False and source:
            outcome = self._strict(source) if strict else self._plain(source)
        return _Branch(concerns, outcome, not isinstance(source, Attribute | Literal), kind is None, reason)

    def _strict(self, source: Node) -> Outcome:
        found = self._transformer.value(source)
        if not isinstance(found, Passed):
            return found
        default = self._transformer.value(Attribute(("user", "userprincipalname"), source.span))
        if found.value == default:
            return found.value
        return Undecided(
            "the regular expression does not match, so the transformation is skipped; whether the NameID then carries the input "
            "or the default is not documented"
        )

    def _holds(self, kind: Node, groups: Node | None) -> tuple[bool | None, str]:
        """Whether a condition holds for the user; None with the reason where that is not known."""
        if not isinstance(kind, Literal) or not isinstance(groups, Sequence):
            return None, getattr(kind, "reason", "") or getattr(groups, "reason", "") or "the condition cannot be read"
        classes = _CLASSES_OF.get(str(kind.value).lower())
        if classes is None:
            return None, f"the condition's userType {kind.value!r} is not one that is documented"
        known, member_of = user_class(self._user), user_groups(self._user)
        if known is not None and known not in classes:
            return False, ""
        wanted = {str(each.value) for each in groups.items if isinstance(each, Literal)}
        if wanted and member_of is not None and not wanted & member_of:
            return False, ""
        if known is None and classes != _CLASSES_OF["any"]:
            return None, "user.class was not given, and a condition asks for the user type"
        if wanted and member_of is None:
            return None, "user.groups was not given, and a condition asks for groups"
        if wanted and member_of is not None and not wanted <= member_of:
            return None, "whether one of the condition's groups is enough is not documented"
        return True, ""


def _chosen(branches: list[_Branch]) -> Outcome:
    """What the configurations come to: those with an attribute first, then those with transformations, the last one wins."""
    ordered = [each for each in branches if not each.transformed] + [each for each in branches if each.transformed]
    # The page orders "conditions". Whether the configuration without one takes its turn among them, or is the ground that
    # they are laid on, it does not say.
    grounded = [each for each in ordered if each.unconditional] + [each for each in ordered if not each.unconditional]
    first, second = _last_that_holds(ordered), _last_that_holds(grounded)
    if first == second or isinstance(first, Undecided):
        return first
    return Undecided(
        "whether the configuration without a condition overrides those with one is not documented in this order"
    )


def _last_that_holds(branches: list[_Branch]) -> Outcome:
    """What the last configuration yields that concerns the user and yields something; Undecided where that is open."""
    possible: list[Outcome] = [None]
    reason = ""
    for branch in branches:
        if branch.concerns is False or branch.outcome is None or branch.outcome in ("", []):
            continue
        if branch.concerns:
            possible = [branch.outcome]
        else:
            possible.append(branch.outcome)
            reason = reason or branch.reason
    undecided = next((each for each in possible if isinstance(each, Undecided)), None)
    if undecided:
        return undecided
    if all(each == possible[0] for each in possible):
        return possible[0]
    return Undecided(reason)


def _as_name_id(found: Outcome) -> Outcome:
    if found is None or found in ("", []):
        return Undecided(f"the NameID has no value for this user: {_PAIRWISE}")
    if isinstance(found, list):
        if len(found) > 1:
            return Undecided("the NameID has several values, and which one Entra sends is not documented")
        return found[0]
    return found
