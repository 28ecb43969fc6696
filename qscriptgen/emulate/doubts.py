"""What Qlik's public texts leave open about the engine, the REST connector and the tenant.

Together with the doubts about expressions these are all that a world answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qscriptgen.script.evaluation.doubts import DOUBTS as ABOUT_EXPRESSIONS
from qscriptgen.script.evaluation.doubts import Doubt

_HELP = "https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/"
_COPY = "https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/"
_RELOADS = "https://qlik.dev/apis/rest/reloads"
_ANALYZER = "https://github.com/qlik-oss/qlik-cloud-app-analyzer"
_REST_API = "https://github.com/ChristofSchwarz/qs_script_rest_api"
_BUTLER = "https://github.com/ptarmiganlabs/butler"

_ENGINE = (
    Doubt(
        "now-advances",
        "Does Now(1) go on while a script runs, or stay at the time when the reload began?",
        ("yes", "no"),
        "yes",
        _HELP + "DateAndTimeFunctions/now.htm",
    ),
    Doubt(
        "old-variables",
        "Do variables that an earlier reload left in the app have their values at the start?",
        ("kept", "gone"),
        "kept",
        _HELP + "work-with-variables-in-data-load-editor.htm",
    ),
    Doubt(
        "reload-variables",
        "Do variables that a request for a reload has brought stay in the app afterwards?",
        ("kept", "gone"),
        "kept",
        "https://qlik.dev/changelog/149-api-updates-reload-time-variables-constraints",
    ),
    Doubt(
        "errormode-readable",
        "Has ErrorMode a value before a script sets it?",
        ("yes", "no"),
        "yes",
        _HELP + "ErrorVariables/ErrorMode.htm",
    ),
    Doubt(
        "if-error",
        "Where does an IF go on whose condition fails under ErrorMode 0?",
        ("else", "then", "behind"),
        "else",
        _HELP + "ErrorVariables/ErrorMode.htm",
    ),
    Doubt(
        "let-error",
        "What has a variable whose LET fails under ErrorMode 0?",
        ("old", "null"),
        "old",
        _HELP + "ErrorVariables/ErrorMode.htm",
    ),
    Doubt(
        "control-resets-error",
        "Does a control statement that works set ScriptError to 0, as other statements do?",
        ("no", "yes"),
        "no",
        _HELP + "ErrorVariables/ScriptError.htm",
    ),
    Doubt(
        "missing-connection",
        "Where does a connection that does not exist fail: where it is named, or in the SELECT?",
        ("connect", "select"),
        "connect",
        _HELP + "ScriptRegularStatements/CONNECT.htm",
    ),
    Doubt(
        "failed-connect-leaves",
        "Which connection is active when LIB CONNECT fails: the one before, or none?",
        ("old", "none"),
        "old",
        _HELP + "ScriptRegularStatements/CONNECT.htm",
    ),
    Doubt(
        "colon-in-personal",
        "Do ':Name' and lib://: find a connection and an include from a personal space?",
        ("yes", "no"),
        "yes",
        _HELP + "ScriptRegularStatements/CONNECT.htm",
    ),
    Doubt(
        "bare-connection",
        "Is a connection without a prefix that of the app's space, or the running user's own?",
        ("app", "personal"),
        "app",
        _HELP + "ScriptRegularStatements/CONNECT.htm",
    ),
    Doubt(
        "idle-disconnect",
        "Is DISCONNECT without a connection an error?",
        ("no", "yes"),
        "no",
        _COPY + "Script_regular_statements.md",
    ),
    Doubt(
        "exit-error-under-0",
        "Does Exit Error end the script under ErrorMode 0 too?",
        ("yes", "no"),
        "yes",
        _HELP + "ScriptControlStatements/exit%20error.htm",
    ),
    Doubt(
        "exit-error-known",
        "Does the engine know Exit Error, or is it an unknown statement, and so an error itself?",
        ("yes", "no"),
        "yes",
        "https://github.com/ptarmiganlabs/QvsView.qs",
    ),
    Doubt(
        "drop-missing",
        "Is DROP of a table or field that does not exist an error?",
        ("yes", "no"),
        "yes",
        _HELP + "ErrorVariables/ScriptError.htm",
    ),
    Doubt(
        "no-rows",
        "Does a SELECT whose answer has no rows make an empty table, or none?",
        ("table", "none"),
        "table",
        _COPY + "table_functions.md",
    ),
    Doubt(
        "number-is-variable",
        "Does a bare number in SLEEP or CALL make a variable of that name?",
        ("no", "yes"),
        "no",
        "https://github.com/ptarmiganlabs/butler-spyglass",
    ),
    Doubt(
        "dead-syntax",
        "Does a statement that can't be parsed fail when it is reached, or before the script runs?",
        ("reached", "start"),
        "reached",
        _COPY + "script_control.md",
    ),
    Doubt(
        "loop-condition",
        "Is $(...) in the condition of DO and LOOP expanded once, as documented, or each time?",
        ("once", "each"),
        "once",
        _COPY + "script_control.md",
    ),
    Doubt(
        "for-counter",
        "What has the counter behind a FOR: the value that was too much, or the last one in range?",
        ("beyond", "last"),
        "beyond",
        _COPY + "script_control.md",
    ),
    Doubt(
        "sub-in-sub",
        "Can a SUB be defined while another one runs, as by an include that stands in it?",
        ("yes", "no"),
        "yes",
        _COPY + "script_control.md",
    ),
    Doubt(
        "sleep-range",
        "Is a Sleep outside of 1 ms to 1 h an error, or done without a pause?",
        ("error", "none"),
        "error",
        _HELP + "ScriptRegularStatements/Sleep.htm",
    ),
    Doubt(
        "qualify-lower",
        "Does QUALIFY rename fields of a statement whose rows a preceding LOAD takes?",
        ("no", "yes"),
        "no",
        _COPY + "Script_regular_statements.md",
    ),
    Doubt(
        "nullasvalue-lower",
        "Does NULLASVALUE fill in fields of a statement whose rows a preceding LOAD takes?",
        ("yes", "no"),
        "yes",
        _COPY + "Script_regular_statements.md",
    ),
    Doubt(
        "table-case",
        "Do names of tables differ where only letter case does?",
        ("yes", "no"),
        "yes",
        _COPY + "table_functions.md",
    ),
    Doubt(
        "must-include-under-0",
        "Does a missing Must_Include end the script under ErrorMode 0 too?",
        ("no", "yes"),
        "no",
        _HELP + "SystemVariables/Include.htm",
    ),
)

_CONNECTOR = (
    Doubt(
        "rest-error-code",
        "Which number has ScriptError when a REST request fails?",
        ("12", "1", "5"),
        "12",
        _REST_API,
    ),
    Doubt(
        "wrap-off-mismatch",
        "What gives (wrap off) with a name that is not the only member of the answer?",
        ("no-rows", "error", "row"),
        "no-rows",
        _ANALYZER,
    ),
    Doubt(
        "row-order",
        "In which order do the rows of an answer come?",
        ("parents-first", "children-first", "reversed"),
        "parents-first",
        _ANALYZER,
    ),
    Doubt(
        "column-order",
        "Do the columns of an answer keep the order of the SELECT?",
        ("kept", "sorted"),
        "kept",
        _ANALYZER,
    ),
    Doubt(
        "empty-answer",
        "Is an answer without a body, as that of cancel, an error?",
        ("error", "no-rows"),
        "error",
        _RELOADS,
    ),
    Doubt(
        "get-with-body",
        "Does a connection whose method is GET leave a BODY out, or refuse it?",
        ("left-out", "error"),
        "left-out",
        _BUTLER,
    ),
    Doubt(
        "json-text",
        "Does a JSON string that can be read as a number arrive as one?",
        ("text", "number"),
        "text",
        _REST_API,
    ),
    Doubt(
        "json-boolean",
        "How do true and false arrive?",
        ("True", "true", "number"),
        "True",
        _ANALYZER,
    ),
)

_TENANT = (
    Doubt(
        "reloading-blocks",
        "Is a POST refused while a reload of the app is running, and not only queued?",
        ("yes", "no"),
        "yes",
        _RELOADS,
    ),
    Doubt(
        "same-app",
        "Do two reloads of one app, where both are taken, run at once, or one after the other?",
        ("together", "one-by-one"),
        "together",
        _RELOADS,
    ),
    Doubt(
        "unknown-member",
        "Is a POST refused for a member that is not documented, or is the member passed over?",
        ("refused", "ignored"),
        "refused",
        _RELOADS,
    ),
    Doubt(
        "unknown-parameter",
        "Is a list refused for a parameter that is not documented, or is that passed over?",
        ("refused", "ignored"),
        "refused",
        _RELOADS,
    ),
    Doubt(
        "list-without-app",
        "What does the list of reloads return to a user who is not an admin and names no app?",
        ("403", "400"),
        "403",
        _RELOADS,
    ),
    Doubt(
        "post-visible",
        "Can a new reload be seen at once, by its id and in the list, or some seconds later?",
        ("at-once", "later"),
        "at-once",
        _RELOADS,
    ),
    Doubt(
        "cancel-answer",
        "Does cancel answer 202 with a status, or 204 without a body?",
        ("by-status", "202", "204"),
        "by-status",
        _RELOADS,
    ),
    Doubt(
        "unknown-app-list",
        "What does the list of reloads answer about an app that the user does not see?",
        ("empty", "403", "404"),
        "empty",
        _RELOADS,
    ),
    Doubt(
        "run-limit",
        "How does a reload end that has run for 3 hours?",
        ("EXCEEDED_LIMIT", "FAILED"),
        "EXCEEDED_LIMIT",
        "https://qlik.dev/manage/reloads",
    ),
    Doubt(
        "tenant-url",
        "Has GetSysAttr('tenantUrl') a scheme, a slash at the end, or neither?",
        ("scheme", "host", "slash"),
        "scheme",
        _HELP + "SystemFunctions/GetSysAttr.htm",
    ),
)

DOUBTS: Mapping[str, Doubt] = MappingProxyType(
    {**{doubt.name: doubt for doubt in (*_ENGINE, *_CONNECTOR, *_TENANT)}, **ABOUT_EXPRESSIONS}
)
"""Every doubt by its name."""
