"""What deploy/ray holds is what Kubernetes takes for its pods, and what Ray Serve takes for the application."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from service.settings import Settings
from tests.test_deploy_manifests import CONTAINER, KUBERNETES, POD

DEPLOY = Path(__file__).parents[1] / "deploy" / "ray"
CONFIG: Mapping[str, Any] = yaml.safe_load((DEPLOY / "serve.yaml").read_text())
SERVICE: Mapping[str, Any] = yaml.safe_load((DEPLOY / "rayservice.yaml").read_text())
CLUSTER: Mapping[str, Any] = SERVICE["spec"]["rayClusterConfig"]
(WORKERS,) = CLUSTER["workerGroupSpecs"]
(APPLICATION,) = CONFIG["applications"]
TEMPLATES = {"head": CLUSTER["headGroupSpec"]["template"], "workers": WORKERS["template"]}
WITH_RAY = pytest.mark.skipif(find_spec("ray") is None, reason="NO ray: its schemas are not asked")


@pytest.mark.parametrize("name", TEMPLATES)
def test_pods_have_no_field_that_kubernetes_does_not_know(name: str) -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": TEMPLATES[name]["spec"]}
    kubernetes_validate.validate(pod, KUBERNETES, strict=True)


def test_ports_of_ray_are_reached_by_its_pods_alone() -> None:
    policy = yaml.safe_load((DEPLOY / "network-policy.yaml").read_text())
    kubernetes_validate.validate(policy, KUBERNETES, strict=True)
    (container,) = TEMPLATES["head"]["spec"]["containers"]
    named = {port["name"] for port in container["ports"]}
    open_to_others = [rule for rule in policy["spec"]["ingress"] if "ports" in rule]
    assert {port["port"] for rule in open_to_others for port in rule["ports"]} == {"dashboard", "serve"} <= named
    (own,) = [rule for rule in policy["spec"]["ingress"] if "ports" not in rule]
    assert own["from"] == [{"podSelector": policy["spec"]["podSelector"]}]


@pytest.mark.parametrize("name", TEMPLATES)
def test_containers_may_do_no_more_than_those_of_the_deployment(name: str) -> None:
    (container,) = TEMPLATES[name]["spec"]["containers"]
    assert TEMPLATES[name]["spec"]["securityContext"] == POD["securityContext"]
    assert container["securityContext"] == CONTAINER["securityContext"]


def test_the_service_has_the_fields_of_the_operator() -> None:
    """Source: KubeRay, ray.io/v1: `RayServiceSpec`, `RayClusterSpec`."""
    assert (SERVICE["apiVersion"], SERVICE["kind"]) == ("ray.io/v1", "RayService")
    assert SERVICE["spec"].keys() == {"serveConfigV2", "rayClusterConfig"}
    assert CLUSTER.keys() == {"rayVersion", "enableInTreeAutoscaling", "headGroupSpec", "workerGroupSpecs"}
    assert CLUSTER["headGroupSpec"].keys() == {"rayStartParams", "template"}
    assert WORKERS.keys() == {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}


def test_the_service_runs_the_application_of_the_configuration() -> None:
    assert yaml.safe_load(SERVICE["spec"]["serveConfigV2"]) == CONFIG
    arguments = APPLICATION["args"]
    assert (WORKERS["minReplicas"], WORKERS["maxReplicas"]) == (arguments["min_readers"], arguments["max_readers"])
    threads = APPLICATION["runtime_env"]["env_vars"]["CHORUS_THREADS"]
    assert WORKERS["rayStartParams"]["num-cpus"] == threads
    assert WORKERS["template"]["spec"]["containers"][0]["resources"]["limits"]["cpu"] == threads


def test_settings_that_are_named_exist() -> None:
    named = {*APPLICATION["runtime_env"]["env_vars"]}
    for template in TEMPLATES.values():
        named |= {entry["name"] for entry in template["spec"]["containers"][0].get("env", ())}
    assert {name for name in named if name.startswith("CHORUS_")} <= set(Settings.env_names())


@pytest.mark.slow
@WITH_RAY
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ray's own
def test_ray_serve_takes_the_configuration() -> None:
    schema = import_module("ray.serve.schema").ServeDeploySchema
    schema.model_validate(dict(CONFIG))
    module, _, name = APPLICATION["import_path"].partition(":")
    application = import_module(module)
    options = application.ApplicationOptions(**APPLICATION["args"])
    assert getattr(application, name)(options)
