"""Variables, locals, calls, instances and references through modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.documents.reading import read_document
from idplint.terraform import Known, OneOf, Reference, Unknown, Unset, read_modules
from tests.terraform.modules import APP, apps, estate, shown

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.terraform import Resource


def only(directory: Path, files: dict[str, str]) -> Resource:
    (resource,) = apps(estate(directory, files)).values()
    return resource


def app(body: str, name: str = "it") -> str:
    return f'resource "{APP}" "{name}" {{\n{body}\n}}\n'


def test_a_default_leads_to_where_it_is_written_and_where_it_is_used(tmp_path: Path) -> None:
    resource = only(tmp_path, {"main.tf": app("label = var.x"), "variables.tf": 'variable "x" {\n  default = "d"\n}\n'})
    value = resource.argument("label")
    assert isinstance(value, Known)
    assert value.written.path.endswith("variables.tf")
    assert value.written.pointer == ("variable", "x", "default")
    assert value.used.path.endswith("main.tf")
    assert value.used.pointer == ("resource", APP, "it", "label")


def test_tfvars_that_terraform_loads_win_over_defaults_in_its_order(tmp_path: Path) -> None:
    resource = only(
        tmp_path,
        {
            "main.tf": 'variable "x" {\n  default = "d"\n}\n' + app("label = var.x"),
            "terraform.tfvars": 'x = "t"',
            "a.auto.tfvars": 'x = "a"',
            "b.auto.tfvars": 'x = "b"',
        },
    )
    assert shown(resource.argument("label")) == "b"


def test_tfvars_that_have_to_be_named_are_alternatives(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "x" {\n  default = "d"\n}\nvariable "y" {}\n' + app("label = var.x\nsso_url = var.y"),
        "dev.tfvars": 'x = "dev"\ny = "1"',
        "prod.tfvars": 'x = "prod"\ny = "2"',
    }
    resource = only(tmp_path, files)
    assert shown(resource.argument("label")) == {"'d'", "'dev'", "'prod'"}
    assert shown(resource.argument("sso_url")) == {"'1'", "'2'"}


def test_a_variable_without_a_value_is_unknown_and_says_what_to_do(tmp_path: Path) -> None:
    value = only(tmp_path, {"main.tf": 'variable "x" {}\n' + app("label = var.x")}).argument("label")
    assert isinstance(value, Unknown)
    assert "terraform.tfvars" in value.remedy
    assert value.fact("NameID").fact == "NameID"


def test_a_sensitive_variable_is_never_kept(tmp_path: Path) -> None:
    text = 'variable "x" {\n  default = "hush"\n  sensitive = true\n}\n' + app("label = var.x")
    value = only(tmp_path, {"main.tf": text}).argument("label")
    assert isinstance(value, Unknown)
    assert "hush" not in repr(value)


def test_optional_attributes_take_their_defaults_and_types_convert(tmp_path: Path) -> None:
    text = """
variable "x" {
  type = object({ a = optional(string, "fallback"), b = number, c = optional(list(string)) })
  default = { b = "7" }
}
"""
    resource = only(tmp_path, {"main.tf": text + app("label = [var.x.a, var.x.b, var.x.c]")})
    assert shown(resource.argument("label")) == ["fallback", 7, None]


def test_null_and_absent_are_unset_and_nullable_false_takes_the_default(tmp_path: Path) -> None:
    text = 'variable "x" {\n  default = "d"\n  nullable = false\n}\n' + app("label = null\nsso_url = var.x")
    resource = only(tmp_path, {"main.tf": text, "terraform.tfvars": "x = null"})
    absent, null = resource.argument("recipient"), resource.argument("label")
    assert isinstance(absent, Unset)
    assert absent.written is None
    assert isinstance(null, Unset)
    assert null.written is not None
    assert shown(resource.argument("sso_url")) == "d"


MODULE = {
    "main.tf": 'module "sso" {\n  source = "./modules/app"\n  name = "Ledger"\n}\n',
    "modules/app/main.tf": 'variable "name" {}\n'
    + app("label = var.name")
    + f'output "label" {{\n  value = "${{{APP}.it.label}}!"\n}}\n',
}


def test_a_local_module_is_read_with_its_inputs_and_is_no_root(tmp_path: Path) -> None:
    found = estate(tmp_path, MODULE)
    (resource,) = apps(found).values()
    assert len(found.roots) == 1
    assert resource.address == f"module.sso.{APP}.it"
    assert resource.module_directory.endswith("modules/app")
    value = resource.argument("label")
    assert isinstance(value, Known)
    assert (value.value, value.written.pointer) == ("Ledger", ("module", "sso", "name"))


def test_outputs_come_back(tmp_path: Path) -> None:
    files = {**MODULE, "other.tf": app("label = module.sso.label", "outer")}
    assert shown(apps(estate(tmp_path, files))[f"{APP}.outer"].argument("label")) == "Ledger!"


def test_the_other_files_of_a_module_are_found_though_only_one_was_named(tmp_path: Path) -> None:
    found = estate(tmp_path, MODULE, given=("main.tf",))
    assert shown(next(iter(apps(found).values())).argument("label")) == "Ledger"
    assert [document.path.rpartition("/")[2] for document in found.opened] == ["main.tf"]


def test_nothing_outside_the_project_is_opened(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    files = {
        "inside/main.tf": 'module "m" {\n  source = "../outside"\n}\n' + app('label = file("../secret.txt")'),
        "outside/main.tf": app('label = "x"'),
        "secret.txt": "secret",
    }
    found = estate(tmp_path, files, given=("inside/main.tf",), root=inside)
    (resource,) = apps(found).values()
    value = resource.argument("label")
    assert isinstance(value, Unknown)
    assert not found.opened
    assert any("outside the project" in problem.slots["detail"] for problem in found.problems)


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = estate(tmp_path, {"inside/main.tf": app('label = file("link.txt")')}, root=inside)
    assert isinstance(next(iter(apps(found).values())).argument("label"), Unknown)


def test_files_of_the_project_are_read_and_lead_to_their_place(tmp_path: Path) -> None:
    files = {
        "main.tf": app(
            'label = jsondecode(file("${path.module}/apps.json")).name\n'
            'sso_url = templatefile("t.tpl", { host = "h" })\n'
            'recipient = yamldecode(file("a.yaml"))["x"][0]\naudience = file("nope")'
        ),
        "apps.json": '{"name": "Ledger"}',
        "t.tpl": "https://${host}/%{ if true }x%{ endif }",
        "a.yaml": "x:\n  - one\n",
    }
    found = estate(tmp_path, files, given=("main.tf",))
    (resource,) = apps(found).values()
    label = resource.argument("label")
    assert isinstance(label, Known)
    assert label.value == "Ledger"
    assert label.written.path.endswith("apps.json")
    assert label.written.pointer == ("name",)
    assert shown(resource.argument("sso_url")) == "https://h/x"
    assert shown(resource.argument("recipient")) == "one"
    assert isinstance(resource.argument("audience"), Unknown)
    assert any(document.path.endswith("apps.json") for document in found.documents_read())


@pytest.mark.parametrize("path", [".", "nope", "main.tf/x", "/dev/zero", "a\\u0000b", "binary"])
def test_what_is_no_readable_file_is_unknown(tmp_path: Path, path: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    resource = only(tmp_path, {"main.tf": app(f'label = file("{path}")\nsso_url = templatefile("{path}", {{}})')})
    assert isinstance(resource.argument("label"), Unknown)
    assert isinstance(resource.argument("sso_url"), Unknown)


def test_for_each_makes_one_instance_a_key(tmp_path: Path) -> None:
    text = app('for_each = { a = "A", b = "B" }\nlabel = "${each.key}:${each.value}"')
    found = apps(estate(tmp_path, {"main.tf": text}))
    assert {address: shown(one.argument("label")) for address, one in found.items()} == {
        f'{APP}.it["a"]': "a:A",
        f'{APP}.it["b"]': "b:B",
    }


def test_count_makes_numbered_instances_and_doubt_is_kept(tmp_path: Path) -> None:
    text = 'variable "on" {}\n' + app("count = var.on ? 2 : 1\nlabel = count.index")
    found = apps(estate(tmp_path, {"main.tf": text}))
    assert [(shown(one.argument("label")), one.exists is None) for one in found.values()] == [(0, True), (1, False)]


def test_an_unknown_for_each_is_read_once_with_its_key_unknown(tmp_path: Path) -> None:
    text = 'variable "all" {}\n' + app('for_each = var.all\nlabel = each.key\nsso_url = "https://x"')
    ((address, resource),) = apps(estate(tmp_path, {"main.tf": text})).items()
    assert address == f"{APP}.it[*]"
    assert resource.exists is not None
    assert isinstance(resource.argument("label"), Unknown)
    assert shown(resource.argument("sso_url")) == "https://x"


def test_an_absurd_count_is_capped_and_reported(tmp_path: Path) -> None:
    found = estate(tmp_path, {"main.tf": app("count = 1000000000\nlabel = 1")})
    assert list(apps(found)) == [f"{APP}.it[*]"]
    assert any("up to 1000" in problem.slots["detail"] for problem in found.problems)


def test_modules_with_for_each_have_an_instance_a_key(tmp_path: Path) -> None:
    files = {
        **MODULE,
        "main.tf": 'module "sso" {\n  source = "./modules/app"\n  for_each = toset(["x", "y"])\n  name = each.value\n}\n'
        + app('label = module.sso["x"].label\nsso_url = [for m in module.sso : m.label]', "outer"),
    }
    found = apps(estate(tmp_path, files))
    assert shown(found[f'module.sso["y"].{APP}.it'].argument("label")) == "y"
    assert shown(found[f"{APP}.outer"].argument("label")) == "x!"
    assert shown(found[f"{APP}.outer"].argument("sso_url")) == ["x!", "y!"]


@pytest.mark.parametrize(
    ("source", "words"),
    [("./nowhere", "does not exist"), ("./", "levels deep"), ("hashicorp/x/y", "not a local directory")],
)
def test_modules_that_cannot_be_followed_leave_their_outputs_unknown(tmp_path: Path, source: str, words: str) -> None:
    text = f'module "m" {{\n  source = "{source}"\n}}\n' + app("label = module.m.out")
    found = estate(tmp_path, {"main.tf": text})
    resource = apps(found)[f"{APP}.it"]
    value = resource.argument("label")
    assert isinstance(value, Unknown)
    if words == "levels deep":
        assert any(words in problem.slots["detail"] for problem in found.problems)
    else:
        assert words in value.reason


def test_dynamic_blocks_written_blocks_and_lists_of_objects_are_the_same(tmp_path: Path) -> None:
    dynamic = """
  dynamic "attribute_statements" {
    for_each = { mail = "user.email", uid = "user.id" }
    iterator = it
    content {
      name = it.key
      values = [it.value]
    }
  }
"""
    written = 'attribute_statements {\n name = "mail"\n values = ["user.email"]\n}\n'
    written += 'attribute_statements {\n name = "uid"\n values = ["user.id"]\n}'
    listed = (
        'attribute_statements = [{ name = "mail", values = ["user.email"] }, { name = "uid", values = ["user.id"] }]'
    )
    for text in (dynamic, written, listed):
        blocks = only(tmp_path, {"main.tf": app(text)}).blocks("attribute_statements")
        assert [(shown(one.argument("name")), shown(one.argument("values"))) for one in blocks] == [
            ("mail", ["user.email"]),
            ("uid", ["user.id"]),
        ]
        assert all(one.exists is None for one in blocks)


def test_a_dynamic_block_over_something_unknown_may_or_may_not_be_there(tmp_path: Path) -> None:
    text = 'variable "x" {}\n' + app('dynamic "b" {\n for_each = var.x\n content {\n  name = b.value\n }\n}')
    (block,) = only(tmp_path, {"main.tf": text}).blocks("b")
    assert block.exists is not None
    assert isinstance(block.argument("name"), Unknown)


def test_ignore_changes_and_provider_are_told(tmp_path: Path) -> None:
    body = "provider = okta.eu\nlabel = 1\nlifecycle {\n  ignore_changes = [features, groups[0]]\n}"
    resource = only(tmp_path, {"main.tf": app(body)})
    assert resource.ignore_changes == ("features", "groups")
    assert resource.ignores("groups")
    assert not resource.ignores("label")
    assert resource.provider == "okta.eu"
    assert resource.names() == {"label"}


def test_references_name_the_instance(tmp_path: Path) -> None:
    text = """
resource "azuread_application" "x" {
  for_each = toset(["eu"])
}
resource "azuread_application" "maybe" {
  count = var.on ? 1 : 0
}
variable "on" {}
"""
    text += app('label = azuread_application.x["eu"].client_id\nsso_url = one(azuread_application.maybe[*].id)')
    resource = only(tmp_path, {"main.tf": text})
    label = resource.argument("label")
    assert isinstance(label, Reference)
    assert label.address == 'azuread_application.x["eu"]'
    maybe = resource.argument("sso_url")
    assert isinstance(maybe, OneOf)
    assert [type(item) for item in maybe.values] == [Unset, Reference]


def test_a_reference_leads_to_its_resource_also_through_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "azuread_application" "x" {\n  display_name = "X"\n}\n'
        'module "m" {\n  source = "./m"\n  id = azuread_application.x.client_id\n}\n',
        "m/main.tf": 'variable "id" {}\n' + app("label = var.id"),
    }
    found = estate(tmp_path, files)
    value = apps(found)[f"module.m.{APP}.it"].argument("label")
    assert isinstance(value, Reference)
    target = found.resource(value)
    assert target is not None
    assert shown(target.argument("display_name")) == "X"


def test_override_files_and_tofu_files_win(tmp_path: Path) -> None:
    files = {
        "main.tf": app('label = "tf"\nsso_url = "kept"'),
        "main_override.tf": app('label = "over"'),
        "second.tf": app('label = "tf"', "two"),
        "second.tofu": app('label = "tofu"', "two"),
    }
    found = apps(estate(tmp_path, files))
    assert shown(found[f"{APP}.it"].argument("label")) == "over"
    assert shown(found[f"{APP}.it"].argument("sso_url")) == "kept"
    assert shown(found[f"{APP}.two"].argument("label")) == "tofu"


def test_what_a_broken_block_says_is_unknown_and_missing_names_are_not_called_undeclared(tmp_path: Path) -> None:
    files = {"main.tf": app("label = local.x") + app("label = = 1", "broken"), "other.tf": app('label = "ok"', "fine")}
    found = apps(estate(tmp_path, files))
    assert isinstance(found[f"{APP}.broken"].argument("label"), Unknown)
    assert shown(found[f"{APP}.fine"].argument("label")) == "ok"
    missing = found[f"{APP}.it"].argument("label")
    assert isinstance(missing, Unknown)
    assert "broken" in missing.reason
    assert not missing.fails


def test_sibling_directories_are_separate_roots(tmp_path: Path) -> None:
    found = estate(tmp_path, {"a/main.tf": app("label = 1"), "b/main.tf": app("label = 2")})
    assert len({resource.root_directory for resource in found.resources}) == 2


def test_modules_that_only_call_each_other_are_still_read(tmp_path: Path) -> None:
    files = {
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\n' + app("label = 1"),
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\n' + app("label = 2"),
    }
    assert shown(next(iter(apps(estate(tmp_path, files)).values())).argument("label")) == 1


def test_resources_that_refer_to_each_other_in_a_circle_end_nowhere(tmp_path: Path) -> None:
    one = 'resource "okta_app_saml" "a" {\n  label = okta_app_saml.b.label\n}\n'
    text = one + one.replace('"a"', '"b"').replace("saml.b", "saml.a")
    document = read_document("main.tf", text.encode())
    estate = read_modules([document], frozenset({"okta_app_saml"}), tmp_path)
    for resource in estate.resources:
        value = resource.argument("label")
        assert isinstance(value, Reference)
        assert isinstance(estate.value_of(value), Reference)
