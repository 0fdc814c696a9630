"""The web server's limits. Whether a real server keeps them: tests/attack/test_slow_clients.py."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import ROOT
from runtime.web_server.limits import Limits, backlog_within, counted_address

PROXY = ROOT / "deploy/proxy"


def limits(**changed: int) -> Limits:
    return Limits.of({**settings.WEB_SERVER_LIMITS, **changed})


@pytest.mark.parametrize("name", Limits.__slots__)
def test_a_limit_of_zero_is_an_error(name):
    with pytest.raises(ImproperlyConfigured, match=name):
        limits(**{name: 0})


def test_half_of_the_open_files_are_for_connections_and_half_of_these_for_one_address():
    few = limits(connections=4000, connections_per_address=1000).within(1024)
    assert (few.connections, few.connections_per_address) == (512, 256)
    many = limits(connections=4000, connections_per_address=1000).within(65_536)
    assert (many.connections, many.connections_per_address) == (4000, 1000)


def test_connections_and_those_not_accepted_yet_leave_files_for_the_rest():
    for open_files in (256, 1024, 65_536):
        connections = limits().within(open_files).connections
        assert connections + backlog_within(open_files) <= open_files * 3 / 4


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::4", "2001:db8:1:2::/64"),
        ("10.1.2.3", None),
        (None, None),
    ],
)
def test_how_connections_of_an_address_are_counted(host, counted):
    assert counted_address(host, ["10.0.0.0/8"]) == counted


def test_a_process_may_open_as_many_files_as_the_system_allows():
    program = (
        "import resource, django, config; django.setup()\n"
        "from runtime.web_server.limits import raise_open_files\n"
        "print(raise_open_files(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    argv = ["sh", "-c", 'ulimit -Sn 256; ulimit -Hn 900; exec "$@"', "sh", sys.executable]
    done = subprocess.run(
        [*argv, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == ["900", "900"], done.stderr


def test_the_proxies_let_the_largest_upload_through():
    largest = settings.MAX_CLIP_BYTES + 1024 * 1024
    for file, pattern in (
        ("Caddyfile", r"max_size (\d+)MiB"),
        ("nginx.conf", r"client_max_body_size (\d+)m;"),
    ):
        [mebibytes] = re.findall(pattern, (PROXY / file).read_text())
        assert int(mebibytes) << 20 == largest, file


def test_the_proxies_close_idle_connections_before_the_web_server_does():
    for file, pattern in (
        ("Caddyfile", r"^\s*keepalive (\d+)s$"),
        ("nginx.conf", r"^    keepalive_timeout (\d+)s;$"),
    ):
        upstream = (PROXY / file).read_text().split("\nserver {")[0]
        [seconds] = re.findall(pattern, upstream, re.MULTILINE)
        assert int(seconds) < settings.WEB_SERVER_LIMITS["idle_seconds"], file
