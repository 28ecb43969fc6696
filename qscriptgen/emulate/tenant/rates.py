"""How often a user may ask, and how often an app may be reloaded."""

from __future__ import annotations

from qscriptgen.emulate.tenant.settings import TenantSettings
from qscriptgen.emulate.tenant.windows import Window

_MINUTE, _FIVE_MINUTES, _DAY = 60.0, 300.0, 86400.0


class Rates:
    """The limits of a tenant: for each user by kind of request, and for each app.

    Starts and reads are counted over 5 minutes, cancels over one, as documented
    (https://qlik.dev/apis/rest/rate-limiting, https://qlik.dev/changelog/108-api-ratelimit-reloads).
    A request that a limit refuses is not counted, as no source says that it is. Two documented
    limits are left out: errors count against a further one, but nobody says how high it is; and all
    users of a tenant together have the limit of one user, times the users, times 0.5, but how many
    users a tenant has is not known here. With two or more of them, one API key never comes up
    against that before its own limit.
    """

    def __init__(self, settings: TenantSettings) -> None:
        self._limits = {
            "start": (settings.posts_per_5min, _FIVE_MINUTES),
            "read": (settings.gets_per_min * 5, _FIVE_MINUTES),
            "cancel": (settings.cancels_per_min, _MINUTE),
        }
        self._quota = settings.daily_quota
        self._requests: dict[tuple[str, str], Window] = {}
        self._apps: dict[str, Window] = {}

    def take(self, operation: str, user: str, now: float) -> int:
        """Count a request: 0, or the seconds to wait for one that is too much."""
        window = self._requests.get((operation, user))
        if window is None:
            window = self._requests[operation, user] = Window(*self._limits[operation])
        wait_s = window.wait(now)
        if not wait_s:
            window.add(now)
        return wait_s

    def used_up(self, app_id: str, now: float) -> bool:
        """Whether an app has been reloaded as often as it may be in 24 hours."""
        return app_id in self._apps and self._apps[app_id].wait(now) > 0

    def count(self, app_id: str, at: float) -> None:
        """Count a reload of an app."""
        if app_id not in self._apps:
            self._apps[app_id] = Window(self._quota, _DAY)
        self._apps[app_id].add(at)
