"""Templates kept apart: written before the reader was measured on them, and never used to mend it.

Their notation is that of `message_templates`.
"""

from __future__ import annotations

HELD_OUT: dict[str, list[tuple[str, str]]] = {
    "minutes": [
        ("Minutes {wd}\nPresent: {n1} ({o1}, {t1}), {u1}\nNext: send pricing", "n1 t1 o1"),
        (
            (
                "*Attendees*\n• {n1} \u2013 {t1}, {o1}\n• {n2} \u2013 {t2}, {o1}\n• {u1}\n*Actions*\n"
                "Security questionnaire"
            ),
            "n1 t1 o1; n2 t2 o1",
        ),
        ("{mo} steering committee. From {o1}: {n1} ({t1}) and {n2} ({t2}). From us: {u1}.", "n1 t1 o1; n2 t2 o1"),
        ("Notes from the call\n&gt; {n1} ({t1}, {a1}) wants a pilot by {mo}\n&gt; {n2} has no objections", "a1 n1 t1"),
    ],
    "crm notes": [
        ("[{o1}] {n1} / {t1} / {a1}", "a1 n1 t1 o1"),
        ("{a1} -&gt; {n1} -&gt; {t1}", "a1 n1 t1"),
        ("New contact: {n1} | {t1} | {o1} | {a1}", "a1 n1 t1 o1"),
        ("Name: {n1}\nTitle: {t1}\nCompany: {o1}\nEmail: {a1}", "a1 n1 t1 o1"),
        ("lead -&gt; {a1}; {n1}; {t1}", "a1 n1 t1"),
    ],
    "introductions": [
        ("Intro request: {n1}, {t1}, {o1}. Anyone? {u1}?", "n1 t1 o1"),
        ("Hi {u1}, could you introduce me to {n1}? She is {t1} at {o1}.", "n1 t1 o1"),
        ("{u1} please meet {n1}, {t1} at {o1} ({a1}). {n1}, meet {u1}!", "a1 n1 t1 o1"),
        ("Does anybody here know {n1}, the {t1} of {o1}?", "n1 t1 o1"),
    ],
    "afterthoughts": [
        ("forgot to say: {n1} ({o1}) sat next to me, nice chat, {a1}", "a1 n1 o1"),
        ("fyi {a1} bounced, {n1} has left {o1}", "a1 n1"),
        ("{n1} used to be {t1} at {o1}. New mail is {a1}", "a1 n1"),
        ("Wrong list earlier, the right address of {n1} is {a1}", "a1 n1"),
    ],
    "mixed languages": [
        ("Habe heute mit {n1} von {o1} telefoniert, sie ist dort {tg1}. Mail: {a1}", "a1 n1 tg1 o1"),
        ("Petit dej avec {n1}, {tf1} de {o1}, et {u1}", "n1 tf1 o1"),
        ("Comida con {n1} ({ts1} en {o1}) y {u1}. Su correo: {a1}", "a1 n1 ts1 o1"),
        ("Pranzo con {n1}, {t1} di {o1}. La mail: {a1}", "a1 n1 t1 o1"),
        ("Koffie met {n1} van {o1}, {a1}", "a1 n1 o1"),
    ],
    "script mixes": [
        ("{sn1}, {st1}, {a1}", "a1 sn1 st1"),
        ("met {u1} and our new contact at {o1}: {sn1} &lt;{a1}&gt;", "a1 sn1 o1"),
        ("• {sn1} ({st1}) {a1}\n• {n2} ({t2}) {a2}", "a1 sn1 st1; a2 n2 t2"),
    ],
    "signatures, held out": [
        ("Thx\n{n1} | {o1} | {t1} | {ph}", "n1 t1 o1"),
        ("regards, {n1}\n{t1} @ {o1}\n\u2709 {a1} \u260e {ph}", "a1 n1 t1 o1"),
        ("Saludos,\n{n1}\n{ts1}\n{o1}\n{ph}", "n1 ts1 o1"),
    ],
    "ours and role, held out": [
        ("{wn1} ({w1}) takes over {o1} from {u1}; {n1} ({t1}) stays the contact there", "n1 t1 o1"),
        ("Ticket by {n1}, {t1} ({o1}), reply to <mailto:{role1}|{role1}> and cc {w1}", "n1 t1 o1"),
    ],
    "nobody, held out": [
        ("Demo for the {o1} team moved to {wd}, room {pl}. {pr} works again.", ""),
        ("{pr} {pr2} release is out, please test before {mo} 3rd :tada:", ""),
        ("Flights to {pl} and {pl2} are booked, Hotel Astoria, back {wd}", ""),
        (
            (
                "New Business Review {wd} with the Customer Success Team, agenda in "
                "<https://docs.example/x|Quarterly Plan>"
            ),
            "",
        ),
        ("The {t1} role at {o1} is still vacant, says Financial Times", ""),
        ("Run `git blame {raw1}` and mail <mailto:{role1}|{role1}>", ""),
    ],
}
"""Kind to (text, what should be read)."""
