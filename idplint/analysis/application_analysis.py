"""Facts about one application, each computed once and only when a rule asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from idplint.analysis.keys import Comparison, Scope, compare_claim
from idplint.analysis.link import DEFAULT_LOGIN, Link, resolve_link
from idplint.analysis.sources import login_claim
from idplint.model.application import SCIM_ON, Creation, Protocol, UpdateTime
from idplint.model.values import Basis, Fact, Sourced, Unknown
from idplint.pairing.identifiers import quoted
from idplint.providers.catalogue import GENERIC, profiles
from idplint.providers.recognition import Recognised, recognise

if TYPE_CHECKING:
    from idplint.model.application import Application, CaseRule, Claim, Provisioning
    from idplint.model.values import Origin
    from idplint.providers.profile import Profile


def flow_text(text: str) -> str:
    """Text as it can stand in a YAML flow mapping: what has brackets, quotes or colons needs quotes of its own."""
    return text if text.replace("_", "").isalnum() else "'" + text.replace("'", "''") + "'"


class ApplicationAnalysis:
    """Everything rules ask of one application.

    Args:
        application: The joined application.
        scope: Declared facts of its directory.
    """

    def __init__(self, application: Application, scope: Scope) -> None:
        self.application = application
        self.scope = scope

    # --- the service provider ---------------------------------------------------------------------------------------

    @cached_property
    def recognised(self) -> Recognised | None:
        """The profile that URLs and names point to, where none was read or declared."""
        return None if self.application.service_provider.id else recognise(self.application)

    @cached_property
    def profile(self) -> Profile:
        """The catalogue entry of the service provider; `generic` where it is not known."""
        stated = self.application.service_provider.id
        ident = stated.value if stated else self.recognised.profile_id if self.recognised else GENERIC
        return profiles().get(ident) or profiles()[GENERIC]

    @property
    def provider_known(self) -> bool:
        """Whether the service provider is one of the catalogue."""
        return self.profile.id != GENERIC

    @property
    def provider_origin(self) -> Origin:
        """What shows which service provider it is: a declared id, a reply URL, else the application itself."""
        stated = self.application.service_provider.id
        if stated is not None:
            return stated.origin
        return self.recognised.origin if self.recognised else self.application.origin

    @cached_property
    def variant(self) -> str | None:
        """The profile's variant: as read, or the only one that fits."""
        stated = self.application.service_provider.variant
        protocol = self.application.protocol
        return self.profile.variant_for(
            stated.value if stated else None,
            protocol.value.value if isinstance(protocol, Sourced) else None,
            self.application.idp.kind.value,
        )

    @cached_property
    def link(self) -> Link | Unknown | None:
        """On which pair of values the service provider joins; None where nothing tells."""
        return resolve_link(self.application, self.profile, self.variant)

    # --- sign-on ----------------------------------------------------------------------------------------------------

    @property
    def federated(self) -> bool | Unknown:
        """Whether people sign in by SAML or OIDC."""
        protocol = self.application.protocol
        if isinstance(protocol, Unknown):
            return protocol
        return protocol.value is not Protocol.NONE

    @cached_property
    def login(self) -> tuple[str, Claim] | Unknown:
        """The login key and the claim that carries it."""
        protocol = self.application.protocol
        if isinstance(protocol, Unknown):
            return protocol
        if protocol.value is Protocol.WS_FED:
            return Unknown(
                "login key",
                "idplint does not read the claims of WS-Federation applications",
                "describe the application in a native document",
                protocol.origin,
            )
        keys = self.link.login if isinstance(self.link, Link) else self._default_login(protocol.value)
        return login_claim(self.application, keys)

    def _default_login(self, protocol: Protocol) -> tuple[str, ...]:
        stated = self.application.service_provider.login_keys
        if isinstance(stated, tuple) and stated:
            return tuple(key.value for key in stated)
        return (DEFAULT_LOGIN.get(protocol, "name_id"),)

    # --- provisioning -----------------------------------------------------------------------------------------------

    @cached_property
    def provisioning(self) -> tuple[Provisioning, ...] | Unknown:
        """The provisioning jobs that are on; empty where none is; unknown where that was not read."""
        stated = self.application.provisioning
        if isinstance(stated, Unknown):
            return stated
        running = tuple(job for job in stated if isinstance(job.state, Sourced) and job.state.value in SCIM_ON)
        if running:
            return running
        return next((job.state for job in stated if isinstance(job.state, Unknown)), ())

    @cached_property
    def uncertain_jobs(self) -> tuple[Provisioning, ...]:
        """Jobs beside those that are on, of which nothing tells whether they run."""
        stated = self.application.provisioning
        if not isinstance(stated, tuple) or not isinstance(self.provisioning, tuple):
            return ()
        return tuple(job for job in stated if isinstance(job.state, Unknown))

    @property
    def scim_on(self) -> bool | Unknown:
        """Whether SCIM creates accounts, or soon will."""
        return self.provisioning if isinstance(self.provisioning, Unknown) else bool(self.provisioning)

    # --- creation by login ------------------------------------------------------------------------------------------

    @cached_property
    def jit(self) -> Fact[Creation]:
        """Whether a login creates accounts: read, declared, inferred, or the vendor's default."""
        stated = self.application.service_provider.creates
        if isinstance(stated, Sourced):
            return stated
        default = self.profile.jit.default
        if default != "unknown":
            note = f"{self.profile.name}'s default; nothing read or declared says otherwise"
            return Sourced(Creation(default), self.provider_origin, Basis.CATALOGUE, note)
        reason = (
            stated.reason
            if isinstance(stated, Unknown)
            else f"whether a login at {self.profile.name} creates accounts stands in no file that was read"
        )
        return Unknown("JIT", reason, self.line_to_paste("jit: disabled", "or enabled"))

    @cached_property
    def updates(self) -> Fact[UpdateTime]:
        """Whether a login rewrites the account's attributes."""
        stated = self.application.service_provider.updates
        if isinstance(stated, Sourced):
            return stated
        jit_off = isinstance(self.jit, Sourced) and self.jit.value is Creation.DISABLED
        usual = self.profile.updates_without_jit if jit_off else self.profile.updates
        if usual != "unknown":
            return Sourced(UpdateTime(usual), self.provider_origin, Basis.CATALOGUE)
        return Unknown(
            "login updates",
            f"whether a login at {self.profile.name} rewrites attributes stands in no file that was read",
            self.line_to_paste("service_provider: {login: {updates: never}}", "or every_login, first_login"),
        )

    def line_to_paste(self, fact: str, choices: str = "") -> str:
        """The line for `applications:` in idplint.yaml that states a fact of this application."""
        comment = f"   # {choices}" if choices else ""
        ident = quoted(self.application.id)
        return f"add to `applications:` in idplint.yaml: - {{match: {{id: {ident}}}, {fact}}}{comment}"

    # --- comparison -------------------------------------------------------------------------------------------------

    def against(self, claim: Claim, job: Provisioning, attribute: str, case_rule: CaseRule = "unknown") -> Comparison:
        """Compare a claim with what one provisioning job maps to a SCIM attribute."""
        return compare_claim(self.application, claim, job, attribute, self.scope, case_rule)
