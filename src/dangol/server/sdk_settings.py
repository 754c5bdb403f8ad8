"""What @segment/analytics-next asks for before it sends: where to, and that there is nothing else.

Source: the fields its `dist` reads from `/v1/projects/KEY/settings`. Metrics are sampled at 0,
because by default it reports on itself to its vendor.
"""

from typing import Any


def sdk_settings(key: str, base_url: str) -> dict[str, Any]:
    """The settings under which a browser SDK with this key sends to the server at `base_url`."""
    protocol, _, host = base_url.partition("://")
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{host}/v1",
                "protocol": protocol,
                "unbundledIntegrations": [],
                "addBundledMetadata": True,
                "maybeBundledConfigIds": {},
                "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
            }
        },
        "plan": {
            "track": {"__default": {"enabled": True, "integrations": {}}},
            "identify": {"__default": {"enabled": True}},
            "group": {"__default": {"enabled": True}},
        },
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0, "host": f"{host}/v1"},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
