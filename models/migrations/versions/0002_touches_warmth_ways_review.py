"""touches, warmth, ways, review"""

import math

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BY_BYTES = (
    ('ix_relationships_account_name_key', 'relationships', ['account_name_key', 'title_key']),
    ('ix_contact_addresses_domain', 'contact_addresses', ['domain']),
)

# What a declared strength counted for, and the same as log2 of its odds. Anything between was never stored.
STRENGTHS = (0.1, 0.3, 0.5, 0.7, 0.9)
AS_LOG_ODDS = (
    f'CASE WHEN strength IS NULL THEN {math.log2(0.02 / 0.98)!r}'
    + ''.join(f' WHEN warmth < {s + 0.1:.1f} THEN {math.log2(s / (1 - s))!r}' for s in STRENGTHS[:-1])
    + f' ELSE {math.log2(0.9 / 0.1)!r} END'
)
FROM_LOG_ODDS = (
    'CASE'
    + ''.join(f' WHEN steady < {math.log2((s + 0.1) / (0.9 - s))!r} THEN {s}' for s in STRENGTHS[:-1])
    + ' ELSE 0.9 END'
)


def upgrade() -> None:
    op.create_table('exchanges',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=True),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('other_contact_id', sa.BigInteger(), nullable=True),
    sa.Column('sent_key', sa.Float(precision=53), nullable=True),
    sa.Column('received_key', sa.Float(precision=53), nullable=True),
    sa.Column('both_key', sa.Float(precision=53), nullable=True),
    sa.Column('said_key', sa.Float(precision=53), nullable=True),
    sa.Column('last_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(colleague_id IS NULL) <> (other_contact_id IS NULL)', name=op.f('ck_exchanges_pair')),
    sa.CheckConstraint('other_contact_id IS NULL OR contact_id < other_contact_id', name=op.f('ck_exchanges_ordered')),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_exchanges_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_exchanges_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'other_contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_exchanges_workspace_id_other_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_exchanges_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_exchanges')),
    sa.UniqueConstraint('workspace_id', 'colleague_id', 'contact_id', name=op.f('uq_exchanges_workspace_id_colleague_id_contact_id')),
    sa.UniqueConstraint('workspace_id', 'contact_id', 'other_contact_id', name=op.f('uq_exchanges_workspace_id_contact_id_other_contact_id'))
    )
    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.create_index('ix_exchanges_other_contact_id', ['workspace_id', 'other_contact_id'], unique=False)

    op.create_table('lines',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('superior_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_lines_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'superior_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_lines_workspace_id_superior_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_lines_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_lines')),
    sa.UniqueConstraint('workspace_id', 'contact_id', 'superior_id', name=op.f('uq_lines_workspace_id_contact_id_superior_id'))
    )
    with op.batch_alter_table('lines', schema=None) as batch_op:
        batch_op.create_index('ix_lines_superior_id', ['workspace_id', 'superior_id'], unique=False)

    op.create_table('proposals',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('proposer_id', sa.BigInteger(), nullable=False),
    sa.Column('about_key', sa.String(length=320), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('account', sa.String(length=200), nullable=True),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'owner_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_proposals_workspace_id_owner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'proposer_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_proposals_workspace_id_proposer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_proposals_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_proposals')),
    sa.UniqueConstraint('workspace_id', 'owner_id', 'about_key', name=op.f('uq_proposals_workspace_id_owner_id_about_key'))
    )
    op.create_table('review_rules',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('domain', sa.String(length=255), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('shared', 'private', 'left_out')", name=op.f('ck_review_rules_verdict')),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_review_rules_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_review_rules_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_review_rules')),
    sa.UniqueConstraint('workspace_id', 'colleague_id', 'domain', name=op.f('uq_review_rules_workspace_id_colleague_id_domain'))
    )
    op.create_table('touches',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('exchange_id', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('direction', sa.String(length=8), nullable=False),
    sa.Column('others', sa.BigInteger(), nullable=False),
    sa.Column('said', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.CheckConstraint("direction IN ('sent', 'received', 'both')", name=op.f('ck_touches_direction')),
    sa.CheckConstraint("kind IN ('email', 'call', 'meeting')", name=op.f('ck_touches_kind')),
    sa.ForeignKeyConstraint(['workspace_id', 'exchange_id'], ['exchanges.workspace_id', 'exchanges.id'], name=op.f('fk_touches_workspace_id_exchange_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_touches_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_touches')),
    sa.UniqueConstraint('workspace_id', 'exchange_id', 'reference', name=op.f('uq_touches_workspace_id_exchange_id_reference'))
    )
    with op.batch_alter_table('touches', schema=None) as batch_op:
        batch_op.create_index('ix_touches_at', ['workspace_id', 'at'], unique=False)

    with op.batch_alter_table('relationships', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fading', sa.Float(precision=53), nullable=True))
        batch_op.add_column(sa.Column('evidence', sa.String(length=8), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_relationships_evidence'), "evidence IN ('waiting', 'counts', 'left_out')")

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('warmth_basis', sa.String(length=300), nullable=True))

    # By bytes, so that beginnings can be looked for in them.
    for name, table, columns in BY_BYTES:
        op.drop_index(name, table)
        op.create_index(name, table, ['workspace_id', *columns], unique=False, postgresql_ops={columns[0]: 'text_pattern_ops'})

    rebuild_half_ties()


def rebuild_half_ties() -> None:
    """The new table, with what the old one held: each strength as log2 of its odds."""
    op.execute(
        'CREATE TEMPORARY TABLE half_ties_before AS SELECT h.workspace_id, h.id, h.node_id, h.neighbour_id,'
        ' h.neighbour_is_colleague, h.warmth, h.relationship_id, r.strength, r.account_id, h.private, h.open, h.reviewed'
        ' FROM half_ties h JOIN relationships r ON r.workspace_id = h.workspace_id AND r.id = h.relationship_id'
    )
    op.drop_table('half_ties')
    op.create_table('half_ties',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('node_id', sa.BigInteger(), nullable=False),
    sa.Column('neighbour_id', sa.BigInteger(), nullable=False),
    sa.Column('neighbour_is_colleague', sa.Boolean(), nullable=False),
    sa.Column('steady', sa.Float(precision=53), nullable=True),
    sa.Column('fading', sa.Float(precision=53), nullable=True),
    sa.Column('relationship_id', sa.BigInteger(), nullable=True),
    sa.Column('exchange_id', sa.BigInteger(), nullable=True),
    sa.Column('line_id', sa.BigInteger(), nullable=True),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('reviewed', sa.Boolean(), nullable=False),
    sa.Column('informal', sa.Boolean(), nullable=False),
    sa.CheckConstraint('steady IS NOT NULL OR fading IS NOT NULL', name=op.f('ck_half_ties_warm')),
    sa.ForeignKeyConstraint(['workspace_id', 'exchange_id'], ['exchanges.workspace_id', 'exchanges.id'], name=op.f('fk_half_ties_workspace_id_exchange_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'line_id'], ['lines.workspace_id', 'lines.id'], name=op.f('fk_half_ties_workspace_id_line_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'relationship_id'], ['relationships.workspace_id', 'relationships.id'], name=op.f('fk_half_ties_workspace_id_relationship_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_half_ties_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_half_ties')),
    sa.UniqueConstraint('workspace_id', 'node_id', 'neighbour_id', 'informal', name=op.f('uq_half_ties_workspace_id_node_id_neighbour_id_informal'))
    )
    op.execute(
        'INSERT INTO half_ties (workspace_id, id, node_id, neighbour_id, neighbour_is_colleague, steady, relationship_id,'
        ' account_id, private, open, reviewed, informal)'
        f' SELECT workspace_id, id, node_id, neighbour_id, neighbour_is_colleague, {AS_LOG_ODDS}, relationship_id,'
        ' account_id, private, open, reviewed, false FROM half_ties_before'
    )
    op.execute('DROP TABLE half_ties_before')
    for origin in ('relationship_id', 'exchange_id', 'line_id'):
        op.create_index(f'ix_half_ties_{origin}', 'half_ties', ['workspace_id', origin], unique=False, sqlite_where=sa.text(f'{origin} IS NOT NULL'), postgresql_where=sa.text(f'{origin} IS NOT NULL'))
    for order in ('steady', 'fading'):
        op.create_index(f'ix_half_ties_{order}', 'half_ties', ['workspace_id', 'node_id', 'neighbour_is_colleague', sa.literal_column(f'{order} DESC'), 'neighbour_id', 'relationship_id', 'account_id', 'private', 'open', 'reviewed', 'informal'], unique=False, sqlite_where=sa.text(f'{order} IS NOT NULL'), postgresql_where=sa.text(f'{order} IS NOT NULL'))


def downgrade() -> None:
    for name, table, columns in BY_BYTES:
        op.drop_index(name, table)
        op.create_index(name, table, ['workspace_id', *columns], unique=False)
    op.execute(
        'CREATE TEMPORARY TABLE half_ties_after AS SELECT workspace_id, id, node_id, neighbour_id,'
        f' neighbour_is_colleague, {FROM_LOG_ODDS} AS warmth, relationship_id, private, open, reviewed'
        ' FROM half_ties WHERE relationship_id IS NOT NULL'
    )
    op.drop_table('half_ties')
    op.create_table('half_ties',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('node_id', sa.BigInteger(), nullable=False),
    sa.Column('neighbour_id', sa.BigInteger(), nullable=False),
    sa.Column('neighbour_is_colleague', sa.Boolean(), nullable=False),
    sa.Column('warmth', sa.Float(precision=53), nullable=False),
    sa.Column('relationship_id', sa.BigInteger(), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('reviewed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'relationship_id'], ['relationships.workspace_id', 'relationships.id'], name=op.f('fk_half_ties_workspace_id_relationship_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_half_ties_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_half_ties')),
    sa.UniqueConstraint('workspace_id', 'node_id', 'neighbour_id', name=op.f('uq_half_ties_workspace_id_node_id_neighbour_id'))
    )
    op.execute(
        'INSERT INTO half_ties (workspace_id, id, node_id, neighbour_id, neighbour_is_colleague, warmth,'
        ' relationship_id, private, open, reviewed) SELECT * FROM half_ties_after'
    )
    op.execute('DROP TABLE half_ties_after')
    op.create_index('ix_half_ties_relationship_id', 'half_ties', ['workspace_id', 'relationship_id'], unique=False)
    op.create_index('ix_half_ties_warmest', 'half_ties', ['workspace_id', 'node_id', 'neighbour_is_colleague', sa.literal_column('warmth DESC'), 'neighbour_id', 'relationship_id', 'private', 'open', 'reviewed'], unique=False)
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.drop_column('warmth_basis')

    with op.batch_alter_table('relationships', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_relationships_evidence'), type_='check')
        batch_op.drop_column('evidence')
        batch_op.drop_column('fading')

    with op.batch_alter_table('touches', schema=None) as batch_op:
        batch_op.drop_index('ix_touches_at')

    op.drop_table('touches')
    op.drop_table('review_rules')
    op.drop_table('proposals')
    with op.batch_alter_table('lines', schema=None) as batch_op:
        batch_op.drop_index('ix_lines_superior_id')

    op.drop_table('lines')
    with op.batch_alter_table('exchanges', schema=None) as batch_op:
        batch_op.drop_index('ix_exchanges_other_contact_id')

    op.drop_table('exchanges')
