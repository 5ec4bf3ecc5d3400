"""Templates of messages, by hand: what people write in Slack, and what should be read of each.

A template is a text with slots and an expectation: people apart by `;`, each the slots that should be read of them.
Nobody is expected where it is empty. Slots end in the number of the person: `n` name, `k` "Last, First", `f` first
name, `l` last name, `L` last name in capitals, `N` whole name in capitals, `t` title, `tg`, `tf`, `ts` title in German,
French, Spanish, `o` account, `a` address as Slack links it, `b` the address as bare text, `d` one of the pattern
first.last, `sn`, `st` name and title in another script, `raw` and `role` (a role address) without markup, `dom` the
account's domain. Without a number: `wd` weekday, `mo` month, `pl` place, `ev` event, `pr` product, `ph` phone. `u`, `v`
mention a colleague, `w` is an address of ours, `wn` the name that goes with it.
"""

from __future__ import annotations

TUNED: dict[str, list[tuple[str, str]]] = {
    "plain": [
        ("met {n1}, {t1} of {o1}, {a1}", "a1 n1 t1 o1"),
        ("Spoke with {n1} from {o1} today, {a1}", "a1 n1 o1"),
        ("{n1} ({t1} at {o1}) {a1}", "a1 n1 t1 o1"),
        ("{n1} &lt;{a1}&gt;", "a1 n1"),
        ("{a1}", "a1"),
        ("{d1} wants a quote", "a1 n1"),
        ("Had a call with {n1}, {t1} at {o1}. Her mail is {a1}.", "a1 n1 t1 o1"),
        ("{a1} is {n1}, the new {t1} of {o1}", "a1 n1 t1 o1"),
        ("{o1}'s {t1}, {n1}, wrote back: {a1}", "a1 n1 t1 o1"),
    ],
    "with a mention": [
        ("met {n1}, {t1} of {o1}, {a1} with {u1}", "a1 n1 t1 o1"),
        ("{u1} and I met {n1} ({t1}) from {o1}", "n1 t1 o1"),
        ("{u1} knows {n1} at {o1} well", "n1 o1"),
        ("<!here> who knows {n1}, {t1} at {o1}? {v1} maybe?", "n1 t1 o1"),
        ("Lunch with {n1} {a1} and {u1} {v2}", "a1 n1"),
        ("{u1} has been talking to {d1} for weeks", "a1 n1"),
    ],
    "signature": [
        ("Thanks again!\n--\n{n1}\n{t1} | {o1}\n{a1}\n{ph}", "a1 n1 t1 o1"),
        ("Best regards,\n{n1}\n{t1}\n{o1}\n{ph}\n{a1}", "a1 n1 t1 o1"),
        (
            "Mit freundlichen Grüßen\n\n{n1}\n{tg1}\n\n{o1}\nHauptstraße 5, 10115 Berlin\nTel: {ph}\n{a1}",
            "a1 n1 tg1 o1",
        ),
        ("*{n1}*\n_{t1}, {o1}_\nM: {ph}\nE: {a1}\n<https://www.linkedin.com/in/x|LinkedIn>", "a1 n1 t1 o1"),
        ("Cordialement,\n{n1}\n{tf1} - {o1}\n{a1}", "a1 n1 tf1 o1"),
        ("Kind regards\n{n1}, PhD\n{t1}\n{a1} | <https://www.example.com|www.example.com>", "a1 n1 t1"),
    ],
    "several people": [
        ("met {n1} ({t1}) and {n2} ({t2}) from {o1}", "n1 t1 o1; n2 t2 o1"),
        ("{n1}, {t1}, and her colleague {n2}, both at {o1}", "n1 t1 o1; n2 o1"),
        ("Met {n1} ({a1}) and {n2} ({a2}) of {o1}.", "a1 n1 o1; a2 n2 o1"),
        ("call with {n1}, {t1} of {o1}, and {n2}, {t2} at {o2}", "n1 t1 o1; n2 t2 o2"),
        ("{n1} &lt;{a1}&gt;, {n2} &lt;{a2}&gt;, {n3} &lt;{a3}&gt;", "a1 n1; a2 n2; a3 n3"),
        ("Spoke to {t1} {n1} and {t2} {n2} at {o1}", "n1 t1 o1; n2 t2 o1"),
        ("Met {n1}, {n2} and {n3} from {o1}", "n1 o1; n2 o1; n3 o1"),
        ("{n1} ({t1}, {a1}) brought {n2} ({t2}, {a2}) along", "a1 n1 t1; a2 n2 t2"),
    ],
    "forwarded": [
        (
            "From: {n1} &lt;{a1}&gt;\nTo: {wn1} &lt;{w1}&gt;\nSubject: Offer for {pl}\n\nHi all, please see attached",
            "a1 n1",
        ),
        (
            (
                "From: {k1} &lt;{a1}&gt;\nSent: {wd}, 4 {mo} 2026 10:30\nTo: {w1}\nCc: {n2} &lt;{a2}&gt;\n"
                "Subject: Re: {pr}\n\nok for us"
            ),
            "a1 n1; a2 n2",
        ),
        ("&gt; From: {n1} &lt;{a1}&gt;\n&gt; Date: {wd}\n&gt; To: {w1}\n&gt; we are interested", "a1 n1"),
        ("Von: {n1} [{b1}]\nGesendet: {wd}\nAn: {w1}\nBetreff: Angebot\n\nViele Grüße\n{n1}\n{tg1}", "a1 n1 tg1"),
        (
            (
                "---------- Forwarded message ---------\nFrom: *{n1}* &lt;{a1}&gt;\nDate: Mon, {mo} 4\n"
                "Subject: Intro\n\nRegards,\n{n1}\n{t1}, {o1}"
            ),
            "a1 n1 t1 o1",
        ),
        ("On {wd}, {n1} &lt;{a1}&gt; wrote:\n&gt; Can we move this to {mo}?", "a1 n1"),
    ],
    "lists": [
        ("Attendees:\n- {n1}, {t1}, {a1}\n- {n2}, {t2}, {a2}\n- {u1}", "a1 n1 t1; a2 n2 t2"),
        ("• {n1} \u2013 {t1} \u2013 {o1}\n• {n2} \u2013 {t2} \u2013 {o2}", "n1 t1 o1; n2 t2 o2"),
        ("1. {n1} ({t1}, {o1})\n2. {n2} ({t2}, {o2})\n3. {n3} ({t3}, {o3})", "n1 t1 o1; n2 t2 o2; n3 t3 o3"),
        ("contacts at {o1}:\n{n1}: {a1}\n{n2}: {a2}", "a1 n1 o1; a2 n2 o1"),
        ("{a1}, {a2}, {a3}", "a1; a2; a3"),
        ("- {n1} {t1} {a1}\n- {n2} {t2} {a2}", "a1 n1 t1; a2 n2 t2"),
    ],
    "other scripts": [
        ("{sn1} &lt;{a1}&gt;", "a1 sn1"),
        ("met {sn1} ({st1}), {a1}", "a1 sn1 st1"),
        ("{sn1}, {t1} of {o1}, {a1}", "a1 sn1 t1 o1"),
        ("{sn1}\n{st1}\n{a1}", "a1 sn1 st1"),
        ("{sn1} ({t1} at {o1})", "sn1 t1 o1"),
        ("From: {sn1} &lt;{a1}&gt;\nTo: {w1}", "a1 sn1"),
    ],
    "title before the name": [
        ("{t1} {n1}, {a1}", "a1 n1 t1"),
        ("met {o1} {t1} {n1} {wd} morning", "n1 t1 o1"),
        ("{o1}'s {t1} {n1} liked the demo", "n1 t1 o1"),
        ("Dr. {n1} from {o1} called, {a1}", "a1 n1 o1"),
        ("{t1} is {n1}, {a1}", "a1 n1 t1"),
        ("{t1}: {n1}\n{t2}: {n2}", "n1 t1; n2 t2"),
        ("The {t1} of {o1}, Ms {n1}, will join", "n1 t1 o1"),
    ],
    "no address": [
        ("met {n1} at {ev}, {t1} at {o1}", "n1 t1 o1"),
        ("had coffee with {n1} from {o1}", "n1 o1"),
        ("{n1} is {t1} at {o1}", "n1 t1 o1"),
        ("ran into {n1} at {ev} in {pl}", "n1"),
        ("Call with {n1} ({o1}) went well", "n1 o1"),
        ("I know {n1} quite well, we worked together", "n1"),
        ("{n1}, former {t1} of {o1}", ""),
        ("{n1} thinks the offer is fine", ""),
    ],
    "languages": [
        ("Habe {n1} von {o1} getroffen, {tg1}, {a1}", "a1 n1 tg1 o1"),
        ("Treffen mit {n1}, {tg1} bei {o1}", "n1 tg1 o1"),
        ("Rencontré {n1}, {tf1} chez {o1}, avec {u1}", "n1 tf1 o1"),
        ("Appel avec {n1} de {o1} : {a1}", "a1 n1 o1"),
        ("Reunión con {n1}, {ts1} de {o1}, {a1}", "a1 n1 ts1 o1"),
        ("Conocí a {n1} ({ts1} en {o1}) en {pl}", "n1 ts1 o1"),
        ("Telefonat mit Frau {n1} ({o1}), {a1}", "a1 n1 o1"),
    ],
    "ours": [
        ("{wn1} &lt;{w1}&gt; and {n1} &lt;{a1}&gt; are on it", "a1 n1"),
        ("{w1} will send it to {a1}", "a1"),
        ("please write to {w1}", ""),
        ("cc {w1}, {w2}, {d1}", "a1 n1"),
        ("our CTO {n1} joins, {w1} sends the invite", ""),
        ("my colleague {n1} ({w1}) met {n2}, {t2} at {o2}", "n2 t2 o2"),
    ],
    "role addresses": [
        ("<mailto:{role1}|{role1}> is where orders go", ""),
        ("write to {a1} or <mailto:{role1}|{role1}>", "a1"),
        ("From: {o1} Support &lt;<mailto:{role1}|{role1}>&gt;\nYour ticket was closed", ""),
        ("{n1}, {t1} at {o1}, via <mailto:{role1}|{role1}>", "n1 t1 o1"),
        ("no-reply@{dom1} and {role1}", ""),
    ],
    "quoted and bold": [
        ("&gt; met *{n1}* ({t1}, {o1})\n:+1: {a1}", "a1 n1 t1 o1"),
        ("*{n1}*, _{t1}_, *{o1}*: {a1}", "a1 n1 t1 o1"),
        ("“{n1}” ({t1}) — {a1}", "a1 n1 t1"),
        ("~{n1}~ `{raw1}` is a test user", ""),
        ("```\nFrom: {n1} <{raw1}>\n``` log line from the mailer", ""),
        ("see <https://crm.example/find?mail={raw1}|the record> please", ""),
    ],
    "odd punctuation": [
        ("met {n1},{t1} of {o1},{a1}", "a1 n1 t1 o1"),
        ("{n1}({t1})-{a1}", "a1 n1 t1"),
        ("!!! {n1}...{t1}...{o1}...{a1}", "a1 n1 t1 o1"),
        ("{n1} - {t1} - {o1} - {a1}", "a1 n1 t1 o1"),
        ("mett {n1} ,  {t1}  @ {o1} ;{a1}", "a1 n1 t1 o1"),
        ("{N1}, {t1}, {a1}", "a1 N1 t1"),
        ("{f1} {L1}, {t1}, {a1}", "a1 fL1 t1"),
    ],
    "nobody": [
        ("see you in {pl} on {wd}, happy {ev}!", ""),
        ("{o1} signed! {pr} goes live in {mo}", ""),
        ("meeting with {o1} about {pr} on {wd}", ""),
        ("Good Morning everybody, Happy New Year from {pl}", ""),
        ("call with {o1} went well, {t1} still missing", ""),
        ("who takes {pr} to {pl}? Thank You all", ""),
        ("Met the {o1} team at {ev}", ""),
        ("New pricing for {pr}: see <https://wiki.example/Price_List|Price List>", ""),
        ("<#C12|deals> please read the Data Processing Agreement with {o1}", ""),
        ("Q3 Forecast is due {wd}. Best Regards from {pl} :wave:", ""),
    ],
    "thread chatter": [
        ("+1 to what {u1} said, let's ask {f1} ({a1})", "a1"),
        ("thanks {u1}! will do on {wd}", ""),
        ("lol {f1} again... {u1} can you?", ""),
        ("{u1} is {n1} still at {o1}? {a1} bounces", "a1 n1"),
        ("sorry, I meant {n1}, {t1} of {o1}, not {n2}", "n1 t1 o1"),
        ("{n1} {a1} ... yes {n1} from {o1}, {a1}", "a1 n1 o1"),
        ("not the {t1}! {a1} is in marketing", "a1"),
    ],
    "kept apart at first": [
        ("Sent from my phone\n\n{n1}\n{t1} · {o1}\nmobile {ph} · {a1}", "a1 n1 t1 o1"),
        ("see below, from {u1}\n\nCheers\n{f1}\n\n{n1}\n{o1}\n{t1}\n{a1}", "a1 n1 t1 o1"),
        ("CONTACT {n1} &lt;{a1}&gt; / {t1} / {o1} / source: trade fair", "a1 n1 t1 o1"),
        ("{u1} offered an intro to {n1} from {o1}, whom he knows from university", "n1 o1"),
        ("Good call with {o1} today. {n1} was on it too, she's their {t1}. {a1} for the follow-up", "a1 n1 t1 o1"),
    ],
}
"""Kind to (text, what should be read)."""
