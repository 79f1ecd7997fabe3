import threading
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests.loadgen.consumers import until

# How long an example takes is the machine's business: it may be busy.
settings.register_profile("benchmarks", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("benchmarks")


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """After the test there are no more threads and open files than before, sockets among them."""
    process = psutil.Process()
    threads, files = set(threading.enumerate()), process.num_fds()
    yield
    until(lambda: set(threading.enumerate()) <= threads)
    until(lambda: process.num_fds() <= files)
