"""docs/clients.md tells of each call of each client, in the version that is pinned now."""

from tests.clients import document
from tests.clients.clients import CLIENTS, PROGRAMS


def test_the_table_has_each_call_of_each_client_and_all_of_them_work():
    told = {(line.client, line.version, line.call): line.works for line in document.lines()}
    wanted = [
        (client.package, document.version_of(client), call)
        for client in CLIENTS
        for call in client.calls
    ]
    assert told == dict.fromkeys(wanted, document.YES), "run: make clients"


def test_each_program_is_a_clients_and_knows_its_calls():
    programs = {client.program for client in CLIENTS}
    there = {path.name for path in PROGRAMS.glob("*.*") if path.suffix in (".py", ".mjs")}
    assert there - programs == {"calling.py", "calling.mjs"} and programs <= there
    for client in CLIENTS:
        text = (PROGRAMS / client.program).read_text()
        assert all(f'"{call}"' in text or f"  {call}:" in text for call in client.calls), client
