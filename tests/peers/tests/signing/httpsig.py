"""Signs the requests of a task with httpsig, or verifies them, and prints the credentials or whether they are accepted."""

import json
import sys

from httpsig import HeaderSigner, HeaderVerifier

TASK = json.load(open(sys.argv[1]))


def sign(row):
    signer = HeaderSigner(TASK["id"], TASK["secret"], row["algorithm"], row["names"].split(" "))
    fields = dict(row["fields"])
    return signer.sign(fields, method=row["method"], path=row["target"])["authorization"]


def verify(row):
    """httpsig verifies with the secret that it is given, whatever the scheme and the name of the key are."""
    fields = dict(row["fields"])
    try:
        verifier = HeaderVerifier(fields, TASK["secret"], row["names"].split(" "), row["method"], row["target"])
        is_ours = verifier.auth_dict["keyId"] == TASK["id"] and verifier.algorithm == row["algorithm"]
        return is_ours and fields["authorization"].startswith("Signature ") and verifier.verify()
    except Exception:
        return False


print(json.dumps([{"sign": sign, "verify": verify}[TASK["do"]](row) for row in TASK["rows"]]))
