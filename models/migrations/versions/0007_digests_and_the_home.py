"""digests and the home"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('digest_settings',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('weekday', sa.BigInteger(), nullable=False),
    sa.Column('minute', sa.BigInteger(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=True),
    sa.Column('nothing_to_say', sa.String(length=8), nullable=False),
    sa.Column('in_channels', sa.Boolean(), nullable=False),
    sa.Column('to_people', sa.Boolean(), nullable=False),
    sa.Column('pictures', sa.Boolean(), nullable=False),
    sa.Column('theme', sa.String(length=8), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('since', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('changed_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("nothing_to_say IN ('line', 'silence')", name=op.f('ck_digest_settings_nothing_to_say')),
    sa.CheckConstraint("theme IN ('light', 'dark')", name=op.f('ck_digest_settings_theme')),
    sa.CheckConstraint('minute BETWEEN 0 AND 1439', name=op.f('ck_digest_settings_minute')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_digest_settings_weekday')),
    sa.ForeignKeyConstraint(['workspace_id', 'changed_by_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_digest_settings_workspace_id_changed_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_digest_settings_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_digest_settings')),
    sa.UniqueConstraint('workspace_id', name=op.f('uq_digest_settings_workspace_id'))
    )
    op.create_table('digests',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=True),
    sa.Column('colleague_id', sa.BigInteger(), nullable=True),
    sa.Column('stood', sa.Text(), nullable=False),
    sa.Column('prepared_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(deal_id IS NULL) <> (colleague_id IS NULL)', name=op.f('ck_digests_one_reader')),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_digests_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_digests_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_digests_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_digests')),
    sa.UniqueConstraint('workspace_id', 'colleague_id', 'day', name=op.f('uq_digests_workspace_id_colleague_id_day')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'day', name=op.f('uq_digests_workspace_id_deal_id_day'))
    )
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.create_index('ix_digests_day', ['workspace_id', 'day'], unique=False)

    op.create_table('homes',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('looked_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('shown', sa.String(length=32), nullable=True),
    sa.Column('page', sa.BigInteger(), nullable=False),
    sa.Column('done', sa.Text(), nullable=True),
    sa.Column('done_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_homes_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_homes_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_homes')),
    sa.UniqueConstraint('workspace_id', 'colleague_id', name=op.f('uq_homes_workspace_id_colleague_id'))
    )
    with op.batch_alter_table('homes', schema=None) as batch_op:
        batch_op.create_index('ix_homes_looked_at', ['workspace_id', 'looked_at'], unique=False)

    with op.batch_alter_table('colleagues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_admin', sa.Boolean(), nullable=True))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lapses_at', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('file_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('next_file_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('next_file_at', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('file_digest', sa.String(length=64), nullable=True))

    first = sa.text("state IN ('due', 'sending', 'unclear') AND (lapses_at IS NULL OR ts IS NOT NULL OR next_file_id IS NOT NULL)")
    last = sa.text("state IN ('due', 'sending', 'unclear') AND lapses_at IS NOT NULL AND ts IS NULL AND next_file_id IS NULL")
    op.drop_index('ix_outbox_due', table_name='outbox')
    op.create_index('ix_outbox_due', 'outbox', ['workspace_id', 'due_at'], unique=False, sqlite_where=first, postgresql_where=first)
    op.create_index('ix_outbox_lapsing', 'outbox', ['workspace_id', 'due_at'], unique=False, sqlite_where=last, postgresql_where=last)


def downgrade() -> None:
    waits = sa.text("state IN ('due', 'sending', 'unclear')")
    op.drop_index('ix_outbox_lapsing', table_name='outbox')
    op.drop_index('ix_outbox_due', table_name='outbox')
    op.create_index('ix_outbox_due', 'outbox', ['workspace_id', 'due_at'], unique=False, sqlite_where=waits, postgresql_where=waits)
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('file_digest')
        batch_op.drop_column('next_file_at')
        batch_op.drop_column('next_file_id')
        batch_op.drop_column('file_id')
        batch_op.drop_column('lapses_at')

    with op.batch_alter_table('colleagues', schema=None) as batch_op:
        batch_op.drop_column('is_admin')

    with op.batch_alter_table('homes', schema=None) as batch_op:
        batch_op.drop_index('ix_homes_looked_at')

    op.drop_table('homes')
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.drop_index('ix_digests_day')

    op.drop_table('digests')
    op.drop_table('digest_settings')
