"""What digests tell, counted a second time by plain SQL over the tables, from what the documentation says of each word.

None of the bot's own code is asked: the playbook is put into tables from its file (`bench.digest_counted`), and the
clauses of the charter that is delivered (`charter.yaml`) stand here as conditions. For SQLite.
"""

from __future__ import annotations

from typing import Final

SETUP: Final = """
CREATE TEMP TABLE book (id TEXT, quiet INT, last_of_theirs TEXT, won_they TEXT);
CREATE TEMP TABLE book_for (book TEXT, kind TEXT);
CREATE TEMP TABLE stage (book TEXT, word TEXT, place INT, ends INT, they TEXT);
CREATE TEMP TABLE theirs (book TEXT, word TEXT, id TEXT);
CREATE TEMP TABLE need (book TEXT, id TEXT, ours TEXT, role TEXT, at INT, until INT, when_they TEXT, by TEXT, days INT);
CREATE TEMP TABLE risk (book TEXT, rule TEXT, at INT, days INT);
CREATE TEMP TABLE stance (word TEXT);
CREATE TEMP TABLE who_looks (viewer INT, version INT, now TEXT, today TEXT);
"""

KEY: Final = "lower(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '/', ''), '.', ''))"

# Where each open deal stands: our stage (of one that the playbook does not know, the last that it does), and theirs.
DEALS: Final = f"""
CREATE TEMP TABLE at_hand AS
SELECT d.*, b.id AS book, b.quiet, b.last_of_theirs, b.won_they, t.id AS they_are, coalesce(
    (SELECT s.place FROM stage s WHERE s.book = b.id AND s.word = {KEY.format("d.stage")}),
    (SELECT s.place FROM stage_records r JOIN stage s ON s.book = b.id AND s.word = {KEY.format("r.stage")}
     WHERE r.deal_id = d.id AND r.side = 'sales' AND NOT s.ends ORDER BY r.at DESC, s.place DESC LIMIT 1)
) AS place
FROM deals d
JOIN book b ON b.id = coalesce((SELECT f.book FROM book_for f WHERE f.kind = {KEY.format("d.kind")}),
    (SELECT f.book FROM book_for f WHERE f.kind = '(default)'))
LEFT JOIN theirs t ON t.book = b.id AND t.word = {KEY.format("d.buying_stage")}
WHERE d.is_open;

-- Asked for at or before our stage; and now: not ended, at their stage, and not once they have bought.
CREATE TEMP TABLE asked AS
SELECT d.id AS deal, n.id AS need, n.ours, n.role, n.by, n.days,
    (n.until IS NULL OR d.place <= n.until)
    AND (n.when_they IS NULL OR coalesce(d.they_are IN (SELECT value FROM json_each(n.when_they)), 0))
    AND NOT (coalesce(d.they_are, '') = d.last_of_theirs AND d.they_are IN (SELECT value FROM json_each(d.won_they))
        AND d.they_are NOT IN (SELECT value FROM json_each(s.they))) AS now
FROM at_hand d JOIN stage s ON s.book = d.book AND s.place = d.place
JOIN need n ON n.book = d.book AND n.at <= d.place
WHERE NOT d.quiet AND NOT s.ends GROUP BY d.id, n.id;

-- Our people in a deal: its team and its lead, as far as they are here, by part.
CREATE TEMP TABLE ours AS
SELECT DISTINCT p.deal, p.who, p.part FROM (
    SELECT m.deal_id AS deal, m.colleague_id AS who, {KEY.format("m.seller_role")} AS part FROM deal_members m
    UNION SELECT d.id, d.owner_id, 'deallead' FROM deals d
) p JOIN colleagues c ON c.id = p.who WHERE c.kind = 'member' AND c.left_at IS NULL;
CREATE INDEX temp.ours_deal ON ours (deal, who);

-- The latest word of each observer on each thing; what was taken back is none.
CREATE TEMP TABLE word AS
SELECT * FROM (
    SELECT o.stakeholder_id, s.deal_id AS deal, o.about, o.value, o.observer_id, o.observed_at, s.contact_id, s.seat_id,
        row_number() OVER (
            PARTITION BY o.stakeholder_id, o.about, o.observer_id ORDER BY o.observed_at DESC, o.id DESC
        ) AS n
    FROM observations o JOIN stakeholders s ON s.id = o.stakeholder_id WHERE s.removed_at IS NULL
) WHERE n = 1 AND value <> '';
"""

# As one reader may know: a channel (viewer 0) is merely a member, on no deal, cleared for nothing, and owns nothing.
SEEN: Final = """
CREATE TEMP TABLE account_seen AS
SELECT a.id, a.embargoed AND k.id IS NULL AS barred,
    EXISTS (SELECT 1 FROM deals d JOIN deal_members m ON m.deal_id = d.id
        WHERE d.account_id = a.id AND d.is_open AND m.colleague_id = v.viewer) AS on_deal,
    k.id IS NOT NULL AS cleared, a.embargoed OR a.sensitive AS guarded, a.embargoed
FROM accounts a JOIN who_looks v LEFT JOIN account_clearances k ON k.account_id = a.id AND k.colleague_id = v.viewer;

-- Cleared for a contact is who is cleared for one of their accounts, and for each that is guarded.
CREATE TEMP TABLE contact_fact AS
SELECT c.id, c.in_directory AS directory, c.objected_at IS NOT NULL AS objected, c.do_not_contact AS alone,
    coalesce(max(s.embargoed), 0) AS embargoed, coalesce(max(s.on_deal), 0) AS on_deal,
    coalesce(max(s.cleared), 0) AND NOT coalesce(max(s.guarded AND NOT s.cleared), 0) AS cleared
FROM contacts c JOIN who_looks v
LEFT JOIN affiliations f ON f.contact_id = c.id AND (f.until IS NULL OR f.until > v.today)
LEFT JOIN account_seen s ON s.id = f.account_id GROUP BY c.id;

-- R1, R4 and what limits them: R6, R7, R8, R11, R13.
CREATE TEMP TABLE tie_seen AS
SELECT DISTINCT r.contact_id AS contact
FROM relationships r JOIN who_looks v
JOIN contact_fact c ON c.id = r.contact_id JOIN colleagues o ON o.id = r.colleague_id
LEFT JOIN account_seen s ON s.id = r.account_id
WHERE r.removed_at IS NULL AND (r.colleague_id = v.viewer OR (
    NOT r.private AND r.reviewed AND NOT c.objected AND coalesce(o.charter_accepted_version, 0) = v.version
    AND NOT ((c.embargoed OR coalesce(s.embargoed, 0))
        AND NOT (c.cleared AND NOT coalesce(s.guarded AND NOT s.cleared, 0)))));
CREATE INDEX temp.tie_seen_contact ON tie_seen (contact);

-- D1, D2 and D4. Nobody is listed to a channel for a relationship.
CREATE TEMP TABLE listed AS
SELECT c.*, c.directory AND NOT (c.embargoed AND NOT c.cleared) AS by_directory
FROM contact_fact c JOIN who_looks v
WHERE (c.directory AND NOT (c.embargoed AND NOT c.cleared))
    OR (v.viewer <> 0 AND c.id IN (SELECT contact FROM tie_seen));
CREATE INDEX temp.listed_id ON listed (id);

-- Who has a seat of those whom the reader may know of; of several a person sees the latest.
CREATE TEMP TABLE holder AS
SELECT * FROM (
    SELECT h.seat_id AS seat, l.id AS contact, l.objected,
        row_number() OVER (PARTITION BY h.seat_id ORDER BY h.until IS NULL DESC, h.until DESC, h.id DESC) AS n
    FROM holdings h JOIN who_looks v JOIN listed l ON l.id = h.contact_id AND l.by_directory
    WHERE h.named_by_id IS NULL AND (h.until IS NULL OR h.until > v.today)
) JOIN who_looks v WHERE v.viewer = 0 OR n = 1;
CREATE INDEX temp.holder_seat ON holder (seat);

-- A seat counts at an account that the reader knows. Nobody has it where they may know of nobody who has; whoever has
-- objected has it, and is not told of.
CREATE TEMP TABLE person AS
SELECT w.id AS stakeholder, w.deal_id AS deal, w.contact_id AS contact
FROM stakeholders w JOIN listed l ON l.id = w.contact_id WHERE w.removed_at IS NULL AND NOT l.objected
UNION ALL
SELECT w.id, w.deal_id, k.contact FROM stakeholders w JOIN seats t ON t.id = w.seat_id
JOIN account_seen s ON s.id = t.account_id AND NOT s.barred
LEFT JOIN holder k ON k.seat = t.id
WHERE w.removed_at IS NULL AND NOT coalesce(k.objected, 0);

-- O1, O2 and O4. A channel goes by anybody's word: it is told of the part alone.
CREATE TEMP TABLE heard AS
SELECT w.* FROM word w JOIN who_looks v
LEFT JOIN contact_fact c ON c.id = w.contact_id
LEFT JOIN seats t ON t.id = w.seat_id LEFT JOIN account_seen s ON s.id = t.account_id
WHERE v.viewer = 0 OR w.observer_id = v.viewer
    OR (coalesce(c.on_deal, s.on_deal)
        AND NOT (coalesce(c.embargoed, s.embargoed) AND NOT coalesce(c.cleared, s.cleared)));

CREATE TEMP TABLE part AS
SELECT DISTINCT p.deal, p.contact, h.value AS role FROM person p JOIN heard h ON h.stakeholder_id = p.stakeholder
WHERE h.about = 'buying_role'
UNION
SELECT p.deal, p.contact, h.value FROM person p JOIN (
    SELECT stakeholder_id, value, row_number() OVER (
        PARTITION BY stakeholder_id ORDER BY observed_at DESC, value DESC) AS n
    FROM heard WHERE about = 'stance'
) h ON h.stakeholder_id = p.stakeholder AND h.n = 1;
CREATE INDEX temp.part_deal ON part (deal, role);

-- Dialogues with whoever is in the deal: a channel counts those whom it may know of, a person those they see in it.
CREATE TEMP TABLE said AS
SELECT e.deal_id AS deal, e.contact_id AS contact, e.colleague_id AS who, e.kind, e.at,
    EXISTS (SELECT 1 FROM ours o WHERE o.deal = e.deal_id AND o.who = e.colleague_id) AS of_team
FROM engagements e JOIN who_looks v JOIN listed l ON l.id = e.contact_id
WHERE NOT l.objected AND EXISTS (
    SELECT 1 FROM person p WHERE p.deal = e.deal_id AND p.contact = e.contact_id
    AND (v.viewer = 0 OR EXISTS (SELECT 1 FROM heard h WHERE h.stakeholder_id = p.stakeholder)));
CREATE INDEX temp.said_deal ON said (deal, contact);
"""

ROLES: Final = """
WITH role AS (
    SELECT deal, role FROM asked
    UNION SELECT p.deal, p.role FROM part p
    WHERE p.role NOT IN (SELECT word FROM stance)
), rule AS (
    SELECT r.deal, r.role, coalesce(a.by, '["email", "call", "meeting"]') AS by, coalesce(a.days, 90) AS days
    FROM role r LEFT JOIN asked a ON a.deal = r.deal AND a.role = r.role
), talk AS (
    SELECT u.deal, u.role, max(s.kind IN (SELECT value FROM json_each(u.by))) AS counts,
        max(s.of_team AND s.kind IN (SELECT value FROM json_each(u.by))
            AND s.at >= strftime('%Y-%m-%d %H:%M:%f000', v.now, '-' || u.days || ' days')) AS lately
    FROM rule u JOIN who_looks v JOIN part p ON p.deal = u.deal AND p.role = u.role
    JOIN said s ON s.deal = u.deal AND s.contact = p.contact GROUP BY u.deal, u.role
)
SELECT r.deal, r.role, CASE
    WHEN t.lately THEN 'engaged' WHEN t.counts THEN 'cold'
    WHEN t.counts IS NOT NULL OR EXISTS (
        SELECT 1 FROM part p JOIN listed l ON l.id = p.contact JOIN tie_seen k ON k.contact = p.contact
        WHERE p.deal = r.deal AND p.role = r.role AND NOT l.alone) THEN 'known'
    WHEN EXISTS (
        SELECT 1 FROM part p WHERE p.deal = r.deal AND p.role = r.role AND p.contact IS NOT NULL) THEN 'unknown'
    WHEN EXISTS (SELECT 1 FROM part p WHERE p.deal = r.deal AND p.role = r.role) THEN 'vacant'
    ELSE 'unknown' END
FROM role r LEFT JOIN talk t ON t.deal = r.deal AND t.role = r.role
WHERE r.deal IN (
    SELECT d.id FROM at_hand d LEFT JOIN account_seen s ON s.id = d.account_id
    WHERE d.channel_id IS NOT NULL AND d.channel_trouble IS NULL AND NOT d.quiet AND NOT coalesce(s.barred, 0))
"""

DIGESTS: Final = """
SELECT d.id FROM at_hand d LEFT JOIN account_seen s ON s.id = d.account_id
WHERE d.channel_id IS NOT NULL AND d.channel_trouble IS NULL AND NOT d.quiet AND NOT coalesce(s.barred, 0)
"""

# A person's deals: their own, and those that somebody below them leads. One needs them while a need is open that nobody
# has met or answered, or a risk that was raised is still there.
NEEDING: Final = """
WITH RECURSIVE below (id) AS (
    SELECT c.id FROM colleagues c JOIN who_looks v WHERE c.manager_id = v.viewer
    UNION SELECT c.id FROM colleagues c JOIN below b ON c.manager_id = b.id JOIN who_looks v WHERE c.id <> v.viewer
), mine AS (
    SELECT d.*, d.owner_id = v.viewer OR coalesce(d.made_by_id = v.viewer, 0) OR EXISTS (
        SELECT 1 FROM deal_members m WHERE m.deal_id = d.id AND m.colleague_id = v.viewer) AS own
    FROM at_hand d JOIN who_looks v LEFT JOIN account_seen s ON s.id = d.account_id WHERE NOT coalesce(s.barred, 0)
), theirs AS (
    SELECT m.*, coalesce(m.own, 0) AS is_own FROM mine m
    WHERE coalesce(m.own, 0) OR m.owner_id IN (SELECT id FROM below)
), open_need AS (
    SELECT d.id AS deal, a.need FROM theirs d JOIN who_looks v JOIN asked a ON a.deal = d.id AND a.now
    LEFT JOIN gaps g ON g.deal_id = d.id AND g.key = a.need AND g.subject_id = 0
    WHERE (g.id IS NULL OR g.state IN ('open', 'closed', 'over') OR (g.state = 'snoozed' AND g.until <= v.today))
    AND NOT EXISTS (
        SELECT 1 FROM said s JOIN part p ON p.deal = s.deal AND p.contact = s.contact AND p.role = a.role
        WHERE s.deal = d.id AND s.of_team AND s.kind IN (SELECT value FROM json_each(a.by))
        AND s.at >= strftime('%Y-%m-%d %H:%M:%f000', v.now, '-' || a.days || ' days')
        AND (EXISTS (SELECT 1 FROM ours o WHERE o.deal = d.id AND o.who = s.who AND o.part = a.ours)
            OR NOT EXISTS (SELECT 1 FROM ours o WHERE o.deal = d.id AND o.part = a.ours)))
), talk AS (
    SELECT d.id AS deal, min(s.at) AS first, max(s.at) AS last,
        count(DISTINCT s.who) FILTER (WHERE s.at >= strftime('%Y-%m-%d %H:%M:%f000', v.now, '-90 days')) AS ours,
        count(DISTINCT s.contact) FILTER (WHERE s.at >= strftime('%Y-%m-%d %H:%M:%f000', v.now, '-90 days')) AS theirs
    FROM theirs d JOIN who_looks v JOIN said s ON s.deal = d.id GROUP BY d.id
), open_risk AS (
    SELECT d.id AS deal, g.key FROM theirs d JOIN who_looks v
    JOIN gaps g ON g.deal_id = d.id AND g.state = 'open'
    JOIN risk r ON r.book = d.book AND r.rule = g.key AND d.place >= r.at
    JOIN stage st ON st.book = d.book AND st.place = d.place AND NOT st.ends
    LEFT JOIN talk t ON t.deal = d.id
    WHERE NOT d.quiet AND CASE g.key
        WHEN 'single_thread' THEN (t.ours = 1 OR t.theirs = 1)
            AND t.first <= strftime('%Y-%m-%d %H:%M:%f000', v.now, '-14 days')
        WHEN 'gone_cold' THEN coalesce(
                t.last, max(coalesce(d.stage_since, ''), coalesce(d.buying_since, ''), d.created_at)
            ) < strftime('%Y-%m-%d %H:%M:%f000', v.now, '-' || r.days || ' days')
            AND NOT EXISTS (
                SELECT 1 FROM relationships k JOIN ours o ON o.deal = d.id AND o.who = k.colleague_id
                JOIN person p ON p.deal = d.id AND p.contact = k.contact_id
                JOIN heard h ON h.stakeholder_id = p.stakeholder
                WHERE k.colleague_id = v.viewer AND k.removed_at IS NULL AND k.reviewed
                AND k.last_touch >= date(v.today, '-' || r.days || ' days'))
        WHEN 'no_economic_buyer' THEN NOT EXISTS (
                SELECT 1 FROM said s JOIN part p ON p.deal = s.deal AND p.contact = s.contact
                WHERE s.deal = d.id AND p.role = 'economic buyer')
            AND NOT EXISTS (
                SELECT 1 FROM gaps o JOIN need n ON n.book = d.book AND n.id = o.key AND n.role = 'economic buyer'
                WHERE o.deal_id = d.id AND o.state NOT IN ('closed', 'over'))
        END
)
SELECT d.id, d.is_own, (SELECT json_group_array(n.need) FROM open_need n WHERE n.deal = d.id),
    (SELECT json_group_array(r.key) FROM (SELECT DISTINCT * FROM open_risk) r WHERE r.deal = d.id)
FROM theirs d
"""

WAITING: Final = """
SELECT count(*) FROM relationships r JOIN who_looks v
WHERE r.colleague_id = v.viewer AND r.removed_at IS NULL AND (NOT r.reviewed OR r.evidence = 'waiting')
"""

# Of whom they said nothing and logged nothing for half a year; and who has left the seat they had, and has no other.
TO_CONFIRM: Final = """
SELECT count(*) FROM relationships r JOIN who_looks v JOIN contacts c ON c.id = r.contact_id
WHERE r.colleague_id = v.viewer AND r.removed_at IS NULL AND r.reviewed AND c.objected_at IS NULL AND (
    (r.strength IS NOT NULL AND date(v.today, '-180 days') > max(
        coalesce(r.last_touch, ''), date(coalesce(r.owner_edited_at, r.created_at))))
    OR (c.id IN (SELECT id FROM listed WHERE by_directory) AND EXISTS (
        SELECT 1 FROM holdings h JOIN seats t ON t.id = h.seat_id JOIN account_seen s ON s.id = t.account_id
        WHERE h.contact_id = c.id AND h.named_by_id IS NULL AND NOT s.barred
        AND h.until > date(coalesce(r.owner_edited_at, r.created_at)) AND h.until <= v.today
    ) AND NOT EXISTS (
        SELECT 1 FROM holdings h JOIN seats t ON t.id = h.seat_id JOIN account_seen s ON s.id = t.account_id
        WHERE h.contact_id = c.id AND h.named_by_id IS NULL AND NOT s.barred
        AND (h.until IS NULL OR h.until > v.today))))
"""

__all__ = ["DEALS", "DIGESTS", "NEEDING", "ROLES", "SEEN", "SETUP", "TO_CONFIRM", "WAITING"]
