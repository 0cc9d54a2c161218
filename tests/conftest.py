from __future__ import annotations

from hypothesis import settings

# A busy machine is no reason to fail: pytest-timeout bounds the whole test instead.
settings.register_profile("monitor", deadline=None)
settings.load_profile("monitor")
