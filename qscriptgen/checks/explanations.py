"""An explanation of each code: one sentence, and where a line shows more, a bad and a good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Explanation:
    """What a finding is about and why it matters; ``bad`` and ``good`` are Python, or empty."""

    text: str
    bad: str = ""
    good: str = ""


EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType(
    {
        "QC001": Explanation(
            "The spec can't be read or run at all, so nothing in it could be judged."
        ),
        "QC002": Explanation("The file holds no chain, so there is nothing to render."),
        "QC003": Explanation(
            "A value is of another kind than its option takes, or no option has that name."
        ),
        "QC004": Explanation("The scenario can't be read, so no run could be what it describes."),
        "QC005": Explanation(
            "The file holds no scenario, so there is nothing to run the chain in."
        ),
        "QC006": Explanation(
            "The scenario speaks of an app that the chain does not have, so what it"
            " says of it would never happen."
        ),
        "QC007": Explanation(
            "The scenario speaks of a connection that no script of the chain uses, so"
            " what it says of it would never happen."
        ),
        "QC008": Explanation("A YAML spec names an app or a space that it does not describe."),
        "QC101": Explanation(
            "Qlik Cloud knows apps by a GUID, so any other id could never be started.",
            'App("Sales", id="0a1b2c3d")',
            'App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")',
        ),
        "QC102": Explanation(
            "A name is empty or holds a line end, and no line of a script could hold it.",
            'Chain("", extract >> sales)',
            'Chain("nightly", extract >> sales)',
        ),
        "QC103": Explanation(
            "Qlik does not allow this name of a connection, or GET and POST share one connection,"
            " which has only one method.",
            'Connections(get="Ops:ApiGet")',
            'Connections(get="ApiGet", space="Ops")',
        ),
        "QC104": Explanation(
            "The name of a space holds what no script can write before the name of a connection.",
            'Connections(space="Ops: all")',
            'Connections(space="Ops all")',
        ),
        "QC105": Explanation(
            "A variable has a name that an app can't read without brackets, or that scripts keep"
            " for themselves.",
            'sales.reload(variables={"v Run": "full"})',
            'sales.reload(variables={"vRun": "full"})',
        ),
        "QC106": Explanation("The tenant refuses a reload with more than 20 variables."),
        "QC107": Explanation(
            "The tenant refuses a variable whose name or value has more than 256 characters."
        ),
        "QC108": Explanation(
            "A spec and its scripts are read by many, so a key or token in it is given"
            " away: it belongs into the REST connection."
        ),
        "QC109": Explanation("A text holds half of a character, which no file can hold."),
        "QC110": Explanation(
            "An app without an id can't be started.",
            'App("Sales", id={})',
            'App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")',
        ),
        "QC111": Explanation(
            "The name of a variable speaks of a secret, and everybody who may see the reload can"
            " read its value.",
            'sales.reload(variables={"vApiKey": "x"})',
            'sales.reload(variables={"vRun": "x"})',
        ),
        "QC201": Explanation(
            "The tenant takes weights from 1 to 10 only.",
            "sales.reload(weight=11)",
            "sales.reload(weight=10)",
        ),
        "QC202": Explanation(
            "A length of time can't be read, mostly as its unit is missing.",
            'Wait("45")',
            'Wait("45m")',
        ),
        "QC203": Explanation(
            "A length of time is longer or shorter than what it is for allows.",
            'Wait("4h")',
            'Wait("45m")',
        ),
        "QC204": Explanation(
            "An option takes one of a few words, and this is not one of them.",
            'Policy(failure="ignore")',
            'Policy(failure="continue")',
        ),
        "QC205": Explanation(
            "An option asks for something that this chain never comes to, so whoever wrote it"
            " expects more than will happen.",
            'Policy(busy="join")',
            'Policy(busy="join", tries=2)',
        ),
        "QC206": Explanation(
            "A number is outside of what Qlik or the script can do.",
            "Policy(tries=100)",
            "Policy(tries=3)",
        ),
        "QC207": Explanation(
            "At its worst a script would take longer than the 3 hours after which Qlik Cloud ends a"
            " reload.",
            'Wait("2h")',
            'Wait("2h", poll="5m")',
        ),
        "QC208": Explanation(
            "Plain script does one thing, and what else is asked for would silently be left out.",
            'Chain("c", extract >> sales.reload(weight=3), plain=True)',
            'Chain("c", extract >> sales, plain=True)',
        ),
        "QC209": Explanation(
            "A reload that is joined was started by somebody else, without these options.",
            'sales.reload(partial=True, policy=Policy(tries=2, busy="join"))',
            'sales.reload(partial=True, policy=Policy(tries=2, busy="wait"))',
        ),
        "QC301": Explanation(
            "An app has no id for an environment of the chain, so the chain would stop there."
        ),
        "QC302": Explanation(
            "One id stands under two environments, as it does when a line is copied"
            " and the id forgotten."
        ),
        "QC303": Explanation(
            "An environment is never reached, as one before it fits wherever it does."
        ),
        "QC304": Explanation(
            "Nothing says how a script knows this environment.",
            'Space("prod")',
            'Space("prod", type="managed")',
        ),
        "QC305": Explanation(
            "The label of an environment stands in scripts and their log, so it is one plain word"
            " of its own.",
            'Space("my prod", type="managed")',
            'Space("prod", type="managed")',
        ),
        "QC306": Explanation(
            "A tenant is named by its host name, and this is not one.",
            'Space("prod", tenant="https://acme.eu.qlikcloud.com")',
            'Space("prod", tenant="acme.eu.qlikcloud.com")',
        ),
        "QC401": Explanation(
            "Two apps have one id, so one of them would be started twice and the other never."
        ),
        "QC402": Explanation(
            "Two scripts would be written to one file, as their names differ only in"
            " what file names leave out."
        ),
        "QC403": Explanation(
            "The chain comes back to an app, and would run until somebody stops it.",
            "extract >> sales >> extract",
            'Chain("c", extract >> sales >> extract, repeat=Repeat("10m"))',
        ),
        "QC404": Explanation(
            "An app that starts itself is still reloading, and Qlik Cloud may refuse it.",
            "extract >> sales >> sales",
            "extract >> sales >> report",
        ),
        "QC405": Explanation(
            "In a ring each app would wait for the next, and so in the end for itself.",
            'Chain("c", extract >> sales.reload(wait=Wait("5m")) >> extract, repeat=Repeat("10m"))',
            'Chain("c", extract >> sales >> extract, repeat=Repeat("10m"))',
        ),
        "QC406": Explanation(
            "Without a controller no app knows whether the other branches have ended, so each of"
            " them would start the app in which they meet.",
            "extract >> [sales, finance] >> report",
            "extract >> sales >> finance >> report",
        ),
        "QC407": Explanation(
            "In a partial reload a script does nothing unless the chain says so, so the chain would"
            " end there.",
            "extract >> sales.reload(partial=True) >> report",
            'Chain("c", extract >> sales.reload(partial=True) >> report, in_partial="run")',
        ),
        "QC408": Explanation(
            "There is nothing to repeat in a chain that does not come back to an app.",
            'Chain("c", extract >> sales, repeat=Repeat("10m"))',
            'Chain("c", extract >> sales >> extract, repeat=Repeat("10m"))',
        ),
        "QC409": Explanation(
            "A condition is read by the app before it, and no app is there.",
            'Chain("c", when(Expr("vRows > 0"), sales))',
            'Chain("c", extract >> when(Expr("vRows > 0"), sales))',
        ),
        "QC410": Explanation(
            "No app of the chain starts another, so there is no script to render.",
            'Chain("c", extract)',
            'Chain("c", extract >> sales)',
        ),
        "QC411": Explanation(
            "At this pace the ring would use up the reloads that the tenant allows in a day.",
            'Repeat("1m")',
            'Repeat("10m")',
        ),
        "QC412": Explanation(
            "All that comes before an app is empty, so nobody ever starts it.",
            'extract >> when(Expr("vRows > 0"), []) >> sales',
            'extract >> when(Expr("vRows > 0"), report) >> sales',
        ),
        "QC501": Explanation(
            "Qlik code is put into the script as it is, and this would break out of its place.",
            'Expr("vRows > 0; DROP TABLE Sales")',
            'Expr("vRows > 0")',
        ),
        "QC502": Explanation(
            "The Qlik code is not an expression, so the script would fail where it is read.",
            'Expr("vRows >")',
            'Expr("vRows > 0")',
        ),
        "QC503": Explanation(
            "Qlik does not say whether and or or goes first, so the condition may not mean what it"
            " seems to.",
            'Expr("vA = 1 or vB = 1 and vC = 1")',
            'Expr("vA = 1 or (vB = 1 and vC = 1)")',
        ),
        "QC504": Explanation(
            "Qlik knows no function of this name: the condition or value can't be read, and then"
            " nothing is started.",
            'Expr("Aplymap(vRun, 1) > 0")',
            "Expr(\"ApplyMap('Runs', vRun) > 0\")",
        ),
        "QC601": Explanation(
            "The app that an alert starts is part of the chain, and would be started twice.",
            'Chain("c", extract >> sales, on_failure=Alert(sales))',
            'Chain("c", extract >> sales, on_failure=Alert(alarm))',
        ),
        "QC602": Explanation(
            "An alert sets this variable itself.",
            'Alert(alarm, variables={"vAlertWhy": "x"})',
            'Alert(alarm, variables={"vWhy": "x"})',
        ),
        "QC603": Explanation(
            "An alert passes names in variables, and this name is longer than one can be."
        ),
        "QC604": Explanation(
            "The connection of a webhook holds the address of the webhook, and this one leads to"
            " the tenant.",
            'Webhook("ApiPost")',
            'Webhook("ApiAlert")',
        ),
        "QC611": Explanation(
            "A controller is an app of its own: it can't start itself.",
            'Chain("c", extract >> sales, controller=sales, wait=Wait("5m"))',
            'Chain("c", extract >> sales, controller=alarm, wait=Wait("5m"))',
        ),
        "QC612": Explanation(
            "A controller runs each app once, and this chain comes back to one.",
            'Chain("c", extract >> sales >> extract, controller=alarm, wait=Wait("5m"))',
            'Chain("c", extract >> sales, controller=alarm, wait=Wait("5m"))',
        ),
        "QC613": Explanation(
            "A controller goes from app to app, and this one comes after several.",
            'Chain("c", [extract, sales] >> report, controller=alarm, wait=Wait("5m"))',
            'Chain("c", extract >> sales >> report, controller=alarm, wait=Wait("5m"))',
        ),
        "QC614": Explanation(
            "A controller waits for the end of each app, and nothing says how long.",
            'Chain("c", extract >> sales, controller=alarm)',
            'Chain("c", extract >> sales, controller=alarm, wait=Wait("5m"))',
        ),
        "QC615": Explanation(
            "The result of a controller can't be stored there.",
            'Chain("c", sales, controller=alarm, wait=Wait("5m"), result="out.qvd")',
            'Chain("c", sales, controller=alarm, wait=Wait("5m"), result="lib://Data/out.qvd")',
        ),
        "QC701": Explanation(
            "A Due that says neither how fresh an app may be nor on which days leaves nothing out.",
            "sales.reload(due=Due())",
            'sales.reload(due=Due("90m"))',
        ),
        "QC702": Explanation(
            "In a chain whose apps only wait for each other nobody starts anything, so options of"
            " starts have no meaning in it.",
            'Chain("c", extract >> sales.reload(weight=3), wait_only=WaitOnly("45m"))',
            'Chain("c", extract >> sales, wait_only=WaitOnly("45m"))',
        ),
        "QC703": Explanation(
            "An app that ended its script at the start would be saved without any data.",
            'Chain("c", extract >> sales, wait_only=WaitOnly("9m"), policy=Policy(failure="skip"))',
            'Chain("c", extract >> sales, wait_only=WaitOnly("9m"), policy=Policy(failure="fail"))',
        ),
        "QC704": Explanation(
            "Apps that wait for each other in a ring would wait until their time is up.",
            'Chain("c", extract >> sales >> extract, wait_only=WaitOnly("45m"))',
            'Chain("c", extract >> sales, wait_only=WaitOnly("45m"))',
        ),
        "QC801": Explanation(
            "An app is given a variable that it does not read, mostly as the name is misspelt.",
            'App("S", id=sales.id, reads={"vRun": ""}).reload(variables={"vRnu": "full"})',
            'App("S", id=sales.id, reads={"vRun": ""}).reload(variables={"vRun": "full"})',
        ),
        "QC802": Explanation(
            "Two scripts name the file of an answer, and they can't write or read this one.",
            'sales.reload(wait=Wait("5m"), answer=Answer("sales.txt", ("vRows",)))',
            'sales.reload(wait=Wait("5m"), answer=Answer("lib://Data/sales.qvd", ("vRows",)))',
        ),
        "QC803": Explanation(
            "An answer is there when the reload has ended, and nobody waits for that.",
            'sales.reload(answer=Answer("lib://Data/sales.qvd", ("vRows",)))',
            'sales.reload(wait=Wait("5m"), answer=Answer("lib://Data/sales.qvd", ("vRows",)))',
        ),
        "QC804": Explanation(
            "A file holds one answer of one app, and here a second one would be stored over it."
        ),
        "QC805": Explanation(
            "An answer names no variable, or one that would be set twice.",
            'sales.reload(wait=Wait("5m"), answer=Answer("lib://Data/sales.qvd", ()))',
            'sales.reload(wait=Wait("5m"), answer=Answer("lib://Data/sales.qvd", ("vRows",)))',
        ),
        "QC806": Explanation(
            "A value is read before the first start, and the answer that brings it comes later."
        ),
        "QC901": Explanation(
            "No script can include a library from there.",
            'Chain("c", extract >> sales, library="nightly.qvs")',
            'Chain("c", extract >> sales, library="lib://Ops:DataFiles/nightly.qvs")',
        ),
        "QC902": Explanation(
            "Two chains would have one library, so that each upload would replace the other."
        ),
        "QE001": Explanation(
            "A script does something that is not emulated, so nobody can say what comes of it."
        ),
        "QE002": Explanation("A reload did not succeed, so what comes after it had no new data."),
        "QE003": Explanation("A reload had not ended when the run was over."),
        "QE004": Explanation("The tenant refused the reload that begins the chain."),
        "QE005": Explanation("A script would go on beyond what a reload may take, or for ever."),
        "QE006": Explanation(
            "A script leaves a table, variable or connection behind, which the next"
            " lines of the app would meet."
        ),
        "QE007": Explanation(
            "A script leaves another ErrorMode than it found, so later errors of the"
            " app are judged otherwise."
        ),
        "QE008": Explanation(
            "A reload succeeded though what it started or waited for did not, and no"
            " policy says that it may."
        ),
        "QE009": Explanation(
            "A script started an app twice or without need, or sent a request to somebody else."
        ),
        "QE010": Explanation(
            "A script fails on purpose, but its message does not say which chain it is about."
        ),
        "QE011": Explanation("A script took longer, or asked more, than its header promises."),
        "QE012": Explanation(
            "A script did not trace one line for each of its decisions, so its log hides something."
        ),
        "QE013": Explanation(
            "A script asked the tenant more often or sooner than the chain says, or gave up too"
            " soon."
        ),
        "QE014": Explanation(
            "A script started something in a partial reload, which starts nothing here."
        ),
        "QE015": Explanation("An alert was left out, sent twice, sent for nothing, or was wrong."),
    }
)
"""Code to explanation, for every code of `qscriptgen.checks.PROBLEMS` and of a simulation."""
