"""Measure reading and working out Terraform against the bare parser on the same bytes, in one run.

python benchmarks/terraform_reading.py              # 1,000 invented files in 250 modules
python benchmarks/terraform_reading.py --files 100
python benchmarks/terraform_reading.py --profile    # also where the time goes
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Language, Parser
from tree_sitter_hcl import language

from idplint.documents.reading import read_document
from idplint.terraform import Known, read_modules

if TYPE_CHECKING:
    from collections.abc import Callable

_WANTED = frozenset({"okta_app_saml"})
_ROUNDS = 3


def _main(number: int) -> str:
    """Mostly what has nothing to do with identity, as in real repositories; every tenth module has an application."""
    others = "\n".join(
        f"""
# The queue that {kind} reads.
resource "aws_sqs_queue" "{kind}_{number}" {{
  name                       = "${{local.prefix}}-{kind}"
  visibility_timeout_seconds = var.timeouts["{kind}"]
  tags                       = merge(local.tags, {{ part = "{kind}", owner = "team-{number % 7}" }})

  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.dead_{number}.arn
    maxReceiveCount     = 4
  }})
}}
"""
        for kind in ("orders", "letters", "bills", "dead")
    )
    if number % 10:
        return others
    return (
        others
        + f"""
resource "okta_app_saml" "app" {{
  for_each                 = var.apps
  label                    = "${{each.key}} {number}"
  sso_url                  = "https://${{each.value.host}}/login/callback?connection=${{each.key}}"
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
"""
    )


_VARIABLES = """
variable "timeouts" {
  type    = map(number)
  default = { orders = 30, letters = 60, bills = 90, dead = 10 }
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
  prefix     = "prod"
  template   = "$${user.login}"
  tags       = { managed = "terraform", environment = local.prefix }
  statements = { for name in ["email", "login"] : name => "user.${name}" }
}
"""

_OUTPUTS = """
output "queues" {
  description = "Names of the queues."
  value       = [for name in ["orders", "letters"] : "${local.prefix}-${name}"]
}
"""


class _Timing(NamedTuple):
    parse: float
    read: float


def main() -> int:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        paths = _write(root, max(1, options.files // 4))
        contents = {str(path): path.read_bytes() for path in paths}
        size = sum(map(len, contents.values()))
        hcl = Language(language())
        timing = _Timing(
            parse=_best(lambda: [Parser(hcl).parse(content) for content in contents.values()]),
            read=_best(lambda: _read(contents, root)),
        )
        print(
            f"{len(contents)} files, {size / 1e6:.1f} MB, {_read(contents, root)} arguments of applications worked out"
        )
        print(f"parser alone       {timing.parse:.3f} s")
        print(f"read and evaluate  {timing.read:.3f} s   {timing.read / timing.parse:.2f} times the parser")
        if options.profile:
            profile = cProfile.Profile()
            profile.runcall(_read, contents, root)
            pstats.Stats(profile).sort_stats("tottime").print_stats(15)
    return 0


def _write(root: Path, modules: int) -> list[Path]:
    paths = []
    for number in range(modules):
        folder = root / f"module-{number:04}"
        folder.mkdir()
        texts = {"main.tf": _main(number), "variables.tf": _VARIABLES, "locals.tf": _LOCALS, "outputs.tf": _OUTPUTS}
        for name, text in texts.items():
            path = folder / name
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    return paths


def _read(contents: dict[str, bytes], root: Path) -> int:
    """Read everything and work out every argument of the applications; how many are known."""
    estate = read_modules([read_document(path, content) for path, content in contents.items()], _WANTED, root)
    known = 0
    for resource in estate.resources:
        known += sum(isinstance(resource.argument(name), Known) for name in resource.names())
        known += sum(isinstance(block.argument("name"), Known) for block in resource.blocks("attribute_statements"))
    return known


def _best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of a few rounds."""
    times = []
    for _ in range(_ROUNDS):
        gc.collect()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    raise SystemExit(main())
