"""the search for ways, as a function of PostgreSQL

On SQLite the search runs in the program (`bot.network.ways`), over the same lists; this function does the same, step for
step, in one round trip. Its lists are read in the order of their index, whatever the planner would think of a hub: so
every other plan is switched off while it runs.
"""

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

CONTACT_FACTS = """(
    SELECT c.in_directory::int | 2 * (c.objected_at IS NOT NULL)::int | 4 * c.do_not_contact::int
        | 8 * coalesce(bool_or(a.sensitive), false)::int
        | 16 * coalesce(bool_or(a.embargoed), false)::int
        | 32 * coalesce(bool_or(EXISTS (
            SELECT 1 FROM deals d JOIN deal_members m ON m.workspace_id = d.workspace_id AND m.deal_id = d.id
            WHERE d.workspace_id = f.workspace_id AND d.account_id = f.account_id AND d.is_open
                AND m.colleague_id = p_viewer
        )), false)::int
        | 64 * (coalesce(bool_or(k.id IS NOT NULL), false)
            AND NOT coalesce(bool_or((a.sensitive OR a.embargoed) AND k.id IS NULL), false))::int
    FROM contacts c
    LEFT JOIN affiliations f ON f.workspace_id = c.workspace_id AND f.contact_id = c.id
        AND (f.until IS NULL OR f.until > p_today)
    LEFT JOIN accounts a ON a.workspace_id = f.workspace_id AND a.id = f.account_id
    LEFT JOIN account_clearances k ON k.workspace_id = a.workspace_id AND k.account_id = a.id
        AND k.colleague_id = p_viewer
    WHERE c.workspace_id = p_workspace AND c.id = {contact}
    GROUP BY c.workspace_id, c.id
)"""

# Warmth as a product is compared to 1e-9; log-odds beyond what a float can raise are as good as the edge.
ROUNDED = 'floor(({product}) * 1e9 + 0.5) / 1e9'
STRENGTH = '1 / (1 + power(2, -greatest(least({log_odds}, 1000), -1000)))'

# The least log-odds at which an entry can still give a way as warm as the bound; a little less, since it is rounded.
LEAST = """
    least_odds := CASE
        WHEN bound <= 0 OR NOT {seen} THEN '-Infinity'::float8
        WHEN bound >= {so_far} THEN CASE WHEN bound > {so_far} + 1e-8 THEN 'Infinity'::float8 ELSE 25 END
        ELSE ln(bound / ({so_far} - bound)) / ln(2) - 1e-3
    END;
"""

ENDS = LEAST + """
    taken := 0;
    lists := lists + 1;
    FOR v_end IN
        SELECT h.neighbour_id, h.{order} - {shift} AS log_odds, h.relationship_id,
            ({facts} | 8 * coalesce(a.sensitive, false)::int | 16 * coalesce(a.embargoed, false)::int)
                & ~(64 * coalesce((a.sensitive OR a.embargoed) AND NOT EXISTS (
                    SELECT 1 FROM account_clearances k
                    WHERE k.workspace_id = a.workspace_id AND k.account_id = a.id AND k.colleague_id = p_viewer
                ), false)::int)
                | 128 * h.private::int | 256 * h.open::int | 512 * h.reviewed::int
                | 1024 * (o.charter_accepted_version IS NOT DISTINCT FROM p_version)::int
                | 2048 * (o.left_at IS NOT NULL)::int
                | 4096 * (h.neighbour_id = p_viewer)::int AS facts
        FROM half_ties h
        JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
        LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
        WHERE h.workspace_id = p_workspace AND h.node_id = {node} AND h.neighbour_is_colleague
            AND h.{order} >= least_odds + {shift}
        ORDER BY h.{order} DESC, h.neighbour_id
    LOOP
        entries := entries + 1;
        IF used >= p_entries OR entries > p_read OR cut THEN cut := true; EXIT; END IF;
        odds := """ + STRENGTH.replace('{log_odds}', 'v_end.log_odds') + """;
        product := """ + ROUNDED.replace('{product}', '{so_far} * odds') + """;
        EXIT WHEN product < bound AND {seen};
        level := get_byte(p_ties, v_end.facts);
        CONTINUE WHEN level = 0;
        used := used + 1;
        {mark_seen}
        CONTINUE WHEN product < bound OR NOT {listed};
        colleague := v_end.neighbour_id; relationship := v_end.relationship_id; facts := v_end.facts; strength := odds;
        warmth := product; through := {through}; informal := {informal};
        RETURN NEXT;
        IF level >= p_named THEN
            taken := taken + 1;
            place := array_position(best_ids, v_end.neighbour_id);
            IF place IS NOT NULL THEN
                IF product > best[place] THEN best[place] := product; END IF;
            ELSIF cardinality(best_ids) < p_most THEN
                best_ids := best_ids || v_end.neighbour_id;
                best := best || product;
            ELSE
                place := array_position(best, bound);
                IF product > bound THEN
                    best_ids[place] := v_end.neighbour_id;
                    best[place] := product;
                END IF;
            END IF;
            IF cardinality(best_ids) = p_most THEN
                SELECT min(b) INTO bound FROM unnest(best) b;
            END IF;
        END IF;
        EXIT WHEN taken = p_most;
    END LOOP;
"""

NEIGHBOURS = LEAST.replace('{seen}', 'true') + """
    lists := lists + 1;
    FOR {row} IN
        SELECT h.neighbour_id AS id, h.{order} - {shift} AS log_odds, h.informal, {contact_facts} AS facts
        FROM half_ties h
        WHERE h.workspace_id = p_workspace AND h.node_id = {node} AND NOT h.neighbour_is_colleague
            AND h.{order} >= least_odds + {shift}
        ORDER BY h.{order} DESC, h.neighbour_id
    LOOP
        entries := entries + 1;
        {product} := {so_far} * """ + STRENGTH.replace('{log_odds}', '{row}.log_odds') + """;
        IF used >= p_entries OR entries > p_read OR cut OR clock_timestamp() > deadline THEN
            cut := true;
            EXIT;
        END IF;
        EXIT WHEN """ + ROUNDED + """ < bound;
        CONTINUE WHEN {row}.id = p_avoiding OR {row}.facts & 6 <> 0;
        CONTINUE WHEN get_byte(p_contacts, {row}.facts | 128) = 0 AND get_byte(p_contacts, {row}.facts) = 0;
        CONTINUE WHEN {row}.informal
            AND (get_byte(p_lines, {facts}) = 0 OR get_byte(p_lines, {row}.facts) = 0);
        CONTINUE WHEN NOT {row}.informal
            AND (get_byte(p_contacts, {facts}) = 0 OR get_byte(p_contacts, {row}.facts) = 0);
        used := used + 1;
        {body}
    END LOOP;
"""

ORDERS = (('steady', '0'), ('fading', 'p_shift'))


def fill(text: str, **parts: str) -> str:
    """The text with its places filled in."""
    for name, part in parts.items():
        text = text.replace('{' + name + '}', part)
    return text


def ends(**parts: str) -> str:
    """Reading both lists of the colleagues who know somebody."""
    return ''.join(fill(ENDS, order=order, shift=shift, **parts) for order, shift in ORDERS)


def neighbours(**parts: str) -> str:
    """Reading both lists of the contacts tied to somebody."""
    facts = fill(CONTACT_FACTS, contact='h.neighbour_id')
    return ''.join(fill(NEIGHBOURS, order=order, shift=shift, contact_facts=facts, **parts) for order, shift in ORDERS)


OF_TARGET = ends(
    node='p_target', facts='target_facts', so_far='1::float8', seen='true', mark_seen='', listed='true',
    through="'{}'::bigint[]", informal="'{}'::boolean[]",
)

OF_NEAR = """
        at := array_position(second_ids, v_near.id);
        CONTINUE WHEN at IS NOT NULL AND near_product <= second[at];
        listed := get_byte(p_contacts, v_near.facts | 128) <> 0;
        seen := listed = (get_byte(p_contacts, v_near.facts) <> 0);
""" + ends(
    node='v_near.id', facts='v_near.facts', so_far='near_product', seen='seen', mark_seen='seen := true;', listed='listed',
    through='ARRAY[v_near.id]', informal='ARRAY[v_near.informal]',
) + """
        IF at IS NULL THEN
            second_ids := second_ids || v_near.id; second := second || 0::float8;
            second_facts := second_facts || v_near.facts; second_informal := second_informal || v_near.informal;
            at := cardinality(second_ids);
        END IF;
        second[at] := CASE
            WHEN get_byte(p_contacts, CASE WHEN seen THEN v_near.facts | 128 ELSE v_near.facts END) <> 0 THEN near_product
            ELSE -1
        END;
        second_facts[at] := v_near.facts;
        second_informal[at] := v_near.informal;
"""

OF_FAR = """
        CONTINUE WHEN v_far.id = p_target;
        far_rounded := """ + ROUNDED.replace('{product}', 'far_product') + """;
        place := array_position(second_ids, v_far.id);
        CONTINUE WHEN place IS NOT NULL AND far_rounded <= """ + ROUNDED.replace('{product}', 'second[place]') + """;
        place := array_position(third_ids, v_far.id);
        CONTINUE WHEN place IS NOT NULL
            AND (far_rounded < third[place] OR far_rounded = third[place] AND v_mid.id >= third_near[place]);
        IF place IS NULL THEN
            third_ids := third_ids || v_far.id; third := third || far_rounded; third_near := third_near || v_mid.id;
        ELSE
            third[place] := far_rounded; third_near[place] := v_mid.id;
        END IF;
        CONTINUE WHEN get_byte(p_contacts, v_far.facts | 128) = 0;
""" + ends(
    node='v_far.id', facts='v_far.facts', so_far='far_product', seen='true', mark_seen='', listed='true',
    through='ARRAY[v_far.id, v_mid.id]', informal='ARRAY[v_far.informal, v_mid.informal]',
)

FUNCTION = """
CREATE FUNCTION o2o_ways(
    p_workspace bigint, p_target bigint, p_viewer bigint, p_version bigint, p_today date, p_shift float8,
    p_ties bytea, p_contacts bytea, p_lines bytea,
    p_most int, p_named int, p_entries int, p_read int, p_seconds float8, p_avoiding bigint
) RETURNS TABLE (
    colleague bigint, relationship bigint, facts int, strength float8, warmth float8,
    through bigint[], informal boolean[]
) LANGUAGE plpgsql STABLE
SET enable_sort = off SET enable_incremental_sort = off SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET enable_memoize = off
SET plan_cache_mode = force_generic_plan SET jit = off
AS $ways$
#variable_conflict use_variable
DECLARE
    deadline timestamptz := clock_timestamp() + p_seconds * interval '1 second';
    entries int := 0; used int := 0; lists int := 0; cut boolean := false;
    best_ids bigint[] := '{}'; best float8[] := '{}'; bound float8 := 0;
    second_ids bigint[] := '{}'; second float8[] := '{}'; second_facts int[] := '{}'; second_informal boolean[] := '{}';
    third_ids bigint[] := '{}'; third float8[] := '{}'; third_near bigint[] := '{}';
    target_facts int; near_product float8; far_product float8; product float8; least_odds float8;
    far_rounded float8; odds float8;
    seen boolean; listed boolean; taken int; level int; place int; at int;
    v_end record; v_near record; v_far record; v_mid record;
BEGIN
    target_facts := """ + fill(CONTACT_FACTS, contact='p_target') + """;
    IF target_facts IS NOT NULL THEN
""" + OF_TARGET + neighbours(
    row='v_near', node='p_target', facts='target_facts', so_far='1::float8', product='near_product', body=OF_NEAR,
) + """
    FOR v_mid IN
        SELECT u.id, u.product, """ + ROUNDED.replace('{product}', 'u.product') + """ AS rounded, u.facts, u.informal
        FROM unnest(second_ids, second, second_facts, second_informal) AS u (id, product, facts, informal)
        ORDER BY rounded DESC, u.id
    LOOP
        EXIT WHEN v_mid.rounded < bound OR v_mid.product < 0 OR cut;
""" + neighbours(
    row='v_far', node='v_mid.id', facts='v_mid.facts', so_far='v_mid.product', product='far_product', body=OF_FAR,
) + """
    END LOOP;
    END IF;
    colleague := NULL; relationship := entries; facts := lists; strength := cut::int;
    RETURN NEXT;
END
$ways$
"""


def upgrade() -> None:
    if op.get_context().dialect.name == 'postgresql':
        op.execute(FUNCTION.replace(':', r'\:'))


def downgrade() -> None:
    if op.get_context().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION o2o_ways')
