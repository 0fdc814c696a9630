"""Hosts as network namespaces on a bridge. This process is on the bridge as well, as a client."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BRIDGE = "lectern0"
NETWORK = "10.77.0"
CLIENT = f"{NETWORK}.1"
CLONE_NEWNET = 0x40000000


def run(*command: str, check: bool = True) -> None:
    """Run a command of iproute2. Raises RuntimeError with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")


@dataclass(frozen=True, slots=True)
class Host:
    """A network namespace with the address 10.77.0.`number`."""

    name: str
    number: int

    @property
    def address(self) -> str:
        return f"{NETWORK}.{self.number}"

    @property
    def namespace(self) -> str:
        return f"lectern-{self.name}"

    @property
    def _cable(self) -> str:
        """The end of the host's cable that is plugged into the bridge."""
        return f"lectern-{self.name}"

    def inside(self, *command: str) -> list[str]:
        """The command line that runs a command on this host. The process id stays the same."""
        return ["/usr/bin/nsenter", f"--net=/run/netns/{self.namespace}", *command]

    def boot(self) -> None:
        run("ip", "netns", "add", self.namespace)
        peer = ("peer", "name", "eth0", "netns", self.namespace)
        run("ip", "link", "add", self._cable, "type", "veth", *peer)
        run("ip", "link", "set", self._cable, "master", BRIDGE, "up")
        run(*self.inside("ip", "link", "set", "lo", "up"))
        run(*self.inside("ip", "link", "set", "eth0", "up"))
        self.take_address(self.address)

    def shut_down(self) -> None:
        run("ip", "netns", "del", self.namespace, check=False)
        run("ip", "link", "del", self._cable, check=False)

    def unplug(self) -> None:
        """Cut the host off: packets vanish, and no connection is closed."""
        run("ip", "link", "set", self._cable, "down")

    def plug_in(self) -> None:
        run("ip", "link", "set", self._cable, "up")

    def take_address(self, address: str) -> None:
        """Answer to one more address, as a host does that takes over from another."""
        run(*self.inside("ip", "address", "add", f"{address}/24", "dev", "eth0"))

    def give_address_up(self, address: str) -> None:
        run(*self.inside("ip", "address", "del", f"{address}/24", "dev", "eth0"), check=False)

    def forget_neighbours(self) -> None:
        """Ask anew who has an address, as after a gratuitous ARP of the one that took it."""
        run(*self.inside("ip", "neigh", "flush", "all"))


@contextmanager
def network(*hosts: Host) -> Iterator[None]:
    """A bridge with the hosts on it. Raises RuntimeError where that is not allowed."""
    if os.geteuid() != 0:
        raise RuntimeError("network namespaces need root: run this as root")
    if not Path("/usr/bin/nsenter").exists():
        raise RuntimeError("there is no nsenter: install util-linux and iproute2")
    _clear(hosts)
    try:
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "address", "add", f"{CLIENT}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for host in hosts:
            host.boot()
        yield
    finally:
        _clear(hosts)


def _clear(hosts: tuple[Host, ...]) -> None:
    for host in hosts:
        host.shut_down()
    run("ip", "link", "del", BRIDGE, check=False)


def enter(namespace: str) -> None:
    """Move this thread, and all that it starts from now on, into a namespace. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/run/netns/{namespace}").open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns({namespace})")
