"""What differs from tenant to tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TenantSettings:
    """Names and limits of a tenant.

    Args:
        host: The host of its URLs.
        tenant_id: Its id.
        concurrency: Reloads that run at once; a contract sets it
            (https://qlik.dev/manage/reloads).
        daily_quota: Reloads of one app in 24 hours; the number is third-party knowledge
            (https://www.datavoyagers.net/post/comparing-methods-to-reload-qlik-applications-in-qlik-cloud).
        posts_per_5min: Reloads that a user may ask for in any 5 minutes
            (https://qlik.dev/changelog/108-api-ratelimit-reloads).
        gets_per_min: Reading requests of a user, as an average of 5 minutes
            (https://qlik.dev/apis/rest/rate-limiting).
        cancels_per_min: Cancels of a user in a minute (https://qlik.dev/apis/rest/reloads).
        run_limit_s: How long a reload may run (https://qlik.dev/manage/reloads).
        queue_limit_s: How long it may be queued (the same page).
        reload_ids: Whether ids of reloads have hex digits, decimal digits only, or look like a
            number with an exponent.
        visible_after_s: When a new reload can be seen, where it can't be at once.
        cancel_takes_s: How long a running reload is CANCELING.
    """

    host: str = "acme.eu.qlikcloud.com"
    tenant_id: str = "Zq3xT0emulatedTenant0000000000A1"
    concurrency: int = 10
    daily_quota: int = 192
    posts_per_5min: int = 250
    gets_per_min: int = 1000
    cancels_per_min: int = 50
    run_limit_s: float = 10800.0
    queue_limit_s: float = 21600.0
    reload_ids: Literal["hex", "digits", "exponent"] = "hex"
    visible_after_s: float = 5.0
    cancel_takes_s: float = 2.0
