"""The form of a catalogue entry. The entries themselves are YAML files in `catalogue/`, compiled into `catalogue.json`."""

from __future__ import annotations

from typing import Literal

import msgspec

from idplint.model.application import PairedAttribute


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Part of a catalogue entry; unknown keys are rejected."""


class Recognition(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """By what a service provider is told from others. Patterns are case-insensitive globs."""

    acs_hosts: tuple[str, ...] = ()
    """Hosts of reply (ACS) URLs; one without `*` is exact and beats every pattern."""
    acs_path: str = "*"
    """Path and query that a reply URL must have besides the host."""
    entity_ids: tuple[str, ...] = ()
    scim_endpoints: tuple[str, ...] = ()
    """`host/path` patterns of SCIM base URLs."""
    okta_apps: tuple[str, ...] = ()
    """`name` of the app in Okta's catalog."""
    entra_templates: tuple[str, ...] = ()
    """applicationTemplateId of the Entra gallery."""


class JoinKey(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which login value is looked up in which SCIM attribute."""

    login: tuple[str, ...]
    """Ordered: `name_id`, `attribute:<name>`, `oidc:<claim>`; the first that a login carries counts."""
    scim: tuple[str, ...]
    """Documented values of the SCIM attribute; more than one where people can configure it."""
    default: str
    """The one that applies where nobody configured it."""
    setting: str = ""
    """What decides among several, in words."""
    case: Literal["exact", "fold", "unknown"] = "unknown"
    certain: bool = True
    """Whether the vendor documents it so clearly that a mismatch is an error."""


class LoginCreation(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """JIT: whether a login creates accounts, and what becomes of those it cannot place."""

    default: Literal["enabled", "disabled", "unknown"] = "unknown"
    switch: str = ""
    """Where a person turns it on or off."""
    refused: str = "sign-in is refused"
    """What happens to a login without an account where JIT is off."""
    created: str = "a second account is created"
    """What happens where JIT is on."""


class BothOn(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The vendor's verdict on JIT and SCIM at the same time."""

    verdict: Literal["conflict", "allowed", "recommended", "required", "impossible"]
    severity: Literal["error", "warning"] = "warning"
    reason: str = ""


class Advice(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What people must know before they change a key."""

    key_shape: Literal["address", ""] = ""
    """What a value of the key must look like; empty where the provider does not mind."""
    join_setting: str = ""
    """Where the provider's own side chooses the SCIM attribute that is joined on, with what a change there does."""
    login_side: str = ""
    """Effect of changing what the login carries on accounts that exist."""
    scim_side: str = ""
    """Effect of changing what SCIM stores on accounts that exist."""


class Switch(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the provider's own side says of creation by login, as an argument of a Terraform resource that is true or false."""

    path: str
    """Blocks and the argument in them, with dots: `settings.saml.enabled`."""
    when_true: Literal["enabled", "disabled", ""] = ""
    """What it says of JIT where it is true; empty where it then says nothing."""
    when_false: Literal["enabled", "disabled", ""] = ""
    when_unset: Literal["enabled", "disabled", ""] = ""
    """What the Terraform provider's documented default says; empty where there is none."""
    needs: str = ""
    """The path of a list without whose items nobody is created although the switch is on."""
    overrides: bool = False
    """Whether it counts whatever other switches of the same service provider say."""


class TerraformSettings(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A Terraform resource that carries settings of the service provider."""

    resource: str
    """Its type: `datadog_organization_settings`."""
    when: dict[str, tuple[str, ...]] = {}
    """Arguments, and the values of which one must stand there for this entry to speak of the resource."""
    protocol: Literal["saml", "oidc", ""] = ""
    """How people sign in whom it speaks of; empty where it speaks of all."""
    sign_on: str = ""
    """Path of the switch of sign-on itself: where that is off, nothing else in the resource counts."""
    sign_on_default: bool = False
    """Whether sign-on is on where that switch is not set."""
    creates: tuple[Switch, ...] = ()
    scim: str = ""
    """Path of the switch of SCIM."""
    login_attribute: str = ""
    """Path of the argument that names the attribute of the assertion by which accounts are found."""


class Variant(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of one way to use the provider that differ from its profile."""

    protocol: Literal["saml", "oidc", ""] = ""
    idp: Literal["entra", "okta", ""] = ""
    join: JoinKey


class Profile(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One service provider."""

    id: str
    name: str
    references: tuple[str, ...]
    recognise: Recognition = Recognition()
    join: JoinKey | None = None
    """None for `generic`: the SCIM attribute that the provider joins on is not known."""
    variants: dict[str, Variant] = {}
    jit: LoginCreation = LoginCreation()
    updates: Literal["every_login", "first_login", "never", "unknown"] = "unknown"
    """Whether a login rewrites attributes, where nobody changed it."""
    updates_without_jit: Literal["every_login", "first_login", "never", "unknown"] = "unknown"
    """The same where JIT is known to be off."""
    both_on: BothOn
    adopts_login_accounts: Literal["yes", "no", "unknown"] = "unknown"
    """Whether SCIM takes over accounts that a login created."""
    heal: str = ""
    """How to bring an account that a login created under SCIM."""
    attribute_pairs: tuple[PairedAttribute, ...] = ()
    login_clears: bool = False
    """Whether a login that rewrites attributes takes away those that it does not carry."""
    advice: Advice = Advice()
    terraform: tuple[TerraformSettings, ...] = ()
    """Which resources in Terraform code carry its own side's settings."""

    def variant_for(self, variant: str | None, protocol: str | None, idp: str) -> str | None:
        """The variant that was read, else the only one that fits protocol and identity provider, else None."""
        if variant in self.variants:
            return variant
        fitting = [
            name for name, held in self.variants.items() if held.protocol in ("", protocol) and held.idp in ("", idp)
        ]
        exact = [name for name in fitting if self.variants[name].idp == idp]
        chosen = exact or fitting
        return chosen[0] if len(chosen) == 1 else None
