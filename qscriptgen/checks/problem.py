"""The problems that a chain can have: one table, and the way to make a finding of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding

if TYPE_CHECKING:
    from qscriptgen.diagnostics import Place, Severity

PROBLEMS: dict[str, tuple[str, Severity]] = {
    "QC001": ("unreadable-spec", "error"),
    "QC002": ("no-chain", "error"),
    "QC003": ("wrong-type", "error"),
    "QC004": ("unreadable-scenario", "error"),
    "QC005": ("no-scenario", "error"),
    "QC006": ("unknown-app", "error"),
    "QC007": ("unknown-connection", "error"),
    "QC008": ("unknown-name", "error"),
    "QC101": ("app-id-no-guid", "error"),
    "QC102": ("bad-name", "error"),
    "QC103": ("bad-connection-name", "error"),
    "QC104": ("bad-space-name", "error"),
    "QC105": ("bad-variable-name", "error"),
    "QC106": ("too-many-variables", "error"),
    "QC107": ("variable-too-long", "error"),
    "QC108": ("secret-in-spec", "error"),
    "QC109": ("text-without-form", "error"),
    "QC111": ("name-like-secret", "warning"),
    "QC110": ("app-without-id", "error"),
    "QC201": ("weight-out-of-range", "error"),
    "QC202": ("unreadable-duration", "error"),
    "QC203": ("duration-out-of-range", "error"),
    "QC204": ("unknown-word", "error"),
    "QC205": ("option-without-effect", "error"),
    "QC206": ("number-out-of-range", "error"),
    "QC207": ("bound-beyond-limit", "error"),
    "QC208": ("option-in-plain", "error"),
    "QC209": ("join-without-options", "error"),
    "QC301": ("app-without-environment", "error"),
    "QC302": ("id-in-two-environments", "warning"),
    "QC303": ("environment-never-reached", "error"),
    "QC304": ("environment-without-test", "error"),
    "QC305": ("bad-environment-label", "error"),
    "QC306": ("bad-tenant", "error"),
    "QC401": ("apps-with-one-id", "error"),
    "QC402": ("names-with-one-file", "error"),
    "QC403": ("cycle-without-repeat", "error"),
    "QC404": ("app-starts-itself", "error"),
    "QC405": ("wait-in-ring", "error"),
    "QC406": ("relay-join", "error"),
    "QC407": ("relay-behind-partial", "error"),
    "QC408": ("repeat-without-ring", "error"),
    "QC409": ("condition-without-app", "error"),
    "QC410": ("nothing-to-start", "error"),
    "QC411": ("ring-beyond-quota", "warning"),
    "QC412": ("app-never-started", "error"),
    "QC611": ("controller-in-flow", "error"),
    "QC612": ("controller-with-ring", "error"),
    "QC613": ("controller-with-join", "error"),
    "QC614": ("controller-without-wait", "error"),
    "QC615": ("bad-result", "error"),
    "QC501": ("expression-not-spliceable", "error"),
    "QC502": ("expression-unreadable", "error"),
    "QC503": ("mixed-logic", "warning"),
    "QC504": ("unknown-function", "warning"),
    "QC601": ("alert-app-in-chain", "error"),
    "QC602": ("alert-variable-taken", "error"),
    "QC603": ("alert-too-long", "error"),
    "QC604": ("webhook-connection-taken", "error"),
    "QC901": ("bad-library-place", "error"),
    "QC902": ("library-taken", "error"),
    "QC801": ("variable-not-read", "warning"),
    "QC802": ("bad-answer-file", "error"),
    "QC803": ("answer-without-wait", "error"),
    "QC804": ("answer-file-taken", "error"),
    "QC805": ("answer-variables", "error"),
    "QC806": ("value-before-its-answer", "error"),
    "QC701": ("due-without-time", "error"),
    "QC702": ("option-of-starts", "error"),
    "QC703": ("skip-at-the-start", "error"),
    "QC704": ("waits-in-a-ring", "error"),
}
"""Code to name and severity. A code is never used again for another problem."""


def problem(code: str, place: Place, message: str, hint: str = "") -> Finding:
    """A finding of this code."""
    name, severity = PROBLEMS[code]
    return Finding(place, code, name, severity, message, hint)
