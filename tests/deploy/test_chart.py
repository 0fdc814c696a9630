"""The Helm chart, rendered by Helm itself and held to the schemas of Kubernetes."""

from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml

from config import ROOT
from runtime.version import VERSION

CHART = ROOT / "deploy" / "helm" / "lectern"
KUBERNETES = "1.37"
LEAST: dict[str, Any] = {"domain": "speech.example.org", "files": "s3://lectern"}
ALL: dict[str, Any] = {
    **LEAST,
    "s3Endpoint": "https://s3.example.org",
    "keda": {"enabled": True},
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "workers": {name: {"enabled": True} for name in ("glm_tts", "zipvoice", "pocket_tts")},
    "web": {"autoscaling": {"enabled": False}, "processes": 2},
    "environment": {"EMAIL_PORT": 587, "LOG_LEVEL": "INFO"},
    "trustedProxies": ["10.0.0.0/8"],
}
# Kinds of KEDA and of Prometheus' operator, which are no part of Kubernetes.
STRANGE = {"ScaledObject": "keda.sh/v1alpha1", "PodMonitor": "monitoring.coreos.com/v1"}


def rendered(values: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """{(kind, name): resource} of a release called `speech`. Raises HelmValuesError."""
    with helm_python.Chart.load(str(CHART)) as chart:
        texts = chart.render(values, name="speech", namespace="speech")
    documents = [each for text in texts.values() for each in yaml.safe_load_all(text) if each]
    found = {(each["kind"], each["metadata"]["name"]): each for each in documents}
    assert len(found) == len(documents), "a name is given twice"
    return found


def pods(resources: dict[tuple[str, str], dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """{name: the specification of its pod} of whatever makes pods."""
    return {
        name: each["spec"]["template"]["spec"]
        for (kind, name), each in resources.items()
        if kind in ("Deployment", "Job")
    }


@pytest.mark.parametrize("values", [LEAST, ALL], ids=["least", "all"])
def test_what_it_renders_is_what_kubernetes_takes(values: dict[str, Any]) -> None:
    for (kind, name), resource in rendered(values).items():
        if kind in STRANGE:
            assert resource["apiVersion"] == STRANGE[kind]
        else:
            kubernetes_validate.validate(resource, KUBERNETES, strict=True)
        assert name.startswith("speech")


def test_the_schemas_see_a_misspelt_field() -> None:
    web = rendered(LEAST)["Deployment", "speech-web"]
    web["spec"]["replica"] = 3
    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(web, KUBERNETES, strict=True)


def test_helm_finds_nothing_wrong() -> None:
    found = helm_python.lint(str(CHART), LEAST)
    assert not found["errors"]
    assert [each for each in found["messages"] if each["severity"] > 1] == []


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "/domain"),
        ({**LEAST, "files": "/srv/files"}, "/files"),
        ({**LEAST, "web": {"replicaz": 3}}, "replicaz"),
        ({**LEAST, "beat": {"replicas": 2}}, "/beat"),
        ({**LEAST, "environment": {"DATABASE_URL": "postgresql://…"}}, "DATABASE_URL"),
        ({**LEAST, "existingSecret": ""}, "/existingSecret"),
    ],
    ids=["nothing", "folder", "misspelt", "two beats", "a secret in the open", "no secret"],
)
def test_wrong_values_are_refused_by_name(values: dict[str, Any], named: str) -> None:
    with pytest.raises(helm_python.HelmValuesError, match=named):
        rendered(values)


def test_every_role_has_a_pod_with_its_arguments() -> None:
    arguments = {name: pod["containers"][0]["args"] for name, pod in pods(rendered(ALL)).items()}
    assert arguments == {
        "speech-web": ["web", "--processes", "2"],
        "speech-worker-kokoro": ["worker", "kokoro"],
        "speech-worker-glm-tts": ["worker", "glm_tts"],
        "speech-worker-zipvoice": ["worker", "zipvoice"],
        "speech-worker-pocket-tts": ["worker", "pocket_tts"],
        "speech-enrolment": ["enrolment"],
        "speech-general": ["general"],
        "speech-beat": ["beat"],
        "speech-migrate": ["migrate"],
    }


def test_no_pod_has_rights_and_each_writes_to_its_own_folders() -> None:
    for name, pod in pods(rendered(ALL)).items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False, name
        [container] = pod["containers"]
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"] and not rights["allowPrivilegeEscalation"], name
        assert rights["capabilities"] == {"drop": ["ALL"]}, name
        assert "memory" in container["resources"]["limits"], name
        for volume in pod["volumes"]:
            assert "emptyDir" in volume or volume["persistentVolumeClaim"]["readOnly"], name


def test_probes_ask_the_health_port_of_every_role() -> None:
    for name, pod in pods(rendered(ALL)).items():
        [container] = pod["containers"]
        if name == "speech-migrate":
            continue
        ports = {each["name"]: each["containerPort"] for each in container["ports"]}
        assert ports["health"] == 9000
        asked = {
            probe: container[f"{probe}Probe"]["httpGet"]
            for probe in ("startup", "liveness", "readiness")
        }
        assert asked["readiness"] == {"path": "/readyz", "port": "health"}, name
        assert asked["liveness"] == asked["startup"] == {"path": "/healthz", "port": "health"}


def test_the_migration_comes_before_and_one_beat_replaces_another() -> None:
    resources = rendered(ALL)
    hooks = resources["Job", "speech-migrate"]["metadata"]["annotations"]
    assert hooks["helm.sh/hook"] == "pre-install,pre-upgrade"
    needed = resources["ConfigMap", "speech-environment"]["metadata"]["annotations"]
    assert int(needed["helm.sh/hook-weight"]) < int(hooks["helm.sh/hook-weight"])
    beat = resources["Deployment", "speech-beat"]["spec"]
    assert beat["replicas"] == 1 and beat["strategy"] == {"type": "Recreate"}


def test_who_scales_sets_no_replicas() -> None:
    for name in ("speech-worker-kokoro", "speech-worker-glm-tts"):
        resources = rendered(ALL)
        assert "replicas" not in resources["Deployment", name]["spec"]
        scaled = resources["ScaledObject", name]["spec"]
        assert scaled["scaleTargetRef"] == {"name": name}
        assert [each["metadata"]["threshold"] for each in scaled["triggers"]] == ["20", "120"]
        assert rendered(LEAST)["Deployment", "speech-worker-kokoro"]["spec"]["replicas"] == 2
    assert "replicas" not in rendered(LEAST)["Deployment", "speech-web"]["spec"]
    assert rendered(ALL)["Deployment", "speech-web"]["spec"]["replicas"] == 2


def test_only_workers_of_glm_tts_ask_for_a_gpu() -> None:
    for name, pod in pods(rendered(ALL)).items():
        limits = pod["containers"][0]["resources"]["limits"]
        assert ("nvidia.com/gpu" in limits) == (name == "speech-worker-glm-tts")
        assert ("nodeSelector" in pod) == (name == "speech-worker-glm-tts")
        assert pod["containers"][0]["image"].endswith(
            f":{VERSION}-{'cuda' if 'glm' in name else 'cpu'}"
        )


def test_the_chart_has_lecterns_version() -> None:
    about = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    assert about["version"] == about["appVersion"] == VERSION
