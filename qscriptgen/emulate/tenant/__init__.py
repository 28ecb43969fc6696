"""An emulated tenant: the API for reloads, its rights and limits, and the queue behind it.

`Tenant.handle` is the only door for whoever sends requests.
"""

from __future__ import annotations

from qscriptgen.emulate.tenant.data import Key, TenantApp, TenantSpace, User
from qscriptgen.emulate.tenant.reload import ReloadRecord
from qscriptgen.emulate.tenant.settings import TenantSettings
from qscriptgen.emulate.tenant.tenant import Tenant

__all__ = ["Key", "ReloadRecord", "Tenant", "TenantApp", "TenantSettings", "TenantSpace", "User"]
