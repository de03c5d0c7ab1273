"""The service provider's own record as a native document, and other corners of what an export writes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from idplint.documents.reading import read_document
from idplint.inputs import native
from idplint.inputs.adapter import Fragment
from idplint.inputs.native_writer import native_text
from idplint.model.application import (
    Application,
    Assignment,
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    ServiceProviderFacts,
)
from idplint.model.values import Basis, Origin, Sourced, Unknown
from idplint.pairing.joining import join
from tests.inputs.test_native_mistakes import complaints
from tests.inputs.test_native_writing import ledger

AT = Origin("x.json")
AUTH0 = """\
idplint: 1
application: {name: payroll, id: auth0:con_1}
service_provider:
  id: auth0
  connection: {id: con_1, name: payroll, tenant: Contoso, client_id: c1}
"""
OKTA = """\
idplint: 1
application: {name: Partners, id: okta:0oaIN}
service_provider:
  id: okta
  connection: {id: 0oaIN, entity_id: "https://www.okta.com/saml2/service-provider/sp1", client_id: c1}
"""


def read(text: str) -> PartialApplication:
    document = read_document("a.yaml", text.encode())
    reading = native.read([Fragment(record, native.KIND) for record in document.records], [])
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def alone(partial: PartialApplication) -> Application:
    (application,) = join([partial], ()).applications
    return application


def test_a_connection_of_auth0_bears_the_names_that_others_know_it_by() -> None:
    application = read(AUTH0)
    assert application.side == "sp"
    assert application.keys == (
        PairingKey("auth0-connection-id", "con_1"),
        PairingKey("auth0-connection", "payroll", "contoso"),
        PairingKey("app-id", "c1"),
    )


def test_an_identity_provider_of_okta_is_no_application_of_okta() -> None:
    application = read(OKTA)
    assert application.side == "sp"
    assert application.idp is None
    assert application.keys == (
        PairingKey("okta-idp", "0oaIN"),
        PairingKey("entity-id", "https://www.okta.com/saml2/service-provider/sp1"),
        PairingKey("app-id", "c1"),
    )


@pytest.mark.parametrize("text", [AUTH0, OKTA])
def test_a_half_says_nothing_of_the_other_half(text: str) -> None:
    application = read(text)
    unsaid = ("enabled", "protocol", "name_id", "attributes", "provisioning", "acs_urls", "entity_ids", "guests")
    assert [getattr(application, field) for field in unsaid] == [None] * len(unsaid)
    written = native_text(alone(application))
    for key in ("idp:", "enabled", "sign_on", "provisioning:", "unknown"):
        assert key not in written


@pytest.mark.parametrize("text", [AUTH0, OKTA])
def test_a_half_comes_back_as_it_was(text: str) -> None:
    application = read(text)
    again = read(native_text(alone(application)))
    assert (again.id, again.side, set(again.keys)) == (application.id, application.side, set(application.keys))


@pytest.mark.parametrize("section", ["sign_on: {protocol: saml}\n", "provisioning: none\n"])
def test_with_a_section_of_the_identity_providers_the_connection_is_only_a_name(section: str) -> None:
    text = AUTH0.replace("auth0:con_1", "entra:abc") + section
    application = read(text)
    assert application.side == "idp"
    assert PairingKey("auth0-connection-id", "con_1") in application.keys


@pytest.mark.parametrize(
    ("section", "detail"),
    [
        ("{connection: {id: con_1}}", "`connection` stands without `id: auth0` or `id: okta`"),
        ("{id: docker, connection: {id: con_1}}", "`connection` stands without `id: auth0` or `id: okta`"),
        ("{id: auth0, connection: {entity_id: x}}", "`entity_id` names no connection of auth0"),
        ("{id: okta, connection: {name: x}}", "`name` names no connection of okta"),
        ("{id: auth0, connection: {tenant: x}}", "`tenant` stands without `name`"),
        ("{id: auth0, connection: {nme: x}}", "unknown key `nme` in `connection`"),
        ("{id: auth0, scim_configured: maybe}", "`scim_configured` must be true or false, but is text"),
    ],
)
def test_a_connection_that_means_nothing_is_said(section: str, detail: str) -> None:
    text = f"idplint: 1\napplication: {{name: a}}\nservice_provider: {section}\n"
    assert [complaint[2] for complaint in complaints(text)] == [detail]


def test_a_name_that_only_repeats_the_id_is_none() -> None:
    assert read(AUTH0.replace("name: payroll, id: auth0", 'name: "auth0:con_1", id: auth0')).name is None
    assert read("idplint: 1\napplication: {name: 'okta:0oa1', id: 'okta:0oa1'}\n").name is None


def test_whether_scim_is_set_up_comes_back_with_its_basis() -> None:
    for value, basis in ((True, Basis.INFERRED), (False, Basis.READ)):
        facts = ServiceProviderFacts(id=Sourced("auth0", AT), scim_configured=Sourced(value, AT, basis))
        again = read(native_text(ledger(service_provider=facts))).service_provider
        assert again is not None
        assert again.scim_configured is not None
        assert (again.scim_configured.value, again.scim_configured.basis) == (value, basis)


# --- assignment ------------------------------------------------------------------------------------------------------


def with_assignment(assignment: Assignment | None) -> str:
    return native_text(ledger(assignment=assignment))


def test_assignment_comes_back() -> None:
    yes, no = Sourced(value=True, origin=AT), Sourced(value=False, origin=AT)
    text = with_assignment(Assignment(yes, no))
    assert "  assignment: {required: true, assigned: false}\n" in text
    again = read(text).assignment
    assert again is not None
    assert isinstance(again.required, Sourced)
    assert isinstance(again.assigned, Sourced)
    assert (again.required.value, again.assigned.value) == (True, False)


def test_what_was_just_not_read_of_it_is_left_out_and_a_reason_is_kept() -> None:
    yes, unread = Sourced(value=True, origin=AT), Unknown("assignments", "not read", "read it")
    assert "  assignment: {required: true}\n" in with_assignment(Assignment(yes, unread))
    text = with_assignment(Assignment(yes, Unknown("assignments", "403", "grant it", AT)))
    assert '    assigned: {unknown: "403", remedy: grant it}\n' in text
    again = read(text).assignment
    assert again is not None
    assert isinstance(again.assigned, Unknown)
    assert again.assigned.reason == "403"
    assert "assignment" not in with_assignment(None)


# --- attributes that may be there ------------------------------------------------------------------------------------


def test_why_a_login_may_carry_more_comes_back() -> None:
    text = native_text(ledger(other_attributes=Unknown("login attributes", "403", "grant it", AT)))
    assert '  other_attributes: {unknown: "403", remedy: grant it}\n' in text
    again = read(text)
    assert again.other_attributes is not None
    assert (again.other_attributes.reason, again.other_attributes.remedy) == ("403", "grant it")
    assert isinstance(again.attributes, tuple)


# --- comments --------------------------------------------------------------------------------------------------------


def comments(application: Application) -> list[str]:
    return [line for line in native_text(application).splitlines() if line.startswith("#")]


def test_comments_say_where_to_look() -> None:
    okta = ledger(idp=IdentityProvider(IdpKind.OKTA), service_provider=ServiceProviderFacts())
    assert comments(okta) == [
        "# Okta Admin Console > Applications > Applications > Ledger: production > Sign On",
        "# Okta Admin Console > Applications > Applications > Ledger: production > Provisioning > To App",
    ]
    assert comments(alone(read(AUTH0))) == ["# Auth0 Dashboard > Authentication > Enterprise > payroll"]
    assert comments(alone(read(OKTA))) == ["# Okta Admin Console > Security > Identity Providers > Partners"]


@pytest.mark.parametrize("kind", [IdpKind.OTHER, IdpKind.UNKNOWN])
def test_nobody_knows_where_to_look_in_another_console(kind: IdpKind) -> None:
    assert comments(ledger(idp=IdentityProvider(kind), service_provider=ServiceProviderFacts())) == []


@pytest.mark.parametrize(
    "name",
    [
        "x\nidplint: 2",
        "x\r\n- y",
        "x\u2028y",
        "x\x85y",
        "x\x1b[31m",
        "\u202egnp",
        "x\0",
        "x" * 5000,
        "{name} {0} %s",
        "#",
    ],
)
def test_a_name_cannot_leave_its_comment(name: str) -> None:
    text = native_text(ledger(name=name))
    for comment in [line for line in text.split("\n") if line.startswith("#")]:
        assert comment.isprintable()
        assert len(comment) < 300
    # Neither are lines more nor is anything else read.
    assert len(text.split("\n")) == len(native_text(ledger()).split("\n"))
    assert read(text).name == Sourced(name, Origin("a.yaml", ("application", "name")))


def test_comments_are_not_read() -> None:
    text = native_text(ledger())
    bare = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert facts_of(read(text)) == facts_of(read(bare))


def facts_of(partial: PartialApplication) -> Any:
    return msgspec.to_builtins(msgspec.structs.replace(partial, origin=AT))


def test_the_layer_of_a_half_is_that_of_documents() -> None:
    assert read(AUTH0).layer is Layer.NATIVE
