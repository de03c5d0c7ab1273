"""Terraform and OpenTofu code, read as far as files decide it; no resource type means anything here.

    estate = read_modules(documents, frozenset({"okta_app_saml"}), project_root)
    for resource in estate.resources:
        value = resource.argument("subject_name_id_template")
        match value:
            case Known():       ...  # value.value, written at value.written, used at value.used
            case Unset():       ...  # absent or null: the provider's documented default
            case OneOf():       ...  # check each of value.values
            case Reference():   ...  # estate.value_of(value), estate.resource(value)
            case Unknown():     ...  # value.fact("NameID") is the statement that it is not known
        for body in resource.blocks("attribute_statements"):
            body.argument("name")

Where a value was written (a tfvars file, a local, a default, the argument) and where it is used are both kept, as origins
into documents; elements of lists and objects have their own. `as_structure` looks through `jsonencode` and JSON text.
`referenced` gives the references in a value, also in a text known in part and in what a plan leaves open until apply.

`Estate.opened` and `Estate.documents_read()` are documents that were read besides the given ones: findings may lead into them.
`Estate.problems` grows as arguments are worked out.

What is taken for known: defaults of variables in root modules, unless a tfvars file of the same directory says otherwise;
each tfvars file that Terraform does not load by itself adds an alternative. Values from the environment, `-var`,
workspaces, and tfvars files of other directories are not seen. What a resource's argument says is taken as its attribute's
value, where expressions refer to it, unless `ignore_changes` names it.
"""

from __future__ import annotations

from idplint.terraform.bodies import Body
from idplint.terraform.estate import Estate, read_modules, referenced
from idplint.terraform.functions.encoding import as_structure
from idplint.terraform.plan import is_plan
from idplint.terraform.resource import Resource
from idplint.terraform.values import Known, OneOf, Reference, Unknown, Unset, Value, alternatives

__all__ = [
    "Body",
    "Estate",
    "Known",
    "OneOf",
    "Reference",
    "Resource",
    "Unknown",
    "Unset",
    "Value",
    "alternatives",
    "as_structure",
    "is_plan",
    "read_modules",
    "referenced",
]
