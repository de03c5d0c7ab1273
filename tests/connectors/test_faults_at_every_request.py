"""Every fault at every request of an export: what comes out is whole and the same, or the folder is what it was.

Idplint's own repeating is the only one: the SDKs' is switched off in the product. Requests go one after the other, so that each
has the same number in every run. The number of faults tried is printed at the end of the test run.

A fault that lasts is tried at every request. One that strikes once, and one that strikes everything from then on, are tried at
every third; with IDPLINT_EVERY_FAULT=1 at every one, too.
"""

from __future__ import annotations

import datetime
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.connectors.loopback import Fault, Reply, Request
from tests.connectors.tenants import VENDORS, Vendor, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATER = datetime.date(2026, 11, 9)

FAULTS: dict[str, Callable[[Vendor], Reply]] = {
    "401": lambda _: Reply(401, b'{"error": {"code": "InvalidAuthenticationToken"}, "errorCode": "E0000011"}'),
    "403": lambda _: Reply(403, b'{"error": {"code": "Authorization_RequestDenied"}, "errorCode": "E0000006"}'),
    "404 of a gateway": lambda _: Reply(404, b"<html>Not Found</html>", content_type="text/html"),
    "404 of the vendor": lambda vendor: Reply(404, vendor.none),
    "409": lambda _: Reply(409, b"{}"),
    "429 with a wait": lambda _: Reply(429, b"{}", [("Retry-After", "0")]),
    "429 with too long a wait": lambda _: Reply(429, b"{}", [("Retry-After", "86400")]),
    "429 without a header": lambda _: Reply(429),
    "500": lambda _: Reply(500, b"oops", content_type="text/plain"),
    "503": lambda _: Reply(503),
    "cut before a byte": lambda _: Reply(cut_after=0),
    "cut in the middle": lambda _: Reply(body=b'{"value": [{"id": "', cut_after=12),
    "malformed": lambda _: Reply(body=b'{"value": [{"id": "'),
    "not text": lambda _: Reply(body=b"\xff\xfe\x00{"),
    "null": lambda _: Reply(body=b"null"),
    "another shape": lambda _: Reply(body=b'"maintenance"'),
}


def once(index: int, reply: Reply) -> Callable[[], Fault]:
    """Only this request."""
    return lambda: lambda number, _: reply if number == index else None


def for_good(index: int, reply: Reply) -> Callable[[], Fault]:
    """This request, and every further one for the same address."""

    def make() -> Fault:
        broken: list[str] = []

        def fault(number: int, request: Request) -> Reply | None:
            if number == index:
                broken.append(request.target)
            return reply if request.target in broken else None

        return fault

    return make


def from_then_on(index: int, reply: Reply) -> Callable[[], Fault]:
    """This request, and every further one."""
    return lambda: lambda number, _: reply if number >= index else None


SPANS = {"for good": for_good, "once": once, "from then on": from_then_on}
SELDOM = 1 if os.environ.get("IDPLINT_EVERY_FAULT") else 3


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", VENDORS)
def test_an_export_is_whole_or_says_that_it_is_not(
    name: str, fault: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    vendor = VENDORS[name]
    reply = FAULTS[fault](vendor)
    sound = run(vendor, tmp_path / "sound")
    assert sound.complete
    assert len(sound.documents) >= 12
    tried = {"whole": 0, "incomplete": 0, "failed": 0}
    for index, target in enumerate(sound.targets):
        for number, (span, make) in enumerate(SPANS.items()):
            if number and (index + number + len(fault)) % SELDOM:
                continue
            where = f"{fault} at request {index} ({target}) {span}"
            folder = tmp_path / "again"
            shutil.copytree(tmp_path / "sound", folder)
            before = (folder / vendor.name / "manifest.json").read_bytes()
            ending = run(vendor, folder, make(index, reply)(), LATER)
            after = (folder / vendor.name / "manifest.json").read_bytes()
            shutil.rmtree(folder)
            if ending.failed:
                tried["failed"] += 1
                assert (ending.documents, after) == (sound.documents, before), where
            elif ending.complete:
                tried["whole"] += 1
                may_be_none = target.partition("?")[0].endswith(vendor.may_be_none) or span == "from then on"
                if fault == "404 of the vendor" and may_be_none:
                    # An answer, and no fault: what the vendor says does not exist may change a document, and never removes one.
                    assert ending.documents.keys() == sound.documents.keys(), where
                else:
                    assert ending.documents == sound.documents, where
                assert b'"complete": true' in after, where
            else:
                tried["incomplete"] += 1
                assert ending.documents == sound.documents, where
                assert b'"complete": false' in after, where
    record_property("faults", (name, fault, tried))


@pytest.mark.parametrize("name", VENDORS)
def test_two_exports_of_one_tenant_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    vendor = VENDORS[name]
    one, two = (run(vendor, tmp_path / which) for which in ("one", "two"))
    assert one.documents == two.documents
    manifests = [(tmp_path / which / vendor.name / "manifest.json").read_bytes() for which in ("one", "two")]
    assert manifests[0] == manifests[1]
