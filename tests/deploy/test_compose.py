"""deploy/compose.yaml is valid, whole, and asks for what it needs."""

import compose_spec
import pytest
import yaml

from config import ROOT
from tests.deploy.compose_file import EXAMPLE, Missing, example_variables, services

OURS = {
    "web-1", "web-2", "worker", "worker-glm", "worker-zipvoice", "worker-pocket-tts", "enrolment",
    "general", "beat", "migrate",
}  # fmt: skip
SHARED = {"DATABASE_URL", "REDIS_URL", "LECTERN_MASTER_KEY", "LECTERN_FILES"}


@pytest.fixture
def whole() -> dict:
    return services(example_variables())


def refusal(whole: dict) -> str:
    """Why the specification of Compose refuses the file; empty if it doesn't."""
    try:
        compose_spec.PyCompose.from_yaml(yaml.safe_dump(whole, sort_keys=False)).validate()
    except ValueError as error:
        return str(error)
    return ""


def test_it_keeps_to_the_specification(whole: dict) -> None:
    assert refusal(whole) == ""


def test_the_check_sees_a_misspelt_field_and_an_unknown_condition(whole: dict) -> None:
    whole["services"]["web-1"]["depend_on"] = {}
    assert "depend_on" in refusal(whole)
    del whole["services"]["web-1"]["depend_on"]
    whole["services"]["bucket"]["depends_on"]["store"]["condition"] = "service_helthy"
    assert "service_helthy" in refusal(whole)


def test_every_secret_has_to_be_given() -> None:
    given = example_variables()
    needed = ("LECTERN_MASTER_KEY", "LECTERN_DB_PASSWORD", "VALKEY_PASSWORD", "S3_SECRET_KEY")
    for name in (*needed, "POSTGRES_PASSWORD", "LECTERN_DOMAIN"):
        with pytest.raises(Missing, match=f"{name}: fill in deploy/.env"):
            services({**given, name: ""})


def test_the_example_holds_no_secret() -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        assert not (name.endswith(("PASSWORD", "KEY", "TOKEN")) and value) or (
            name == "S3_ACCESS_KEY"
        ), line


def test_what_is_depended_on_is_there_and_can_become_healthy(whole: dict) -> None:
    for name, service in whole["services"].items():
        for other, how in service.get("depends_on", {}).items():
            target = whole["services"][other]
            condition = how["condition"]
            if condition == "service_completed_successfully":
                assert target["healthcheck"] == {"disable": True}, (name, other)
                assert target["restart"] == "on-failure", (name, other)
            elif other not in OURS:
                assert "test" in target["healthcheck"], (name, other)
            else:
                assert "healthcheck" not in target, "the image's own, of the health port"


def test_all_processes_of_lectern_share_the_services_and_no_folder(whole: dict) -> None:
    for name in OURS:
        service = whole["services"][name]
        assert service["environment"].keys() >= SHARED, name
        # A volume without a name is the container's own.
        named = [volume for volume in service["volumes"] if ":" in volume]
        assert all(volume.endswith(":ro") for volume in named), name
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name


def test_only_the_proxy_can_be_reached_from_outside(whole: dict) -> None:
    assert [name for name, each in whole["services"].items() if "ports" in each] == ["proxy"]
    front = whole["networks"]["front"]["ipam"]["config"][0]["subnet"]
    for name, service in whole["services"].items():
        if name in OURS:
            assert service["environment"]["TRUSTED_PROXIES"] == front
        assert ("front" in service.get("networks", [])) == (name in ("web-1", "web-2", "proxy"))


def test_the_databases_role_is_the_one_of_the_readme() -> None:
    script = (ROOT / "deploy/postgres/make_role.sh").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for statement in readme.partition("```sql\n")[2].partition("```")[0].split(";"):
        words = statement.replace("\\c lectern", "").replace("'…'", ":'password'").split()
        assert " ".join(words) in " ".join(script.split()), statement
