"""An S3 server on this machine that runs during a test."""

from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"key": "someone", "secret": "secret"}
BUCKET = "study"


@contextmanager
def serve_s3():
    """Serve one empty bucket, and yield the address of the server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEYS["key"],
        aws_secret_access_key=KEYS["secret"],
    )
    client.create_bucket(Bucket=BUCKET)
    try:
        yield address
    finally:
        server.stop()
