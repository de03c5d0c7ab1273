"""Measure a whole check of an invented Terraform repository against the bare parser plus idplint's start-up, in one run.

    python benchmarks/terraform_check.py                 # 1,000 files, one in twenty with identity resources
    python benchmarks/terraform_check.py --files 200
    python benchmarks/terraform_check.py --profile       # also where the time of the check goes

The check is the program as a user starts it, process and all. Start-up is what the same program needs for one file without any
identity resource. The target is a check within twice the time of the parser and start-up together.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tree_sitter import Language, Parser
from tree_sitter_hcl import language

from idplint import check

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES_OF_A_MODULE = 10
_TARGET = 2.0

_QUEUES = """
# The queue that {kind} reads.
resource "aws_sqs_queue" "{kind}_{number}" {{
  name                       = "${{local.prefix}}-{kind}"
  visibility_timeout_seconds = var.timeouts["{kind}"]
  tags                       = merge(local.tags, {{ part = "{kind}", owner = "team-{owner}" }})

  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.dead_{number}.arn
    maxReceiveCount     = 4
  }})
}}
"""

_NETWORK = """
resource "aws_security_group" "web_{number}" {{
  name        = "web-{number}"
  description = "Web servers of stage {owner}"
  vpc_id      = data.aws_vpc.main.id

  dynamic "ingress" {{
    for_each = {{ for port in [80, 443, {number}] : tostring(port) => port }}
    content {{
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = var.networks
    }}
  }}

  lifecycle {{
    create_before_destroy = true
  }}
}}

data "aws_iam_policy_document" "reader_{number}" {{
  statement {{
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [for name in ["logs", "reports"] : "arn:aws:s3:::${{local.prefix}}-${{name}}/*"]
  }}
}}

resource "aws_instance" "web_{number}" {{
  count         = var.size == "large" ? 4 : 2
  ami           = data.aws_ami.base.id
  instance_type = lookup(local.types, var.size, "t3.small")
  user_data     = <<-EOT
    #!/bin/sh
    echo "number {number} of ${{local.prefix}}" > /etc/motd
    systemctl enable --now web
  EOT
}}
"""

_VARIABLES = """
variable "timeouts" {
  description = "Seconds that a message stays hidden."
  type        = map(number)
  default     = { orders = 30, letters = 60, bills = 90, dead = 10 }
}

variable "networks" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}

variable "size" {
  type    = string
  default = "small"
  validation {
    condition     = contains(["small", "large"], var.size)
    error_message = "The size is small or large."
  }
}

variable "apps" {
  type = map(object({ host = string, template = optional(string) }))
  default = {
    ledger = { host = "ledger.example" }
    wiki   = { host = "wiki.example", template = "$${user.email}" }
  }
}
"""

_LOCALS = """
locals {
  prefix     = "live"
  template   = "$${user.login}"
  types      = { small = "t3.small", large = "m6i.large" }
  tags       = { managed = "terraform", environment = local.prefix }
  statements = { for name in ["email", "login"] : name => "user.${name}" }
}
"""

_OUTPUTS = """
output "queues" {
  description = "Names of the queues."
  value       = [for name in ["orders", "letters"] : "${local.prefix}-${name}"]
}

output "addresses" {
  description = "Where the web servers are found, by the name of their stage."
  value       = { for server in aws_instance.web : server.tags.stage => server.private_ip... }
}
"""

_OKTA = """
data "okta_user_profile_mapping_source" "user" {{}}

resource "okta_app_saml" "app" {{
  for_each                 = var.apps
  label                    = "${{each.key}} {number}"
  sso_url                  = "https://{number}.${{each.value.host}}/saml/acs"
  subject_name_id_template = coalesce(each.value.template, local.template)
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"

  dynamic "attribute_statements" {{
    for_each = local.statements
    content {{
      name   = attribute_statements.key
      values = [attribute_statements.value]
    }}
  }}
}}

resource "okta_profile_mapping" "app" {{
  for_each  = var.apps
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.app[each.key].id
  mappings {{
    id          = "email"
    expression  = "user.email"
    push_status = "PUSH"
  }}
}}
"""

_ENTRA = """
resource "azuread_application" "app" {{
  display_name    = "Benefits {number}"
  identifier_uris = ["https://benefits-{number}.example/saml"]
  web {{
    redirect_uris = ["https://benefits-{number}.example/saml/acs"]
  }}
}}

resource "azuread_service_principal" "app" {{
  client_id                     = azuread_application.app.client_id
  preferred_single_sign_on_mode = "saml"
}}

resource "azuread_claims_mapping_policy" "app" {{
  display_name = "Benefits {number}"
  definition = [jsonencode({{
    ClaimsMappingPolicy = {{
      Version              = 1
      IncludeBasicClaimSet = "false"
      ClaimsSchema = [for claim, source in {{ nameidentifier = "mail", givenname = "givenname" }} : {{
        Source        = "user"
        ID            = source
        SamlClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/${{claim}}"
      }}]
    }}
  }})]
}}

resource "azuread_service_principal_claims_mapping_policy_assignment" "app" {{
  claims_mapping_policy_id = azuread_claims_mapping_policy.app.id
  service_principal_id     = azuread_service_principal.app.id
}}

resource "azuread_synchronization_job" "app" {{
  service_principal_id = azuread_service_principal.app.id
  template_id          = "scim"
}}
"""

_AUTH0 = """
resource "auth0_connection" "app" {{
  name     = "customer-{number}"
  strategy = "samlp"
  options {{
    user_id_attribute        = "email"
    set_user_root_attributes = "never_on_login"
  }}
}}

resource "auth0_connection_scim_configuration" "app" {{
  connection_id     = auth0_connection.app.id
  user_id_attribute = "userName"
  mapping {{
    auth0 = "email"
    scim  = "emails[primary eq true].value"
  }}
}}
"""


def main() -> int:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, help="about so many .tf files (default 1000)")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions, of which the best counts (default 5)")
    parser.add_argument("--profile", action="store_true", help="profile a check, by time within and below")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        root, bare = Path(directory, "repository"), Path(directory, "bare")
        contents = _write(root, max(1, round(asked.files / _FILES_OF_A_MODULE)))
        bare.mkdir()
        (bare / "main.tf").write_text(_OUTPUTS, encoding="utf-8")
        hcl = Language(language())
        best = _best(
            {
                "parser": lambda: _parse(hcl, contents),
                "start-up": lambda: _check(bare),
                "check": lambda: _check(root),
            },
            asked.repeat,
        )
        _print(best, contents, root)
        if asked.profile:
            profile = cProfile.Profile()
            profile.runcall(check, root)
            for by in ("cumulative", "tottime"):
                pstats.Stats(profile).strip_dirs().sort_stats(by).print_stats(35)
    return 0


def _print(best: dict[str, float], contents: list[bytes], root: Path) -> None:
    summary = check(root).summary
    print(
        f"{len(contents)} files, {sum(map(len, contents)) / 1e6:.2f} MB; {summary.applications} applications, "
        f"{summary.errors} errors, {summary.warnings} warnings, {summary.notes} notes, {summary.undecided} undecided"
    )
    for name, seconds in best.items():
        print(f"  {name:<9} {seconds:7.3f} s")
    yardstick = best["parser"] + best["start-up"]
    print(f"  check is {best['check'] / yardstick:.2f} x parser and start-up together; the target is {_TARGET:.0f} x")


def _write(root: Path, modules: int) -> list[bytes]:
    contents = []
    for number in range(modules):
        folder = root / f"stacks/area-{number % 7}/module-{number:04}"
        folder.mkdir(parents=True)
        for name, text in _module(number).items():
            (folder / name).write_text(text, encoding="utf-8")
            contents.append(text.encode())
    return contents


def _module(number: int) -> dict[str, str]:
    """Ten files of a kilobyte on average, a little less than public ones; every other module has one with identity resources."""
    texts = {"variables.tf": _VARIABLES, "locals.tf": _LOCALS, "outputs.tf": _OUTPUTS}
    for index, name in enumerate(("network", "web", "jobs")):
        texts[f"{name}.tf"] = _NETWORK.format(number=3 * number + index, owner=number % 7)
    identity = (_OKTA, _ENTRA, _AUTH0)[number // 2 % 3]
    parts = ("orders", "letters", "bills", "dead")
    for index, kind in enumerate(parts):
        of_a_kind = (kind, *(f"{kind}_{more}" for more in ("again", "late", "lost")))
        queues = "".join(_QUEUES.format(kind=each, number=number, owner=number % 5) for each in of_a_kind)
        texts[f"{kind}.tf"] = identity.format(number=number) if index == 0 and number % 2 == 0 else queues
    return texts


def _parse(hcl: Language, contents: list[bytes]) -> None:
    for content in contents:
        Parser(hcl).parse(content)


def _check(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[1:])}
    # Installed programs run from compiled modules; a checkout may not have any, and must not get any from here.
    environment["PYTHONPYCACHEPREFIX"] = str(folder.parent / "compiled")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "idplint", "check", "--allow-empty", str(folder)]
    finished = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if finished.returncode not in {0, 1} or "Traceback" in finished.stderr:
        raise SystemExit(f"{' '.join(command)} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}")


def _best(actions: dict[str, Callable[[], None]], repeat: int) -> dict[str, float]:
    """Run the actions in turn, so that a busy moment of the machine does not hit one of them alone."""
    best = dict.fromkeys(actions, float("inf"))
    for _ in range(repeat):
        for name, action in actions.items():
            started = time.perf_counter()
            action()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


if __name__ == "__main__":
    raise SystemExit(main())
