from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from idplint.config.load import load_settings
from idplint.config.settings import Match, Settings
from idplint.documents.reading import read_document
from idplint.errors import ConfigurationError
from idplint.findings import Severity
from idplint.model.application import Creation, UpdateTime
from idplint.model.supplied_sample import SuppliedSample
from idplint.model.values import Basis, Origin, Sourced

WHOLE = """\
applications:
  - match: {name: "Ledger*"}
    service_provider: docker
    link: {login: name_id, scim: userName, case: fold}
    jit: enabled
    pair: [okta:0oa1, auth0:con_1]
    accounts_before_scim: present
    override: vendor confirmed on the phone
  - match: {id: "entra:contoso.com/6f0c"}
    service_provider:
      id: auth0
      variant: samlp
      link: {login: [attribute:uid, name_id], scim: externalId, case: exact}
      login: {creates: disabled, updates: every_login}
directory:
  equivalent: [[user.mail, user.userPrincipalName]]
  never_null: [user.employeeId]
  guests: none
  domains: [contoso.com]
  samples:
    - {name: Jo Park, special: works for the subsidiary, attributes: {user.mail: jo@sub.example, mobile: null}}
    - {name: Kai Ito, class: external_guests, attributes: {"[extensionAttribute1]": "7"}}
ignores:
  - {rule: IDP301, application: "okta:0oa1", reason: "vendor ticket 123", until: 2027-01-31, pointer: /sign_on}
select: [default, IDP4]
ignore: [IDP303]
severity: {IDP101: warning}
exclude: [examples/]
paths: [apps]
"""


def load(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "idplint.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, "idplint.yaml")


def refused(tmp_path: Path, text: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert caught.value.path == "idplint.yaml"
    return caught.value


def test_declared_facts(tmp_path: Path) -> None:
    ledger, auth0 = load(tmp_path, WHOLE).applications
    assert ledger.match == Match(name="Ledger*")
    assert ledger.match.words == "name: Ledger*"
    assert ledger.override is not None
    assert ledger.override.value == "vendor confirmed on the phone"
    assert [half.value for half in ledger.pair] == ["okta:0oa1", "auth0:con_1"]
    at = Origin("idplint.yaml", ("applications", 0))
    assert ledger.origin == at
    facts = ledger.facts
    assert facts.id == Sourced("docker", at.at("service_provider"), Basis.DECLARED)
    assert facts.login_keys == (Sourced("name_id", at.at("link", "login"), Basis.DECLARED),)
    assert facts.scim_key == Sourced("userName", at.at("link", "scim"), Basis.DECLARED)
    assert facts.case == Sourced("fold", at.at("link", "case"), Basis.DECLARED)
    assert facts.creates == Sourced(Creation.ENABLED, at.at("jit"), Basis.DECLARED)
    assert facts.accounts_before_scim == Sourced("present", at.at("accounts_before_scim"), Basis.DECLARED)
    assert facts.updates is None
    at = Origin("idplint.yaml", ("applications", 1, "service_provider"))
    facts = auth0.facts
    assert facts.id == Sourced("auth0", at.at("id"), Basis.DECLARED)
    assert facts.variant == Sourced("samlp", at.at("variant"), Basis.DECLARED)
    assert facts.login_keys == (
        Sourced("attribute:uid", at.at("link", "login", 0), Basis.DECLARED),
        Sourced("name_id", at.at("link", "login", 1), Basis.DECLARED),
    )
    assert facts.creates == Sourced(Creation.DISABLED, at.at("login", "creates"), Basis.DECLARED)
    assert facts.updates == Sourced(UpdateTime.EVERY_LOGIN, at.at("login", "updates"), Basis.DECLARED)
    assert auth0.override is None


def test_directory_ignores_and_selection(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE)
    directory = settings.directory
    assert [pair.value for pair in directory.equivalent] == [("user.mail", "user.userPrincipalName")]
    assert directory.equivalent[0].origin.pointer == ("directory", "equivalent", 0)
    assert [name.value for name in directory.never_null] == ["user.employeeId"]
    assert directory.guests == Sourced("none", Origin("idplint.yaml", ("directory", "guests")), Basis.DECLARED)
    assert [domain.value for domain in directory.domains] == ["contoso.com"]
    assert directory.samples[0].value == SuppliedSample(
        "Jo Park", "works for the subsidiary", "members", (("user.mail", "jo@sub.example"), ("mobile", None))
    )
    assert directory.samples[1].value == SuppliedSample(
        "Kai Ito", "", "external_guests", (("[extensionAttribute1]", "7"),)
    )
    (ignore,) = settings.ignores
    assert (ignore.rule, ignore.application, ignore.reason) == ("IDP301", "okta:0oa1", "vendor ticket 123")
    assert ignore.until == datetime.date(2027, 1, 31)
    assert ignore.pointer == "/sign_on"
    assert settings.select == ("default", "IDP4")
    assert settings.ignore == ("IDP303",)
    assert settings.severities == {"IDP101": Severity.WARNING}
    assert settings.exclude == ("examples/",)
    assert settings.paths == ("apps",)
    assert settings.origin("severity", "IDP101") == Origin("idplint.yaml", ("severity", "IDP101"))


def test_every_origin_leads_to_its_value(tmp_path: Path) -> None:
    document = read_document("idplint.yaml", WHOLE.encode())
    settings = load(tmp_path, WHOLE)
    sourced: list[Sourced[object]] = []

    def collect(value: object) -> None:
        if isinstance(value, Sourced):
            sourced.append(value)
        elif isinstance(value, tuple):
            for each in value:
                collect(each)
        elif hasattr(value, "__struct_fields__"):
            for name in value.__struct_fields__:
                collect(getattr(value, name))

    collect((settings.applications, settings.directory))
    assert len(sourced) == 23
    for each in sourced:
        stands = document.value_at(each.origin.pointer)
        if isinstance(each.value, SuppliedSample):
            assert isinstance(stands, dict)
            assert (stands["name"], tuple(stands["attributes"].items())) == (each.value.name, each.value.attributes)
            continue
        assert (tuple(stands) if isinstance(stands, list) else stands) == each.value


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "{}\n", "null\n"])
def test_an_empty_file_is_the_defaults(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Settings(path="idplint.yaml")
    assert Settings().origin("select", 0) is None


@pytest.mark.parametrize(
    ("text", "place", "message", "help_"),
    [
        (
            "select: [default]\nigores:\n  - {rule: IDP301, reason: x}\n",
            (2, 1),
            "unknown key `igores`",
            "did you mean `ignores`? allowed here: `applications`, `directory`, `ignores`, `select`, `ignore`, ",
        ),
        (
            "applications:\n  - match: {nam: Ledger}\n",
            (2, 13),
            "unknown key `nam` in `match`",
            "did you mean `name`? allowed here: `id`, `name`, `acs_url`",
        ),
        ("frobnicate: 1\n", (1, 1), "unknown key `frobnicate`", "allowed here: `applications`, "),
        ("select: default\n", (1, 9), "`select` must be a list, but is text", "Rules to run"),
        ("select: [IDP101, 104]\n", (1, 18), "item 2 of `select` must be text, but is a number", "put it in quotes"),
        ("ignores:\n", (1, 9), "`ignores` must be a list, but is empty", "write a value, or leave the key out"),
        (
            "ignores:\n  - rule: IDP301\n    application: okta:0oa1\n",
            (2, 5),
            "`reason` is missing in item 1 of `ignores`",
            "Why the finding is accepted, for whoever reads this next.",
        ),
        ("ignores: [{rule: IDP301, reason: '  '}]\n", (1, 34), "`reason` is empty", "Why the finding is accepted"),
        ("ignores: [{rule: IDP301, reason: ''}]\n", (1, 34), "`reason` is empty", "Why the finding is accepted"),
        ("ignores: [{rule: '', reason: x}]\n", (1, 18), "`rule` is empty", "The rule's code or name"),
        (
            "ignores: [{rule: IDP301, reason: x, until: 2027-02-30}]\n",
            (1, 44),
            "`until` is no date: `2027-02-30`",
            "The last day on which the finding is ignored, such as 2027-01-31.",
        ),
        (
            "ignores: [{rule: IDP301, reason: x, until: 31.1.2027}]\n",
            (1, 44),
            "`until` is no date: `31.1.2027`",
            "The last day",
        ),
        (
            "ignores: [{rule: IDP301, reason: x, pointer: sign_on}]\n",
            (1, 46),
            "`pointer` cannot be `sign_on`",
            "JSON Pointer of the place, such as /sign_on/name_id.",
        ),
        (
            "severity: {IDP101: eror}\n",
            (1, 20),
            "`IDP101` must be `error`, `note` or `warning`, not `eror`",
            "did you mean `error`?",
        ),
        (
            "directory: {guests: nobody}\n",
            (1, 21),
            "`guests` must be `none` or `present`, not `nobody`",
            "Whether guest accounts are given access",
        ),
        ("directory: {equivalent: [[mail]]}\n", (1, 26), "item 1 of `equivalent` must have at least 2 items", ""),
        (
            "directory: {samples: [{name: Jo, attributes: {mail: jo@sub.example, extensionAttribute1: 7}}]}\n",
            (1, 90),
            "`extensionAttribute1` must be text or empty, but is a number",
            "put it in quotes",
        ),
        (
            "directory: {samples: [{name: Jo, attributes: {}}]}\n",
            (1, 46),
            "`attributes` is empty",
            "Invented values by attribute",
        ),
        (
            "directory: {samples: [{name: Jo, attributes: null}]}\n",
            (1, 46),
            "`attributes` must be a mapping, but is empty",
            "",
        ),
        (
            "directory:\n  samples:\n    - {name: ' ', attributes: {mail: jo@sub.example}}\n",
            (3, 14),
            "`name` is empty",
            "What to call them",
        ),
        (
            "directory:\n  samples:\n    - attributes: {mail: jo@sub.example}\n",
            (3, 7),
            "`name` is missing in item 1 of `samples`",
            "What to call them",
        ),
        (
            "directory: {samples: [{name: Jo, class: guests, attributes: {mail: jo@sub.example}}]}\n",
            (1, 41),
            "`class` must be `entra_guests`, `external_guests` or `members`, not `guests`",
            "",
        ),
        (
            "directory:\n  samples:\n    - {name: Jo, attributes: {mail: a}}\n    - {name: Jo, attributes: {mail: b}}\n",
            (4, 14),
            "item 2 of `samples` has the name of item 1",
            "give each of them a name of their own",
        ),
        (
            "applications:\n  - jit: enabled\n",
            (2, 5),
            "`match` is missing in item 1 of `applications`",
            "Which applications",
        ),
        (
            "applications:\n  - match: {}\n",
            (2, 12),
            "`match` names no application",
            "give it `id`, `name` or `acs_url`",
        ),
        (
            "applications:\n  - {match: {id: a}, link: {login: nameid}}\n",
            (2, 36),
            "`login` cannot be `nameid`",
            "What a login is looked up by: name_id, attribute:<SAML attribute name> or oidc:<claim>.",
        ),
        (
            "applications:\n  - match: {id: a}\n    service_provider: [docker]\n",
            (3, 23),
            "`service_provider` must be text or a mapping, but is a list",
            "The service provider",
        ),
        (
            "applications:\n  - match: {id: a}\n    service_provider: {id: auth0, login: {jit: enabled}}\n",
            (3, 43),
            "unknown key `jit` in `login`",
            "allowed here: `creates`, `updates`",
        ),
        (
            "applications:\n  - match: {id: a}\n    jit: enabled\n    service_provider: {login: {creates: disabled}}\n",
            (3, 5),
            "`jit` is stated twice: `service_provider.login.creates` says it too",
            "keep one of the two",
        ),
        ("select: [a]\nselect: [b]\n", (2, 1), 'key "select"', ""),
        ("select: [default\n", (2, 1), "this is not YAML", ""),
        ("- select: [default]\n", (1, 1), "the configuration must be one mapping of keys", "write keys such as"),
        ("select: [default]\n---\nselect: [all]\n", (1, 1), "the configuration must be one mapping of keys", ""),
        ("just words\n", (1, 1), "the configuration must be one mapping of keys", "write keys such as"),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, text: str, place: tuple[int, int], message: str, help_: str) -> None:
    error = refused(tmp_path, text)
    assert (error.line, error.column) == place
    assert message in error.message
    assert (error.help or "").startswith(help_)


@pytest.mark.parametrize("word", ["true", "False", "on", "off", "yes", "NO"])
def test_jit_is_enabled_or_disabled_and_nothing_else(tmp_path: Path, word: str) -> None:
    error = refused(tmp_path, f"applications:\n  - match: {{name: Ledger}}\n    jit: {word}\n")
    shown = word.lower() if word.lower() in {"true", "false"} else f"`{word}`"
    assert str(error) == f"idplint.yaml:3:10: `jit` must be `disabled` or `enabled`, not {shown}"
    assert error.help == "write `disabled` or `enabled`"


def test_a_misspelt_key_is_named_before_the_key_it_stood_for(tmp_path: Path) -> None:
    error = refused(tmp_path, "ignores:\n  - {rule: IDP301, reson: ticket 12}\n")
    assert error.message == "unknown key `reson` in item 1 of `ignores`"
    assert (error.line, error.column) == (2, 20)
    assert (error.help or "").startswith("did you mean `reason`?")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path / "gone.yaml", "gone.yaml")
    assert str(caught.value) == "gone.yaml: the configuration cannot be read: No such file or directory"


def test_terminal_escapes_in_keys_are_not_passed_on(tmp_path: Path) -> None:
    error = refused(tmp_path, '"\\e[31mselect": [default]\n')
    assert "\x1b" not in error.message + (error.help or "")


def test_a_right_file_costs_no_jsonschema(tmp_path: Path) -> None:
    path = tmp_path / "idplint.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from idplint.config.load import load_settings; "
        f"load_settings(Path({str(path)!r}), 'idplint.yaml'); sys.exit('jsonschema' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 0
