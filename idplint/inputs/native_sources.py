"""Sources, claims and mapping lines of a native document, in the model's form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec
from msgspec import UNSET

from idplint.config.statements import Unstated, not_known
from idplint.directory.defaults import is_untouched_default
from idplint.inputs.native_document import (
    AttributeEntry,
    JobSection,
    MappingEntry,
    NameIdEntry,
    ServiceProviderSection,
    SignOnSection,
    StructuredSource,
    UsernameSection,
)
from idplint.model.application import AttributeMapping, Claim, ClaimBranch, Dialect, IdpKind, SourceExpression
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.values import Fact, Origin

Place: TypeAlias = Literal["name_id", "attribute", "mapping", "username"]

_MayBeUnknown: TypeAlias = UsernameSection | NameIdEntry | SignOnSection | JobSection | ServiceProviderSection
_Entry: TypeAlias = UsernameSection | NameIdEntry | AttributeEntry | MappingEntry

USERNAME = "userName"
"""The SCIM attribute that Okta always sends."""

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_STATE_DIALECT = "add `dialect:` with one of " + ", ".join(f"`{dialect.value}`" for dialect in Dialect)


class MisstatedError(Exception):
    """A native document says something that has no meaning although its form is right.

    Attributes:
        origin: Where.
        detail: What, without a full stop.
        help: What to write instead.
    """

    def __init__(self, origin: Origin, detail: str, help: str) -> None:  # noqa: A002 - as in Explanation
        super().__init__(detail)
        self.origin = origin
        self.detail = detail
        self.help = help


def default_dialect(kind: IdpKind, place: Place, text: str) -> Dialect | None:
    """Return the dialect of a source that names none; None where nothing is usual."""
    if kind is IdpKind.ENTRA:
        return Dialect.ENTRA_PROVISIONING if place == "mapping" else Dialect.ENTRA_CLAIMS
    if kind is IdpKind.OKTA:
        # An application username without holes is an expression: a template would be the same text for everybody.
        template = place == "name_id" or (place == "username" and "${" in text)
        return Dialect.OKTA_TEMPLATE if template else Dialect.OKTA_CLASSIC
    return None


def example_source(kind: IdpKind, place: Place) -> str:
    """Return a source as one would paste it into a line."""
    if kind is IdpKind.ENTRA:
        return '"[userPrincipalName]"' if place == "mapping" else "user.userprincipalname"
    if kind is IdpKind.OKTA:
        return '"${user.userName}"' if place == "name_id" else "user.email"
    return "user.email, dialect: okta-classic"


def lone_unknown(section: _MayBeUnknown, at: Origin, beside: str = "") -> Unstated | None:
    """Return the section's statement that it is unknown, or None where it says something.

    Args:
        section: A section with `unknown` and `remedy` keys.
        at: Where it stands.
        beside: A key that may stand beside `unknown`.

    Raises:
        MisstatedError: It says something and calls itself unknown, or has a remedy without being unknown.
    """
    if section.unknown is UNSET:
        if section.remedy is not UNSET:
            raise MisstatedError(
                at.at("remedy"), "`remedy` stands without `unknown`", "say why it is unknown, or remove it"
            )
        return None
    others = [
        name
        for name in section.__struct_fields__
        if name not in ("unknown", "remedy", beside) and getattr(section, name) is not UNSET
    ]
    if others:
        raise MisstatedError(
            at.at("unknown"), f"`unknown` stands beside `{others[0]}`", "keep either `unknown` or what is known"
        )
    return Unstated(section.unknown, section.remedy)


def source_fact(entry: _Entry, at: Origin, kind: IdpKind, place: Place, fact: str) -> Fact[SourceExpression]:
    """Return the source that an entry names.

    Args:
        entry: An entry with `source`, `dialect`, `basis` and `note`.
        at: Where it stands.
        kind: The identity provider, for the usual dialect.
        place: What kind of entry it is.
        fact: What is missing where the source is stated as unknown.

    Raises:
        MisstatedError: There is no source, or its dialect cannot be told or does not fit.
    """
    source, place_at = entry.source, at.at("source")
    if source is UNSET:
        raise MisstatedError(at, "`source` is missing", f"add `source: {example_source(kind, place)}`")
    if isinstance(source, StructuredSource) and source.unknown is not UNSET:
        if len(_given(source)) > (1 if source.remedy is UNSET else 2):
            raise MisstatedError(place_at, "`unknown` stands beside a source", "keep either of them")
        line = f"source: {example_source(kind, place)}"
        return not_known(Unstated(source.unknown, source.remedy), fact, place_at, line)
    basis = Basis.READ if entry.basis is UNSET else entry.basis
    note = "" if entry.note is UNSET else entry.note
    dialect = None if entry.dialect is UNSET else entry.dialect
    if isinstance(source, str):
        return Sourced(_text_source(source, dialect, at, kind, place), place_at, basis, note)
    expression = _structured_source(source, dialect, place_at)
    stands_at = place_at.at("constant") if source.constant is not UNSET else place_at
    return Sourced(expression, stands_at, basis, note)


def _text_source(text: str, dialect: Dialect | None, at: Origin, kind: IdpKind, place: Place) -> SourceExpression:
    dialect = dialect or default_dialect(kind, place, text)
    if dialect is None:
        detail = "`dialect` is missing, and the identity provider does not tell it"
        raise MisstatedError(at, detail, _STATE_DIALECT)
    if dialect is Dialect.ENTRA_PROVISIONING and _ATTRIBUTE_NAME.fullmatch(text):
        text = f"[{text}]"
    return SourceExpression(text, dialect)


def _structured_source(source: StructuredSource, dialect: Dialect | None, at: Origin) -> SourceExpression:
    given = _given(source)
    if source.remedy is not UNSET:
        raise MisstatedError(
            at.at("remedy"), "`remedy` stands without `unknown`", "say why it is unknown, or remove it"
        )
    if source.constant is not UNSET:
        if len(given) > 1:
            raise MisstatedError(at, "`constant` stands beside another source", "keep either of them")
        if dialect not in (None, Dialect.CONSTANT):
            raise MisstatedError(at, f"a constant has no dialect {dialect.value}", "remove `dialect`")
        return SourceExpression(source.constant, Dialect.CONSTANT)
    if source.attribute is UNSET and source.transformations is UNSET:
        help_ = "write text, {constant: text}, {unknown: reason} or a claim's `attribute` and `transformations`"
        raise MisstatedError(at, "`source` says nothing", help_)
    if dialect not in (None, Dialect.ENTRA_CLAIMS):
        raise MisstatedError(at, f"a claim's configuration is not written in {dialect.value}", "remove `dialect`")
    return SourceExpression(msgspec.json.encode(source).decode(), Dialect.ENTRA_CLAIMS)


def _given(source: StructuredSource) -> list[str]:
    return [name for name in source.__struct_fields__ if getattr(source, name) is not UNSET]


def name_id_claim(entries: Sequence[NameIdEntry], at: Origin, kind: IdpKind, *, listed: bool) -> Claim:
    """Return the NameID.

    Args:
        entries: One for each class of users.
        at: Where the entry, or the list of them, stands.
        kind: The identity provider.
        listed: Whether they stand in a list.

    Raises:
        MisstatedError: Two entries for the same users or with different formats, or a source without meaning.
    """
    branches: dict[str | None, ClaimBranch] = {}
    name_id_format: Sourced[str] | None = None
    for index, entry in enumerate(entries):
        place = at.at(index) if listed else at
        users = None if entry.users is UNSET else entry.users
        if users in branches:
            whom = f"for {users}" if users else "for everyone else"
            raise MisstatedError(place, f"a second entry {whom}", "keep one entry for each class of users")
        stated = lone_unknown(entry, place, "users")
        source = (
            not_known(stated, "NameID", place, f"source: {example_source(kind, 'name_id')}")
            if stated
            else source_fact(entry, place, kind, "name_id", "NameID")
        )
        branches[users] = ClaimBranch(source, users)
        if entry.format is not UNSET:
            if name_id_format is not None and name_id_format.value != entry.format:
                raise MisstatedError(place.at("format"), "`format` differs from entry to entry", "state one format")
            name_id_format = name_id_format or Sourced(entry.format, place.at("format"))
    return Claim("NameID", tuple(branches.values()), at, name_id_format)


def attribute_claims(entries: Sequence[AttributeEntry], at: Origin, kind: IdpKind) -> tuple[Claim, ...]:
    """Return the named attributes; entries of one name for different users are branches of one claim.

    A second entry for the same name and users begins another claim, as an assertion may carry an attribute twice.

    Raises:
        MisstatedError: A source has no meaning.
    """
    claims: list[tuple[str, Origin, dict[str | None, ClaimBranch]]] = []
    latest: dict[str, dict[str | None, ClaimBranch]] = {}
    for index, entry in enumerate(entries):
        place = at.at(index)
        users = None if entry.users is UNSET else entry.users
        branches = latest.get(entry.name)
        if branches is None or users in branches:
            branches = latest[entry.name] = {}
            claims.append((entry.name, place, branches))
        # As the bodies of either identity provider have it: a fact that is missing in both forms is one.
        fact = f"claim {entry.name}" if kind is IdpKind.ENTRA else "login attributes"
        branches[users] = ClaimBranch(source_fact(entry, place, kind, "attribute", fact), users)
    return tuple(Claim(name, tuple(branches.values()), place) for name, place, branches in claims)


def mapping_line(entry: MappingEntry, at: Origin, kind: IdpKind) -> AttributeMapping:
    """Return one line of an attribute mapping.

    Raises:
        MisstatedError: Its source has no meaning.
    """
    # Okta's userName is the application username, whatever makes it: an unknown one is one missing fact, not two.
    is_username = kind is IdpKind.OKTA and entry.target.casefold() == USERNAME.casefold()
    source = source_fact(entry, at, kind, "mapping", "application username" if is_username else "SCIM mapping")
    return AttributeMapping(
        target=entry.target,
        source=source,
        origin=at,
        matching_precedence=None if entry.matching_precedence is UNSET else entry.matching_precedence,
        flow=None if entry.flow is UNSET else entry.flow,
        default_value=None if entry.default_value is UNSET else entry.default_value,
        chosen=presumed_chosen(source, entry.target, kind) if entry.chosen is UNSET else entry.chosen,
    )


def sent_username(username: Fact[SourceExpression], at: Origin) -> AttributeMapping:
    """Return the userName that Okta sends where no line fills it: the application username, on which it matches accounts."""
    chosen = presumed_chosen(username, USERNAME, IdpKind.OKTA)
    return AttributeMapping(USERNAME, username, at, matching_precedence=1, chosen=chosen)


def presumed_chosen(source: Fact[SourceExpression], target: str, kind: IdpKind) -> bool:
    """Whether somebody seems to have decided on a mapping line that does not say so itself."""
    if isinstance(source, Unknown):
        return True
    return source.basis is not Basis.IDP_DEFAULT and not is_untouched_default(kind, target, source.value.text)
