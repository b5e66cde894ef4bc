"""Sends a request for each task with Azure's libraries, and prints how many were sent for each."""

import json
import sys

TASK = json.load(open(sys.argv[1]))
SENT = []


def count(request):
    SENT.append(request)


def blob(do, name, body):
    from azure.storage.blob import BlobServiceClient

    credential = {"account_name": TASK["account"], "account_key": TASK["key"]}
    service = BlobServiceClient(TASK["url"], credential, retry_total=0, raw_request_hook=count)
    if do == "list_containers":
        return list(service.list_containers())
    container = service.get_container_client("things")
    if do == "create_container":
        return container.create_container(metadata={"a_1": "b"})
    if do == "list_blobs":
        return list(container.list_blobs(name_starts_with="a b&+"))
    if do == "upload_blob":
        return container.upload_blob(name, body)
    if do == "download_blob":
        return container.download_blob(name, offset=1, length=2)
    return container.delete_blob(name)


def table(do, name, body):
    from azure.core.credentials import AzureNamedKeyCredential
    from azure.data.tables import TableServiceClient

    credential = AzureNamedKeyCredential(TASK["account"], TASK["key"])
    service = TableServiceClient(TASK["url"], credential=credential, retry_total=0, raw_request_hook=count)
    if do == "list_tables":
        return list(service.list_tables())
    client = service.get_table_client("a1")
    if do == "create_table":
        return client.create_table()
    if do == "query_entities":
        return list(client.query_entities("PartitionKey eq 'a b&+'"))
    return client.upsert_entity({"PartitionKey": "a", "RowKey": name, "text": body})


def requests(row):
    SENT.clear()
    try:
        {"blob": blob, "table": table}[TASK["service"]](row["do"], row["name"], row["body"])
    except Exception as error:
        # The server's answers have no content.
        if not SENT:
            raise error
    return len(SENT)


print(json.dumps([requests(row) for row in TASK["rows"]]))
