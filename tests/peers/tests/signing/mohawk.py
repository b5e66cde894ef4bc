"""Signs the requests of a task with mohawk or verifies what the crate signed, and prints the results."""

import json
import sys

from mohawk import Receiver, Sender
from mohawk.base import EmptyValue, Resource
from mohawk.bewit import check_bewit, get_bewit
from mohawk.exc import HawkFail

TASK = json.load(open(sys.argv[1]))


def key(row):
    return {"id": TASK["id"], "key": TASK["secret"], "algorithm": row["algorithm"]}


def content(row, of="body"):
    return {"content": row[of], "content_type": row["type"]} if row["type"] else {}


def sender(row):
    more = {name: row[name] or None for name in ("ext", "app", "dlg")}
    hashes = {} if row["type"] else {"always_hash_content": False}
    return Sender(
        key(row), row["url"], row["method"], nonce="j4h3g2", _timestamp=row["now"], **content(row), **more, **hashes
    )


def sign(row):
    return sender(row).request_header


def accepts(check):
    try:
        check()
        return True
    except (HawkFail, ValueError, KeyError):
        return False


def verify(row):
    """Verifies a request of the crate, and signs the response."""
    untrusted = {} if row["type"] else {"accept_untrusted_content": True}
    try:
        receiver = Receiver(
            lambda name: {TASK["id"]: key(row)}[name], row["field"], row["url"], row["method"], **content(row), **untrusted
        )
    except (HawkFail, ValueError, KeyError):
        return None
    return receiver.respond(content="in", content_type="text/plain", ext="response")


def accept(row):
    """Verifies a response of the crate to the request that `sign` signs."""
    return accepts(lambda: sender(row).accept_response(row["field"], content=row["response"], content_type="text/plain"))


def bewit(row):
    resource = Resource(
        url=row["url"], method="GET", credentials=key(row), timestamp=row["now"] + 60, nonce="", ext=row["ext"] or None
    )
    return get_bewit(resource)


def check(row):
    return accepts(lambda: check_bewit(row["url"], lambda name: {TASK["id"]: key(row)}[name], now=row["now"]))


DO = {"sign": sign, "verify": verify, "accept": accept, "bewit": bewit, "check": check}
print(json.dumps([DO[TASK["do"]](row) for row in TASK["rows"]]))
