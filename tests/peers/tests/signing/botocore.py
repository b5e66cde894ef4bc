"""Signs and sends a request for each row with botocore, and prints the statuses.

The signer is a class of botocore.auth, or a method of its client for S3. If a row is for TLS, botocore signs and writes the
body as it does for https, and what it made is sent without TLS.
"""

import json
import sys

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session
from botocore.session import Session

TASK = json.load(open(sys.argv[1]))
KEY = (TASK["id"], TASK["secret"])
SIGNERS = {"SigV4Auth": SigV4Auth, "S3SigV4Auth": S3SigV4Auth, "SigV4QueryAuth": SigV4QueryAuth, "S3SigV4QueryAuth": S3SigV4QueryAuth}
BUCKET = {"Bucket": "bucket"}


def send(row):
    request = AWSRequest(row["method"], row["url"], headers={"Host": row["url"].split("/")[2]})
    # A signer of a query would move the body into the query.
    signs_body = "Query" not in row["signer"]
    request.data = row["body"] if signs_body else None
    SIGNERS[row["signer"]](Credentials(*KEY, row["token"]), row["service"], TASK["region"]).add_auth(request)
    request.data = row["body"]
    return URLLib3Session(timeout=10).send(request.prepare()).status_code


def call(row):
    seen = []
    url = row["url"].replace("http:", "https:") if row["tls"] else row["url"]
    s3 = {"addressing_style": "path", "payload_signing_enabled": False if row["tls"] else None}
    config = Config(retries={"max_attempts": 0}, s3=s3, signature_version="s3v4", proxies={})
    client = Session().create_client(
        "s3", TASK["region"], endpoint_url=url, config=config,
        aws_access_key_id=KEY[0], aws_secret_access_key=KEY[1], aws_session_token=row["token"],
    )

    def without_tls(request, **_):
        request.url = request.url.replace("https:", "http:")
        response = URLLib3Session(timeout=10).send(request)
        seen.append(response.status_code)
        return response

    client.meta.events.register("before-send.s3", without_tls)
    arguments = BUCKET | ({"Key": row["key"]} if row["key"] else {}) | ({"Body": row["body"]} if row["body"] else {})
    try:
        getattr(client, row["signer"])(**arguments)
    except Exception as error:
        if not seen:
            raise error
    return seen[-1]


print(json.dumps([(send if row["signer"] in SIGNERS else call)(row) for row in TASK["rows"]]))
