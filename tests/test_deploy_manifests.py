"""What deploy/ holds is what Kubernetes, compose and the image take, and says of Chorus what is so."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
KUSTOMIZATION: Mapping[str, Any] = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())
COMPOSE: Mapping[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
KUBERNETES = "1.37.0"
"""Whose schemas the manifests are held against."""


def read_manifest(name: str) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = yaml.safe_load((DEPLOY / "kubernetes" / name).read_text())
    return manifest


DEPLOYMENT = read_manifest("deployment.yaml")
POD: Mapping[str, Any] = DEPLOYMENT["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
ENVIRONMENT = {entry["name"]: entry.get("value") for entry in CONTAINER["env"]}


def test_all_manifests_are_listed() -> None:
    files = {path.name for path in (DEPLOY / "kubernetes").iterdir()}
    assert files == {*KUSTOMIZATION["resources"], "kustomization.yaml"}


@pytest.mark.parametrize("name", KUSTOMIZATION["resources"])
def test_manifests_have_no_field_that_kubernetes_does_not_know(name: str) -> None:
    kubernetes_validate.validate(read_manifest(name), KUBERNETES, strict=True)


def test_everything_is_about_the_pods_of_the_deployment() -> None:
    labels = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels
    assert read_manifest("service.yaml")["spec"]["selector"] == labels
    assert read_manifest("pod-disruption-budget.yaml")["spec"]["selector"]["matchLabels"] == labels
    assert read_manifest("network-policy.yaml")["spec"]["podSelector"]["matchLabels"] == labels
    scaler = read_manifest("horizontal-pod-autoscaler.yaml")["spec"]
    assert scaler["scaleTargetRef"]["name"] == DEPLOYMENT["metadata"]["name"]
    assert scaler["minReplicas"] == DEPLOYMENT["spec"]["replicas"]


def test_the_container_may_do_nothing_but_serve() -> None:
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    user = re.search(r"^USER (\d+):(\d+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert user
    context = POD["securityContext"]
    assert (context["runAsUser"], context["runAsGroup"]) == (int(user[1]), int(user[2]))
    assert context["runAsNonRoot"]
    chorus = COMPOSE["services"]["chorus"]
    assert (chorus["read_only"], chorus["cap_drop"]) == (True, ["ALL"])


def test_what_was_accepted_may_be_finished_before_the_container_is_killed() -> None:
    drain = float(ENVIRONMENT["CHORUS_DRAIN_TIMEOUT_SECONDS"])
    (_, wait) = CONTAINER["lifecycle"]["preStop"]["exec"]["command"]
    assert POD["terminationGracePeriodSeconds"] >= drain + float(wait) + 2
    of_compose = float(COMPOSE["services"]["chorus"]["stop_grace_period"].removesuffix("s"))
    assert of_compose >= Settings.model_fields["drain_timeout_seconds"].default + 2


def test_probes_ask_what_the_service_answers_on_its_port() -> None:
    probes = {name: CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/readyz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    (port,) = CONTAINER["ports"]
    assert (port["name"], port["containerPort"]) == ("http", Settings.model_fields["port"].default)
    assert {probe["port"] for probe in probes.values()} == {"http"}
    assert not POD["enableServiceLinks"]


def test_settings_that_are_named_exist() -> None:
    assert ENVIRONMENT.keys() <= set(Settings.env_names())
    named = set(re.findall(r"\bCHORUS_[A-Z_]+\b", (ROOT / "Dockerfile").read_text()))
    assert named <= set(Settings.env_names())


def test_compose_mounts_what_is_there() -> None:
    for service in COMPOSE["services"].values():
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).exists(), mount
    (scrape,) = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    assert scrape["job_name"] == "chorus"
    ((target,),) = (config["targets"] for config in scrape["static_configs"])
    assert target == f"chorus:{Settings.model_fields['port'].default}"


def test_what_the_image_is_built_from_is_sent_to_the_builder() -> None:
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    sent = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    assert [s for s in sources if not any(fnmatch(s, rule) or s.startswith(f"{rule}/") for rule in sent)] == []


def test_prometheus_takes_its_configuration_and_alerts() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("NO promtool: the files of Prometheus are read as YAML alone")
    command = [promtool, "check", "config", str(DEPLOY / "prometheus" / "prometheus.yml")]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
