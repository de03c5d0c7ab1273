"""The form of `idplint.yaml`, key by key; its JSON Schema is generated from here."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from idplint.config.statements import AccountsBeforeScim, LinkStatement, ServiceProviderStatement, Text
from idplint.findings import Severity

_Texts: TypeAlias = tuple[Text, ...]


class MatchEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which applications an entry speaks of. Every condition must hold."""

    id: Annotated[
        Text | UnsetType,
        Meta(description="An application's id, such as okta:acme/0oa1; `*` is any text, the tenant may be left out."),
    ] = UNSET
    name: Annotated[
        Text | UnsetType, Meta(description="An application's name in any case; `*` stands for any text.")
    ] = UNSET
    acs_url: Annotated[
        Text | UnsetType, Meta(description="One of its assertion consumer service URLs; `*` stands for any text.")
    ] = UNSET


class ApplicationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts about applications that no file holds."""

    match: Annotated[MatchEntry, Meta(description="Which applications this entry speaks of: by id, name or acs_url.")]
    service_provider: Annotated[
        Text | ServiceProviderStatement | UnsetType,
        Meta(description="The service provider: its catalogue id, or a mapping of what is known of it."),
    ] = UNSET
    link: Annotated[
        LinkStatement | UnsetType,
        Meta(
            description="Which value of the login meets which value of SCIM, such as {login: name_id, scim: userName}."
        ),
    ] = UNSET
    jit: Annotated[
        Literal["enabled", "disabled"] | UnsetType,
        Meta(description="Whether a login creates an account that is not there: enabled or disabled."),
    ] = UNSET
    pair: Annotated[
        _Texts, Meta(description="Ids of the halves of one application, such as [okta:0oa1, auth0:con_1].")
    ] = ()
    accounts_before_scim: Annotated[
        AccountsBeforeScim | UnsetType,
        Meta(description="Whether the service provider had accounts before SCIM was switched on."),
    ] = UNSET
    override: Annotated[
        Text | UnsetType,
        Meta(
            description="Why this entry is right where a file that was read says otherwise. Without it the file counts."
        ),
    ] = UNSET


class SampleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented person on whom sources are compared, beside the ones idplint brings."""

    name: Annotated[str, Meta(pattern=r"\S", description="What to call them; an invented name, such as Jo Park.")]
    attributes: Annotated[
        dict[str, str | None],
        Meta(
            min_length=1,
            description="Invented values by attribute, such as {user.mail: jo@sub.example, mobile: null}; null is an attribute "
            "that is empty.",
        ),
    ]
    special: Annotated[
        Text | UnsetType,
        Meta(description="In a few words, what is special about them, such as: works for the subsidiary."),
    ] = UNSET
    user_class: Annotated[
        Literal["members", "entra_guests", "external_guests"],
        Meta(description="Which class of users they belong to: members, entra_guests or external_guests."),
    ] = msgspec.field(name="class", default="members")


class DirectoryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts about the people in the directory."""

    equivalent: Annotated[
        tuple[Annotated[_Texts, Meta(min_length=2)], ...],
        Meta(description="Attributes that are the same for everybody, such as [[user.mail, user.userPrincipalName]]."),
    ] = ()
    never_null: Annotated[
        _Texts, Meta(description="Attributes that are filled for everybody, such as [user.employeeId].")
    ] = ()
    guests: Annotated[
        Literal["none", "present"] | UnsetType,
        Meta(description="Whether guest accounts are given access to applications: none or present."),
    ] = UNSET
    domains: Annotated[
        _Texts, Meta(description="Mail and sign-in domains of the organisation, such as [contoso.com].")
    ] = ()
    samples: Annotated[
        tuple[SampleEntry, ...],
        Meta(description="Invented people, never real ones, on whom sources are compared as well."),
    ] = ()


class IgnoreEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that was looked at and accepted."""

    rule: Annotated[Text, Meta(description="The rule's code or name, such as IDP301 or jit-and-scim.")]
    reason: Annotated[str, Meta(pattern=r"\S", description="Why the finding is accepted, for whoever reads this next.")]
    application: Annotated[
        Text | UnsetType, Meta(description="The application's id; left out, the rule is ignored for every application.")
    ] = UNSET
    until: Annotated[
        dt.date | UnsetType, Meta(description="The last day on which the finding is ignored, such as 2027-01-31.")
    ] = UNSET
    pointer: Annotated[
        Annotated[str, Meta(pattern=r"^(/[^/]*)*$")] | UnsetType,
        Meta(description="JSON Pointer of the place, such as /sign_on/name_id."),
    ] = UNSET


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of idplint for this project, and facts that only people know."""

    applications: Annotated[
        tuple[ApplicationEntry, ...], Meta(description="Facts about applications that no file holds.")
    ] = ()
    directory: Annotated[DirectoryEntry, Meta(description="Facts about the people in the directory.")] = (
        DirectoryEntry()
    )
    ignores: Annotated[tuple[IgnoreEntry, ...], Meta(description="Findings that were looked at and accepted.")] = ()
    select: Annotated[_Texts, Meta(description="Rules to run: codes, code prefixes, names, `default` or `all`.")] = ()
    ignore: Annotated[_Texts, Meta(description="Rules not to run: codes, code prefixes or names.")] = ()
    severity: Annotated[
        dict[str, Severity], Meta(description="Severities by rule code or name, such as {IDP101: warning}.")
    ] = {}
    exclude: Annotated[
        _Texts, Meta(description="Files and folders to leave out, as in .gitignore, relative to this file.")
    ] = ()
    paths: Annotated[
        _Texts, Meta(description="What to check when the command line names nothing, relative to this file.")
    ] = ()
