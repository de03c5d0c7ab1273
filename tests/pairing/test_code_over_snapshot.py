"""What counts where code and a snapshot of one application both speak, and what is said of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.application import (
    Claim,
    ClaimBranch,
    Creation,
    Dialect,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
    Provisioning,
    ProvisioningState,
    ServiceProviderFacts,
    SourceExpression,
    UpdateTime,
)
from idplint.model.values import Basis, Origin, Sourced, Unknown
from idplint.pairing.joining import join
from idplint.reports.understanding import understanding
from idplint.ruleset.registry import rules
from idplint.ruleset.running import report_problems
from tests.entra_samples import ACS as SAMPLE_ACS
from tests.entra_samples import Estate, auth0_connection, auth0_scim, bundle, service_principal
from tests.pairing.handmade import (
    ACS,
    at_code,
    code,
    computed,
    connection,
    entry,
    job,
    line,
    name_id,
    okta,
    only,
    snapshot,
)

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Problem
    from idplint.model.application import Application, AttributeMapping

SAML = "okta_app_saml.ledger"
HERE = at_code("prod", SAML)
READ = Origin("snapshots/0oaLEDGER.json")
CODE = f"terraform:prod#{SAML}"
ACTIVE, DISABLED = ProvisioningState.ACTIVE, ProvisioningState.DISABLED


def both(ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[PartialApplication, PartialApplication]:
    return code(acs_urls=[ACS], **ours), snapshot(acs_urls=[ACS], **theirs)


def contested(application: Application) -> dict[str, tuple[str, str]]:
    """What lost, by fact: the files of the winner and of the loser."""
    return {held.fact: (held.winner.path, held.losers[0].path) for held in application.contested}


def differences(*records: PartialApplication, exported_on: dict[str, datetime.date] | None = None) -> list[Problem]:
    found = join(records, (), exported_on).problems
    return [problem for problem in found if problem.predicate == "code-differs-from-snapshot"]


def mappings(application: Application) -> dict[str, AttributeMapping]:
    (held,) = jobs(application)
    assert isinstance(held.mappings, tuple)
    assert len({each.target for each in held.mappings}) == len(held.mappings)
    return {each.target: each for each in held.mappings}


def jobs(application: Application) -> tuple[Provisioning, ...]:
    assert isinstance(application.provisioning, tuple)
    return application.provisioning


def texts(application: Application) -> dict[str, str]:
    return {target: text(each.source) for target, each in mappings(application).items()}


def text(source: object) -> str:
    return source.value.text if isinstance(source, Sourced) else "unknown"


# --- one value --------------------------------------------------------------------------------------------------------


def test_code_beats_the_snapshot_and_the_other_facts_stay() -> None:
    ours, theirs = name_id("${user.email}", HERE.at("x")), name_id("${user.login}", READ.at("x"))
    records = both({"name_id": ours}, {"name_id": theirs, "enabled": Sourced(value=True, origin=READ)})
    application = only(*records)
    assert application.name_id == ours
    assert application.enabled == Sourced(value=True, origin=READ)
    assert application.id == "okta:0oaLEDGER"
    assert application.idp.tenant == "contoso"
    assert contested(application) == {"NameID": ("prod/main.tf", READ.path)}
    assert application.contested[0].settled


def test_what_code_leaves_out_is_the_snapshots() -> None:
    theirs = name_id("${user.login}", READ.at("x"))
    assert only(*both({"name_id": None}, {"name_id": theirs})).name_id == theirs
    unsaid = Unknown("NameID", "this resource has no NameID", "x", HERE)
    assert only(*both({"name_id": unsaid}, {"name_id": theirs})).name_id == theirs
    nowhere = Unknown("NameID", "this resource has no NameID", "x")
    assert only(*both({"name_id": nowhere}, {"name_id": theirs})).name_id == theirs


def test_what_code_computes_stays_unknown_and_names_what_the_snapshot_says() -> None:
    application = only(*both({"name_id": computed(HERE)}, {"name_id": name_id("${user.login}", READ.at("x"))}))
    assert isinstance(application.name_id, Unknown)
    assert application.name_id.remedy == "set it in terraform.tfvars"
    assert "var.name_id has no value" in application.name_id.reason
    assert "`${user.login}`" in application.name_id.reason
    assert "not known here" in application.contested[0].reason
    assert differences(*both({"name_id": computed(HERE)}, {"name_id": name_id("${user.login}", READ)})) == []


def test_a_declared_fact_fills_what_code_computes() -> None:
    facts = ServiceProviderFacts(creates=Unknown("JIT", "var.jit has no value", "x", HERE.at("jit")))
    read = ServiceProviderFacts(creates=Sourced(Creation.ENABLED, READ.at("jit")))
    declared = ServiceProviderFacts(creates=Sourced(Creation.DISABLED, Origin("idplint.yaml"), Basis.DECLARED))
    records = both({"service_provider": facts}, {"service_provider": read})
    assert isinstance(only(*records).service_provider.creates, Unknown)
    filled = only(*records, declared=[entry({"id": CODE}, facts=declared)]).service_provider.creates
    assert isinstance(filled, Sourced)
    assert filled.value is Creation.DISABLED


def test_a_persons_word_in_a_native_document_fills_what_code_computes() -> None:
    facts = ServiceProviderFacts(creates=Unknown("JIT", "var.jit has no value", "x", HERE.at("jit")))
    stated = ServiceProviderFacts(creates=Sourced(Creation.DISABLED, READ.at("jit"), Basis.DECLARED))
    records = both({"service_provider": facts}, {"service_provider": stated, "layer": Layer.NATIVE})
    assert only(*records).service_provider.creates == stated.creates


def test_a_declared_fact_that_contradicts_code_is_said() -> None:
    facts = ServiceProviderFacts(creates=Sourced(Creation.ENABLED, HERE.at("jit")))
    declared = ServiceProviderFacts(creates=Sourced(Creation.DISABLED, Origin("idplint.yaml"), Basis.DECLARED))
    result = join((code(service_provider=facts),), (entry({"id": CODE}, facts=declared),))
    assert [problem.predicate for problem in result.problems] == ["declared-contradicts-read"]


def test_a_class_of_users_that_code_drops_is_a_difference() -> None:
    guests = ClaimBranch(okta("${user.email}", READ), "external_guests")
    theirs = Claim("NameID", (*name_id("${user.login}", READ).branches, guests), READ)
    records = both({"name_id": name_id("${user.login}", HERE.at("x"))}, {"name_id": theirs})
    assert only(*records).name_id == name_id("${user.login}", HERE.at("x"))
    assert [problem.slots["fact"] for problem in differences(*records)] == ["NameID"]


def test_letter_case_and_repeated_urls_are_no_difference() -> None:
    ours, theirs = name_id("${user.EMAIL}", HERE.at("x")), name_id("${user.email}", READ.at("x"))
    application = only(*both({"name_id": ours}, {"name_id": theirs}))
    assert application.contested == ()
    assert [url.origin.path for url in application.acs_urls] == ["prod/main.tf"]


# --- lists ------------------------------------------------------------------------------------------------------------

FULL = job(
    READ,
    line("userName", "${source.login}", READ.at("userName"), Dialect.OKTA_TEMPLATE, basis=Basis.READ),
    line("externalId", "user.id", READ.at("externalId"), basis=Basis.IDP_DEFAULT),
    line("emails", "user.email", READ.at("emails")),
    line("title", "user.title", READ.at("title")),
    state=ACTIVE,
    name="user",
)
PARTLY = Unknown("SCIM mapping", "the resource states these lines only", "x", HERE)


def mapping_in_code(*lines: AttributeMapping, **rest: Any) -> PartialApplication:
    at = at_code("prod", "okta_profile_mapping.ledger")
    reference = PairingKey("terraform-address", SAML, "terraform:prod")
    held = job(at, *lines, **rest)
    return code("okta_profile_mapping.ledger", idp=None, origin=at, keys=(reference,), provisioning=(held,))


EMAIL = line("emails", "user.secondEmail", HERE.at("emails"))


def test_one_line_in_code_replaces_that_line_of_the_snapshot() -> None:
    records = (*both({}, {"provisioning": (FULL,)}), mapping_in_code(EMAIL, rest=PARTLY))
    application = only(*records)
    assert texts(application) == {
        "emails": "user.secondEmail",
        "userName": "${source.login}",
        "externalId": "user.id",
        "title": "user.title",
    }
    assert mappings(application)["emails"].origin == EMAIL.origin
    (held,) = jobs(application)
    assert (held.rest, held.name) == (None, "user")
    assert isinstance(held.state, Sourced)
    assert held.state.origin == READ.at("state")
    assert contested(application) == {"SCIM mapping of emails": ("prod/main.tf", READ.path)}
    assert [problem.slots["fact"] for problem in differences(*records)] == ["SCIM mapping of emails"]


def test_a_list_that_code_completes_leaves_no_other_line_but_what_the_provider_sends_of_itself() -> None:
    records = (*both({}, {"provisioning": (FULL,)}), mapping_in_code(EMAIL))
    application = only(*records)
    assert set(texts(application)) == {"emails", "userName", "externalId"}
    assert set(contested(application)) == {"SCIM mapping of emails", "SCIM mapping of title"}


def test_a_line_that_code_computes_is_unknown() -> None:
    unknown = Unknown("SCIM mapping", "local.mail is not known", "x", HERE.at("emails", "expression"))
    broken = line("emails", "x", HERE.at("emails"))
    records = (
        *both({}, {"provisioning": (FULL,)}),
        mapping_in_code(type(broken)("emails", unknown, broken.origin), rest=PARTLY),
    )
    source = mappings(only(*records))["emails"].source
    assert isinstance(source, Unknown)
    assert "local.mail is not known" in source.reason


def test_resources_of_one_application_complete_each_other() -> None:
    at = at_code("prod", "okta_app_features.ledger")
    reference = PairingKey("terraform-address", SAML, "terraform:prod")
    unlisted = Provisioning(Sourced(DISABLED, at.at("status")), Unknown("SCIM mapping", "not here", "x", at), at)
    switch = code("okta_app_features.ledger", idp=None, origin=at, keys=(reference,), provisioning=(unlisted,))
    title = line("title", "user.honorific", HERE.at("title"))
    records = [code(acs_urls=[ACS]), switch, mapping_in_code(EMAIL, title, rest=PARTLY)]
    alone = only(*records)
    assert texts(alone) == {"emails": "user.secondEmail", "title": "user.honorific"}
    assert alone.contested == ()
    merged = only(*records, snapshot(acs_urls=[ACS], provisioning=(FULL,)))
    (held,) = jobs(merged)
    assert isinstance(held.state, Sourced)
    assert held.state.value is DISABLED
    facts = {problem.slots["fact"] for problem in differences(*records, snapshot(acs_urls=[ACS], provisioning=(FULL,)))}
    assert facts == {"SCIM state", "SCIM mapping of emails"}


def second_mapping(*lines: AttributeMapping, **rest: Any) -> PartialApplication:
    at = at_code("prod", "okta_profile_mapping.second")
    reference = PairingKey("terraform-address", SAML, "terraform:prod")
    held = (job(at, *lines, **rest),)
    return code("okta_profile_mapping.second", idp=None, origin=at, keys=(reference,), provisioning=held)


def test_a_complete_list_in_one_resource_leaves_the_lines_of_another() -> None:
    title = line("title", "user.honorific", HERE.at("title"))
    assert set(texts(only(code(), mapping_in_code(EMAIL), second_mapping(title)))) == {"emails", "title"}


def test_the_state_in_one_resource_holds_for_every_mapping_in_others() -> None:
    at = at_code("prod", "okta_app_features.ledger")
    reference = PairingKey("terraform-address", SAML, "terraform:prod")
    switch = code(
        "okta_app_features.ledger", idp=None, origin=at, keys=(reference,), provisioning=(job(at, state=DISABLED),)
    )
    records = [code(), switch, mapping_in_code(EMAIL, name="staff"), second_mapping(EMAIL, name="partners")]
    held = jobs(only(*records))
    assert [(each.name, getattr(each.state, "value", None)) for each in held] == [
        ("staff", DISABLED),
        ("partners", DISABLED),
    ]


def test_one_line_on_its_own_keeps_how_the_snapshot_matches_and_sends_it() -> None:
    held = type(EMAIL)("emails", okta("user.email", READ), READ, 2, "create_only", "none@contoso.com")
    full = job(READ, held, state=ACTIVE)
    partly = mappings(only(*both({}, {"provisioning": (full,)}), mapping_in_code(EMAIL, rest=PARTLY)))["emails"]
    assert (partly.matching_precedence, partly.flow, partly.default_value) == (2, "create_only", "none@contoso.com")
    whole = mappings(only(*both({}, {"provisioning": (full,)}), mapping_in_code(EMAIL)))["emails"]
    assert (whole.matching_precedence, whole.flow, whole.default_value) == (None, None, None)


def test_a_format_that_code_leaves_out_is_the_snapshots() -> None:
    theirs = Claim("NameID", name_id("${user.login}", READ).branches, READ, Sourced("persistent", READ.at("format")))
    held = only(*both({"name_id": name_id("${user.email}", HERE.at("x"))}, {"name_id": theirs})).name_id
    assert isinstance(held, Claim)
    assert held.format == theirs.format


def test_two_resources_that_state_one_line_differently_are_said() -> None:
    second = second_mapping(line("emails", "user.email", HERE.at("second")), rest=PARTLY)
    records = [code(), mapping_in_code(EMAIL, rest=PARTLY), second]
    assert text(mappings(only(*records))["emails"].source) == "unknown"
    assert [problem.outcome for problem in join(records, ()).problems] == ["copies"]


def test_a_mapping_in_code_provisions_nobody_where_provisioning_is_off() -> None:
    records = (*both({}, {"provisioning": ()}), mapping_in_code(EMAIL, rest=PARTLY))
    assert only(*records).provisioning == ()


@pytest.mark.parametrize(("ours", "theirs"), [((), (FULL,)), ((job(HERE, state=ACTIVE),), ())])
def test_that_nobody_is_provisioned_is_a_statement(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> None:
    records = both({"provisioning": ours}, {"provisioning": theirs})
    assert len(jobs(only(*records))) == len(ours)
    assert [problem.slots["fact"] for problem in differences(*records)] == ["SCIM state"]


def test_a_login_attribute_in_code_replaces_the_one_of_its_name() -> None:
    def claim(name: str, source: str, at: Origin) -> Claim:
        return Claim(name, (ClaimBranch(okta(source, at.at(name))),), at.at(name))

    records = both(
        {"attributes": (claim("mail", "user.secondEmail", HERE),)},
        {"attributes": (claim("uid", "user.login", READ), claim("Mail", "user.email", READ))},
    )
    application = only(*records)
    assert isinstance(application.attributes, tuple)
    assert [(each.name, text(each.branches[0].source)) for each in application.attributes] == [
        ("mail", "user.secondEmail"),
        ("uid", "user.login"),
    ]
    assert contested(application) == {"login attribute mail": ("prod/main.tf", READ.path)}
    assert differences(*records) == []
    keyed = ServiceProviderFacts(login_keys=(Sourced("attribute:mail", READ),))
    linked = (*records, connection("auth0:con_1", Layer.RAW, "ledger", "", service_provider=keyed))
    declared = [entry({"id": CODE}, "auth0:con_1")]
    found = [problem.slots.get("fact") for problem in join(linked, declared).problems]
    assert found == ["login attribute mail"]


# --- Okta's application username --------------------------------------------------------------------------------------

TEMPLATE = okta("${source.login}", READ.at("credentials", "userNameTemplate", "template"))
LOGIN_LINE = type(EMAIL)("userName", TEMPLATE, READ.at("credentials", "userNameTemplate"), matching_precedence=1)
NEW = okta("${source.email}", HERE.at("user_name_template"))


def test_the_user_name_of_scim_follows_the_template_in_code() -> None:
    theirs = {"application_username": TEMPLATE, "provisioning": (job(READ, LOGIN_LINE, state=ACTIVE),)}
    records = both({"application_username": NEW}, theirs)
    application = only(*records)
    assert application.application_username == NEW
    held = mappings(application)["userName"]
    assert (held.source, held.origin, held.matching_precedence) == (NEW, NEW.origin, 1)
    assert [problem.slots["fact"] for problem in differences(*records)] == ["application username"]


def test_a_template_that_code_computes_leaves_the_user_name_of_scim_unknown() -> None:
    theirs = {"application_username": TEMPLATE, "provisioning": (job(READ, LOGIN_LINE, state=ACTIVE),)}
    application = only(*both({"application_username": computed(HERE)}, theirs))
    assert isinstance(application.application_username, Unknown)
    assert text(mappings(application)["userName"].source) == "unknown"


def test_a_profile_mapping_of_user_name_overrides_the_template_in_code() -> None:
    at = READ.at("profileMappings", 0, "properties", "userName")
    override = Sourced(SourceExpression("user.employeeNumber", Dialect.OKTA_CLASSIC), at.at("expression"))
    held = job(READ, type(EMAIL)("userName", override, at), state=ACTIVE)
    records = both({"application_username": NEW}, {"application_username": override, "provisioning": (held,)})
    application = only(*records)
    assert application.application_username == override
    assert texts(application) == {"userName": "user.employeeNumber"}
    assert contested(application) == {"application username": (READ.path, "prod/main.tf")}
    assert differences(*records) == []
    own = line("userName", "${source.nick}", HERE.at("userName"), Dialect.OKTA_TEMPLATE)
    assert texts(only(*records, mapping_in_code(own, rest=PARTLY))) == {"userName": "${source.nick}"}


def test_a_native_document_that_states_no_username_shows_the_template_in_its_mapping() -> None:
    held = job(READ, line("userName", "${source.login}", READ.at("m"), Dialect.OKTA_TEMPLATE), state=ACTIVE)
    records = both({"application_username": NEW}, {"provisioning": (held,), "layer": Layer.NATIVE})
    assert texts(only(*records)) == {"userName": "${source.email}"}


# --- the service provider ---------------------------------------------------------------------------------------------


def sides(ours: ServiceProviderFacts, theirs: ServiceProviderFacts) -> tuple[PartialApplication, PartialApplication]:
    at = Origin("prod/main.tf", ("auth0_connection.ledger",))
    return (
        connection(
            "terraform:prod#auth0_connection.ledger", Layer.CODE, "ledger", "", origin=at, service_provider=ours
        ),
        connection("auth0:con_1", Layer.RAW, "ledger", "contoso", service_provider=theirs),
    )


def test_join_key_jit_and_login_key_of_a_connection_are_compared() -> None:
    at, there = Origin("prod/main.tf", ("auth0_connection.ledger",)), Origin("con_1.file")
    ours = ServiceProviderFacts(
        scim_key=Sourced("userName", at.at("scim")),
        creates=Sourced(Creation.ENABLED, at.at("jit")),
        login_keys=(Sourced("attribute:uid", at.at("key")),),
    )
    theirs = ServiceProviderFacts(
        scim_key=Sourced("externalId", there.at("scim")),
        creates=Sourced(Creation.DISABLED, there.at("jit"), Basis.INFERRED),
        login_keys=(Sourced("name_id", there.at("key"), Basis.CATALOGUE),),
        updates=Sourced(UpdateTime.NEVER, there.at("updates")),
    )
    records = sides(ours, theirs)
    facts = only(*records).service_provider
    assert (facts.scim_key, facts.creates, facts.login_keys) == (ours.scim_key, ours.creates, ours.login_keys)
    assert facts.updates == theirs.updates
    assert {problem.slots["fact"] for problem in differences(*records)} == {"SCIM key", "JIT", "login key"}


def test_what_code_only_suggests_gives_way_but_a_providers_default_does_not() -> None:
    at, there = Origin("prod/main.tf", ("auth0_connection.ledger",)), Origin("con_1.file")
    read = ServiceProviderFacts(scim_key=Sourced("externalId", there.at("scim")))
    usual = ServiceProviderFacts(scim_key=Sourced("userName", at.at("scim"), Basis.CATALOGUE))
    assert only(*sides(usual, read)).service_provider.scim_key == read.scim_key
    assert differences(*sides(usual, read)) == []
    static = ServiceProviderFacts(scim_key=Sourced("userName", at.at("scim"), Basis.IDP_DEFAULT))
    assert only(*sides(static, read)).service_provider.scim_key == static.scim_key


# --- what is said -----------------------------------------------------------------------------------------------------


def test_the_note_names_both_places_and_the_snapshots_day_where_it_is_known() -> None:
    records = both(
        {"name_id": name_id("${user.email}", HERE.at("x"))}, {"name_id": name_id("${user.login}", READ.at("x"))}
    )
    (unaged,) = differences(*records)
    assert [(label.origin, label.primary) for label in unaged.labels] == [(HERE.at("x"), True), (READ.at("x"), False)]
    assert unaged.application is not None
    assert unaged.application.id == "okta:0oaLEDGER"
    (plain,) = report_problems(rules(), [unaged])
    assert (plain.rule.code, plain.severity.value) == ("IDP905", "note")
    assert plain.message == (
        "code and the snapshot differ in the NameID: code says `${user.email}`, which counts; "
        "the snapshot says `${user.login}`"
    )
    (aged,) = differences(*records, exported_on={READ.path: datetime.date(2026, 5, 3)})
    assert "the snapshot of 2026-05-03 differ" in report_problems(rules(), [aged])[0].message


def test_show_tells_for_each_value_which_source_won(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    estate.add("app.json", bundle(servicePrincipal=service_principal(replyUrls=[SAMPLE_ACS])))
    estate.add("connection.json", auth0_connection())
    estate.add("scim.json", auth0_scim())
    scim = {"user_id_attribute": "userName", "mapping": []}
    written = {"name": "entra", "strategy": "samlp", "options": {}, "scim_configuration": scim}
    estate.add("auth0/tenant.yaml", {"connections": [written]})
    run = estate.run()
    ((analysis,),) = [held.analyses for held in run.estates]
    shown = understanding(analysis, run.documents)
    (told,) = [each for each in shown.splitlines() if each.lstrip().startswith("contested")]
    assert "SCIM key: " in told
    assert "tenant.yaml:" in told.partition(" counts, not ")[0]
    assert "scim.json:" in told.partition(" counts, not ")[2]
    assert told.endswith("(code says userName, the snapshot externalId)")


def test_a_protocol_that_only_code_knows_decides_where_people_sign_in() -> None:
    scim = snapshot("0oaSCIM", protocol=Sourced(Protocol.NONE, Origin("s")), provisioning=(FULL,))
    sign_on = code(protocol=Sourced(Protocol.SAML, HERE.at("type")), name_id=name_id("${user.email}", HERE.at("x")))
    application = only(scim, sign_on, declared=[entry({"id": CODE}, "okta:0oaSCIM")])
    assert (application.id, application.other_ids) == (CODE, ("okta:0oaSCIM",))
    assert jobs(application)[0].owner == "okta:0oaSCIM"
