"""The policy: what a team decided about its roadmap, read from YAML into one frozen value."""

from seedcorn.policy.loading import load_policy
from seedcorn.policy.policy import Policy
from seedcorn.policy.presets import preset_names, preset_text
from seedcorn.policy.schema import policy_schema
from seedcorn.policy.show import effective_policy

__all__ = ["Policy", "effective_policy", "load_policy", "policy_schema", "preset_names", "preset_text"]
