from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.documents.reading import read_document
from idplint.inputs import native
from idplint.inputs.adapter import Fragment
from idplint.model.application import (
    Claim,
    Creation,
    Dialect,
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
    Provisioning,
    ProvisioningState,
    SourceExpression,
    UpdateTime,
)
from idplint.model.values import Basis, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.adapter import Reading

SKETCH = """\
idplint: 1
application:
  name: Ledger production
  id: entra:contoso.onmicrosoft.com/6F0C0000-0000-4000-8000-000000000001
  idp: {kind: entra, tenant: contoso.onmicrosoft.com}
  app_id: 6F0C0000-0000-4000-8000-0000000000AA
  enabled: true
  guests: none
  catalogue_name: Ledger
sign_on:
  protocol: saml
  name_id:
    - {source: user.userprincipalname, dialect: entra-claims, format: emailAddress}
    - {users: external_guests, source: user.mail, dialect: entra-claims}
  attributes: [{name: email, source: user.mail}]
  acs_urls: [https://contoso.eu.auth0.com/login/callback?connection=entra]
  entity_ids: ["urn:auth0:contoso:entra"]
provisioning:
  state: active
  endpoint: https://contoso.eu.auth0.com/scim/v2/connections/con_1
  mappings:
    - {target: externalId, source: "[objectId]", dialect: entra-provisioning, matching_precedence: 2}
    - {target: userName, source: userPrincipalName, matching_precedence: 1, flow: create_only, default_value: x}
service_provider:
  id: auth0
  link: {login: name_id, scim: externalId, case: exact}
  login: {creates: disabled, updates: every_login}
"""
STRUCTURE = (
    '{attribute: {source: user, id: mail}, transformations: [{"@odata.type": "#microsoft.graph.trimTransformation"}]}'
)
OKTA = "idplint: 1\napplication: {name: Payroll, id: okta:acme/0oaPAY}\n"
ENTRA = "idplint: 1\napplication: {name: Ledger, idp: {kind: entra}}\n"


def read(text: str, path: str = "ledger.yaml") -> Reading:
    document = read_document(path, text.encode())
    fragments = [Fragment(record, native.recognise(record) or "") for record in document.records]
    assert all(fragment.kind == native.KIND for fragment in fragments)
    return native.read(fragments, [])


def application(text: str) -> PartialApplication:
    reading = read(text)
    assert reading.problems == ()
    (one,) = reading.applications
    return one


def jobs(partial: PartialApplication) -> tuple[Provisioning, ...]:
    assert isinstance(partial.provisioning, tuple)
    return partial.provisioning


def name_id(partial: PartialApplication) -> Claim:
    assert isinstance(partial.name_id, Claim)
    return partial.name_id


def source_of(value: object) -> SourceExpression:
    assert isinstance(value, Sourced)
    assert isinstance(value.value, SourceExpression)
    return value.value


def test_who_it_is() -> None:
    ledger = application(SKETCH)
    at = Origin("ledger.yaml")
    assert ledger.id == "entra:contoso.onmicrosoft.com/6F0C0000-0000-4000-8000-000000000001"
    assert (ledger.layer, ledger.side, ledger.origin) == (Layer.NATIVE, "idp", at)
    assert ledger.name == Sourced("Ledger production", at.at("application", "name"))
    assert ledger.idp == IdentityProvider(IdpKind.ENTRA, "contoso.onmicrosoft.com")
    assert ledger.enabled == Sourced(value=True, origin=at.at("application", "enabled"))
    assert ledger.guests == Sourced(value=False, origin=at.at("application", "guests"))
    assert ledger.catalogue_hints == ("Ledger",)
    assert ledger.keys == (
        PairingKey("object-id", "6f0c0000-0000-4000-8000-000000000001"),
        PairingKey("app-id", "6f0c0000-0000-4000-8000-0000000000aa"),
        PairingKey("auth0-connection", "entra", "contoso"),
        PairingKey("auth0-connection-id", "con_1"),
    )


def test_what_the_login_carries() -> None:
    ledger = application(SKETCH)
    at = Origin("ledger.yaml", ("sign_on",))
    assert ledger.protocol == Sourced(Protocol.SAML, at.at("protocol"))
    claim = name_id(ledger)
    assert claim.format == Sourced("emailAddress", at.at("name_id", 0, "format"))
    everyone, guests = claim.branches
    upn = SourceExpression("user.userprincipalname", Dialect.ENTRA_CLAIMS)
    assert (everyone.users, everyone.source) == (None, Sourced(upn, at.at("name_id", 0, "source")))
    assert guests.users == "external_guests"
    assert isinstance(ledger.attributes, tuple)
    (email,) = ledger.attributes
    assert email.name == "email"
    assert source_of(email.branches[0].source) == SourceExpression("user.mail", Dialect.ENTRA_CLAIMS)
    assert ledger.acs_urls is not None
    assert ledger.acs_urls[0].origin == at.at("acs_urls", 0)


def test_what_provisioning_sends() -> None:
    (job,) = jobs(application(SKETCH))
    at = Origin("ledger.yaml", ("provisioning",))
    assert job.state == Sourced(ProvisioningState.ACTIVE, at.at("state"))
    assert job.endpoint == Sourced("https://contoso.eu.auth0.com/scim/v2/connections/con_1", at.at("endpoint"))
    assert isinstance(job.mappings, tuple)
    external_id, user_name = job.mappings
    assert source_of(external_id.source) == SourceExpression("[objectId]", Dialect.ENTRA_PROVISIONING)
    assert (external_id.matching_precedence, external_id.flow, external_id.chosen) == (2, None, True)
    assert source_of(user_name.source) == SourceExpression("[userPrincipalName]", Dialect.ENTRA_PROVISIONING)
    assert (user_name.flow, user_name.default_value) == ("create_only", "x")
    assert not user_name.chosen, "userName <- [userPrincipalName] is Entra's own default"


def test_what_the_service_provider_does() -> None:
    facts = application(SKETCH).service_provider
    at = Origin("ledger.yaml", ("service_provider",))
    assert facts is not None
    assert facts.id == Sourced("auth0", at.at("id"), Basis.DECLARED)
    assert facts.login_keys == (Sourced("name_id", at.at("link", "login"), Basis.DECLARED),)
    assert facts.scim_key == Sourced("externalId", at.at("link", "scim"), Basis.DECLARED)
    assert facts.case == Sourced("exact", at.at("link", "case"), Basis.DECLARED)
    assert facts.creates == Sourced(Creation.DISABLED, at.at("login", "creates"), Basis.DECLARED)
    assert facts.updates == Sourced(UpdateTime.EVERY_LOGIN, at.at("login", "updates"), Basis.DECLARED)


def test_json_and_several_documents_in_one_file() -> None:
    (one,) = read('{"idplint": 1, "application": {"name": "A", "id": "okta:0oa1"}}', "a.json").applications
    assert one.id == "okta:0oa1"
    first, second = read(f"{OKTA}---\n{ENTRA}").applications
    assert (first.id, second.id) == ("okta:acme/0oaPAY", "native:ledger.yaml#1")
    assert second.origin.pointer == (1,)
    assert second.name is not None
    assert second.name.origin.pointer == (1, "application", "name")


@pytest.mark.parametrize(
    "text", ["idplint: '1'\n", "idplint: true\n", "Idplint: 1\n", "select: [default]\n", "nested: {idplint: 1}\n"]
)
def test_other_documents_are_left_alone(text: str) -> None:
    (record,) = read_document("x.yaml", text.encode()).records
    assert native.recognise(record) is None


def test_identity_provider_from_the_id() -> None:
    payroll = application(OKTA)
    assert payroll.idp == IdentityProvider(IdpKind.OKTA, "acme")
    assert payroll.keys == (PairingKey("object-id", "0oaPAY"),)


def test_a_service_provider_alone_is_its_own_side() -> None:
    partial = application("idplint: 1\napplication: {name: con, id: auth0:con_1, idp: {kind: unknown}}\n")
    assert partial.side == "sp"
    assert partial.keys == (PairingKey("auth0-connection-id", "con_1"),)


def test_what_is_absent_is_unknown_with_a_line_to_paste() -> None:
    ledger = application(ENTRA)
    for value, fact, section in (
        (ledger.protocol, "sign-on protocol", "sign_on"),
        (ledger.name_id, "NameID", "sign_on"),
        (ledger.attributes, "login attributes", "sign_on"),
        (ledger.provisioning, "SCIM state", "provisioning"),
    ):
        assert isinstance(value, Unknown)
        assert value.fact == fact
        assert value.reason == f"the document has no `{section}` section"
        line = value.remedy.removeprefix("add to ledger.yaml: `").removesuffix("`")
        assert line.startswith(f"{section}: ")
        completed = application(f"{ENTRA}{line}\n")
        assert isinstance(completed.protocol if section == "sign_on" else jobs(completed)[0].state, Sourced)
    assert (ledger.enabled, ledger.service_provider, ledger.acs_urls) == (None, None, None)


@pytest.mark.parametrize("header", [ENTRA, OKTA, "idplint: 1\napplication: {name: X, idp: {kind: other}}\n"])
def test_pasted_lines_hold_for_every_identity_provider(header: str) -> None:
    partial = application(header)
    for value in (partial.protocol, partial.provisioning):
        assert isinstance(value, Unknown)
        completed = application(header + value.remedy.split("`")[1] + "\n")
        assert isinstance(completed.name_id, Claim) or isinstance(completed.provisioning, tuple)


def test_none_is_a_statement() -> None:
    partial = application(f"{ENTRA}sign_on: none\nprovisioning: none\n")
    assert partial.protocol == Sourced(Protocol.NONE, Origin("ledger.yaml", ("sign_on",)))
    assert (partial.name_id, partial.attributes, partial.provisioning) == (None, (), ())


def test_openid_connect_has_no_name_id_and_saml_without_one_is_unknown() -> None:
    assert application(f"{ENTRA}sign_on: {{protocol: oidc, attributes: []}}\n").name_id is None
    unknown = application(f"{ENTRA}sign_on: {{protocol: saml}}\n").name_id
    assert isinstance(unknown, Unknown)
    assert unknown.reason == "`sign_on` has no `name_id`"
    assert unknown.remedy == "add to ledger.yaml under `sign_on`: `name_id: {source: user.userprincipalname}`"


def test_stated_unknowns() -> None:
    partial = application(
        f"{OKTA}"
        "sign_on:\n"
        "  protocol: {unknown: not asked}\n"
        '  name_id: {unknown: "catalog app", remedy: "preview the assertion"}\n'
        "  attributes: {unknown: hidden}\n"
        "provisioning:\n"
        "  - {name: one, state: unknown, mappings: {unknown: 403}}\n".replace("403", '"403"')
        + "  - {name: two, state: paused, mappings: [{target: userName, source: {unknown: truncated}}]}\n"
        "  - {name: three, unknown: not exported}\n"
        "service_provider:\n"
        "  link: {login: {unknown: a}, scim: {unknown: b}}\n"
        "  login: {creates: {unknown: c, remedy: ask}, updates: unknown}\n"
    )
    at = Origin("ledger.yaml", ("sign_on", "name_id"))
    assert partial.name_id == Unknown("NameID", "catalog app", "preview the assertion", at)
    assert isinstance(partial.protocol, Unknown)
    assert isinstance(partial.attributes, Unknown)
    assert partial.attributes.remedy == "state it: `attributes: []`"
    one, two, three = jobs(partial)
    assert (one.name, two.name, three.name) == ("one", "two", "three")
    assert isinstance(one.state, Unknown)
    assert isinstance(one.mappings, Unknown)
    assert one.mappings.reason == "403"
    assert isinstance(two.mappings, tuple)
    assert isinstance(two.mappings[0].source, Unknown)
    assert two.mappings[0].chosen
    assert isinstance(three.state, Unknown)
    assert isinstance(three.mappings, Unknown)
    facts = partial.service_provider
    assert facts is not None
    found = [
        value
        for value in (facts.login_keys, facts.scim_key, facts.creates, facts.updates)
        if isinstance(value, Unknown)
    ]
    assert [value.fact for value in found] == ["login key", "SCIM key", "JIT", "profile updates at login"]
    assert found[2].remedy == "ask"


def test_a_whole_unknown_section() -> None:
    partial = application(f"{ENTRA}sign_on: {{unknown: 403}}\nprovisioning: {{unknown: x}}\n".replace("403", '"403"'))
    assert isinstance(partial.name_id, Unknown)
    assert partial.name_id.reason == "403"
    assert isinstance(partial.provisioning, Unknown)
    assert partial.provisioning.origin == Origin("ledger.yaml", ("provisioning",))


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        (ENTRA, "name_id: {source: user.mail}", SourceExpression("user.mail", Dialect.ENTRA_CLAIMS)),
        (OKTA, 'name_id: {source: "${user.email}"}', SourceExpression("${user.email}", Dialect.OKTA_TEMPLATE)),
        (
            OKTA,
            "name_id: {source: user.email, dialect: okta-classic}",
            SourceExpression("user.email", Dialect.OKTA_CLASSIC),
        ),
        (ENTRA, "name_id: {source: sub, dialect: oidc-claim}", SourceExpression("sub", Dialect.OIDC_CLAIM)),
        (ENTRA, "name_id: {source: {constant: all}}", SourceExpression("all", Dialect.CONSTANT)),
        (ENTRA, "name_id: {source: all, dialect: constant}", SourceExpression("all", Dialect.CONSTANT)),
        (
            ENTRA,
            f"name_id: {{source: {STRUCTURE}}}",
            SourceExpression(
                '{"attribute":{"source":"user","id":"mail"},'
                '"transformations":[{"@odata.type":"#microsoft.graph.trimTransformation"}]}',
                Dialect.ENTRA_CLAIMS,
            ),
        ),
    ],
)
def test_sources_and_their_dialects(header: str, line: str, expected: SourceExpression) -> None:
    partial = application(f"{header}sign_on:\n  protocol: saml\n  {line}\n")
    assert source_of(name_id(partial).branches[0].source) == expected


@pytest.mark.parametrize(
    ("source", "dialect"),
    [("${source.login}", Dialect.OKTA_TEMPLATE), ("user.employeeNumber", Dialect.OKTA_CLASSIC)],
)
def test_application_username(source: str, dialect: Dialect) -> None:
    partial = application(
        "idplint: 1\napplication:\n  name: Payroll\n  id: okta:0oa1\n  username: {source: '"
        + source
        + "', note: typed}\n"
    )
    at = Origin("ledger.yaml", ("application", "username", "source"))
    assert partial.application_username == Sourced(SourceExpression(source, dialect), at, note="typed")


@pytest.mark.parametrize(
    ("header", "line", "chosen"),
    [
        (ENTRA, '{target: externalId, source: "[mailNickname]"}', False),
        (ENTRA, "{target: externalId, source: mailNickname, chosen: true}", True),
        (ENTRA, "{target: externalId, source: objectId}", True),
        (ENTRA, "{target: externalId, source: objectId, basis: idp-default}", False),
        (OKTA, "{target: externalId, source: 'user.getInternalProperty(\"id\")'}", False),
        (OKTA, "{target: externalId, source: user.login}", True),
    ],
)
def test_defaults_are_nobodys_choice(header: str, line: str, *, chosen: bool) -> None:
    (job,) = jobs(application(f"{header}provisioning: {{state: active, mappings: [{line}]}}\n"))
    assert isinstance(job.mappings, tuple)
    assert job.mappings[0].chosen is chosen


def test_one_attribute_for_several_classes_is_one_claim() -> None:
    partial = application(
        f"{ENTRA}sign_on:\n  attributes:\n"
        "    - {name: uid, source: user.mail}\n"
        '    - {name: uid, users: "groups:a,b", source: user.employeeid}\n'
        "    - {name: uid, source: user.objectid}\n"
    )
    assert isinstance(partial.attributes, tuple)
    assert [[branch.users for branch in claim.branches] for claim in partial.attributes] == [
        [None, "groups:a,b"],
        [None],
    ]


def test_basis_of_service_provider_values() -> None:
    body = "service_provider:\n  id: auth0\n  link: {login: [attribute:uid, name_id]}\n  login: {creates: disabled}\n"
    facts = application(f"{ENTRA}{body}  basis: read\n").service_provider
    assert facts is not None
    assert isinstance(facts.login_keys, tuple)
    assert facts.id is not None
    assert [key.basis for key in facts.login_keys] == [Basis.READ, Basis.READ]
    facts = application(
        f"{ENTRA}{body}  basis: {{link.login: read, link.login.1: catalogue, login.creates: inferred}}\n"
    ).service_provider
    assert facts is not None
    assert isinstance(facts.login_keys, tuple)
    assert facts.id is not None
    assert facts.id.basis is Basis.DECLARED
    assert [key.basis for key in facts.login_keys] == [Basis.READ, Basis.CATALOGUE]
    assert isinstance(facts.creates, Sourced)
    assert facts.creates.basis is Basis.INFERRED


OKTA_WITH_A_USERNAME = """\
idplint: 1
application: {name: Ledger, id: "okta:0oaLEDGER00000001d7", username: {source: "${source.email}"}}
sign_on: {protocol: saml, name_id: {source: "${user.userName}"}, attributes: []}
provisioning: {state: active, mappings: [%s]}
"""


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        ("", [("userName", "${source.email}")]),
        (
            "{target: externalId, source: user.email}",
            [("externalId", "user.email"), ("userName", "${source.email}")],
        ),
        ("{target: username, source: user.login}", [("username", "user.login")]),
    ],
)
def test_okta_always_sends_the_application_username(lines: str, sent: list[tuple[str, str]]) -> None:
    ledger = application(OKTA_WITH_A_USERNAME % lines)
    assert isinstance(ledger.provisioning, tuple)
    (job,) = ledger.provisioning
    assert isinstance(job.mappings, tuple)
    assert [(line.target, line.source.value.text) for line in job.mappings if isinstance(line.source, Sourced)] == sent
