"""Signs the requests of a task with oauthlib, or verifies them, and prints what it signed or whether they are accepted."""

import json
import sys

from oauthlib.oauth1 import Client, RequestValidator, SignatureOnlyEndpoint

TASK = json.load(open(sys.argv[1]))


class Validator(RequestValidator):
    enforce_ssl = False
    allowed_signature_methods = ("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT")
    client_key_length = access_token_length = nonce_length = (1, 100)
    dummy_client = "nobody"

    def validate_timestamp_and_nonce(self, *_, **__):
        return True

    def validate_client_key(self, client_key, _):
        return client_key == TASK["key"]

    def get_client_secret(self, *_):
        return TASK["secret"]

    def get_access_token_secret(self, _, token, __):
        return TASK["token_secret"] if token == TASK["token"] else "nothing"


def sign(row):
    token = {"resource_owner_key": TASK["token"], "resource_owner_secret": TASK["token_secret"]} if row["token"] else {}
    client = Client(TASK["key"], TASK["secret"], signature_method=row["signature_method"], **token)
    _, headers, body = client.sign(row["url"], row["method"], row["body"] or None, dict(row["fields"]))
    return {"fields": list(headers.items()), "body": body or ""}


def verify(row):
    try:
        endpoint = SignatureOnlyEndpoint(Validator())
        return endpoint.validate_request(row["url"], row["method"], row["body"] or None, dict(row["fields"]))[0]
    except ValueError:
        return False


print(json.dumps([{"sign": sign, "verify": verify}[TASK["do"]](row) for row in TASK["rows"]]))
