"""A real Spark: its Thrift server in front of a cluster of two executors, each its own process."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PATIENCE = 180  # seconds; it takes 20 on a quiet machine
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than a test's few rows
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.hadoop.hive.server2.thrift.bind.host": "127.0.0.1",
    "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:meta;create=true",
    "spark.sql.session.timeZone": "America/New_York",  # a client that counts on another zone fails
}


@contextmanager
def spark_server(folder: Path) -> Iterator[str]:
    """Its address as SQLAlchemy takes it. What it writes lands in `folder`."""
    port = _free_port()
    log = folder / "spark.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command(port, folder),
            cwd=folder,
            env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(_home())},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its executors can be stopped with it
        )
    try:
        _wait_for(port, process, log)
        yield f"hive://tester@127.0.0.1:{port}/default"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _command(port: int, folder: Path) -> list[str]:
    own = {
        "spark.hadoop.hive.server2.thrift.port": str(port),
        "spark.sql.warehouse.dir": str(folder / "tables"),
    }
    settings = [part for name, value in (SETTINGS | own).items() for part in _setting(name, value)]
    server = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
    master = "local-cluster[2,1,1024]"
    submit = str(_home() / "bin" / "spark-submit")
    head = [submit, "--class", server, "--master", master, "--driver-memory", "1g"]
    return [*head, *settings, "spark-internal"]


def _setting(name: str, value: str) -> tuple[str, str]:
    return "--conf", f"{name}={value}"


def _home() -> Path:
    found = find_spec("pyspark")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("pyspark is not installed: make test-spark does that")
    return Path(found.submodule_search_locations[0])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"Spark did not start:\n{log.read_text()[-4000:]}")
