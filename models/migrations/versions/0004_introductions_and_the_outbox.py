"""introductions and the outbox"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('colleagues', sa.Column('charter_shown_version', sa.BigInteger(), nullable=True))
    op.create_table('claimed_runs',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('job', sa.String(length=64), nullable=False),
    sa.Column('slot', sa.String(length=64), nullable=False),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_claimed_runs_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_claimed_runs')),
    sa.UniqueConstraint('workspace_id', 'job', 'slot', name=op.f('uq_claimed_runs_workspace_id_job_slot'))
    )
    op.create_table('outbox',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('recipient_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('due_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('wanted', sa.BigInteger(), nullable=False),
    sa.Column('shown', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('tried_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('held_until', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('channel', sa.String(length=32), nullable=True),
    sa.Column('ts', sa.String(length=32), nullable=True),
    sa.Column('unsaid', sa.Boolean(), nullable=False),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('due', 'sending', 'unclear', 'shown', 'dropped')", name=op.f('ck_outbox_state')),
    sa.ForeignKeyConstraint(['workspace_id', 'recipient_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_outbox_workspace_id_recipient_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_outbox_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('workspace_id', 'kind', 'subject_id', 'recipient_id', name=op.f('uq_outbox_workspace_id_kind_subject_id_recipient_id'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_recipient_id', ['workspace_id', 'recipient_id', 'held_until'], unique=False)
        batch_op.create_index('ix_outbox_due', ['workspace_id', 'due_at'], unique=False, sqlite_where=sa.text("state IN ('due', 'sending', 'unclear')"), postgresql_where=sa.text("state IN ('due', 'sending', 'unclear')"))

    op.create_table('preferences',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('deputy_id', sa.BigInteger(), nullable=True),
    sa.Column('pace', sa.String(length=16), nullable=False),
    sa.CheckConstraint("pace IN ('at_once', 'daily')", name=op.f('ck_preferences_pace')),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_preferences_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deputy_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_preferences_workspace_id_deputy_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_preferences_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_preferences')),
    sa.UniqueConstraint('workspace_id', 'colleague_id', name=op.f('uq_preferences_workspace_id_colleague_id'))
    )
    op.create_table('reports',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('in_records', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_reports_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_reports_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_reports_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_reports')),
    sa.UniqueConstraint('workspace_id', 'contact_id', 'colleague_id', name=op.f('uq_reports_workspace_id_contact_id_colleague_id'))
    )
    op.create_table('introductions',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('requester_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('called', sa.String(length=320), nullable=False),
    sa.Column('called_title', sa.String(length=200), nullable=True),
    sa.Column('called_account', sa.String(length=200), nullable=True),
    sa.Column('called_address', sa.String(length=320), nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=True),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('needed_by', sa.Date(), nullable=True),
    sa.Column('prefers_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answer_by', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('look_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('follow_up_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('asking', 'agreed', 'made', 'met', 'no_reply', 'none', 'withdrawn')", name=op.f('ck_introductions_state')),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_introductions_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_introductions_workspace_id_deal_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'prefers_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_introductions_workspace_id_prefers_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'requester_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_introductions_workspace_id_requester_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_introductions_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_introductions'))
    )
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.create_index('ix_introductions_contact_id', ['workspace_id', 'contact_id', 'asked_at'], unique=False)
        batch_op.create_index('ix_introductions_due', ['workspace_id', 'state', 'look_at'], unique=False)
        batch_op.create_index('ix_introductions_requester_id', ['workspace_id', 'requester_id', 'asked_at'], unique=False)
        batch_op.create_index('uq_introductions_active', ['workspace_id', 'contact_id'], unique=True, sqlite_where=sa.text('active'), postgresql_where=sa.text('active'))
        batch_op.create_index('uq_introductions_asking', ['workspace_id', 'requester_id', 'contact_id'], unique=True, sqlite_where=sa.text("state = 'asking'"), postgresql_where=sa.text("state = 'asking'"))

    op.create_table('asks',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('introduction_id', sa.BigInteger(), nullable=False),
    sa.Column('attempt', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('addressee_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('how', sa.String(length=16), nullable=True),
    sa.Column('suggested_id', sa.BigInteger(), nullable=True),
    sa.Column('draft', sa.Text(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('until', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('remind_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('answered_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("how IN ('introduce', 'use_name')", name=op.f('ck_asks_how')),
    sa.CheckConstraint("state IN ('waiting', 'later', 'asking_contact', 'yes', 'no', 'contact_no', 'silent', 'void')", name=op.f('ck_asks_state')),
    sa.ForeignKeyConstraint(['workspace_id', 'addressee_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_asks_workspace_id_addressee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'introduction_id'], ['introductions.workspace_id', 'introductions.id'], name=op.f('fk_asks_workspace_id_introduction_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'owner_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_asks_workspace_id_owner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'suggested_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_asks_workspace_id_suggested_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_asks_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_asks')),
    sa.UniqueConstraint('workspace_id', 'introduction_id', 'attempt', 'role', name=op.f('uq_asks_workspace_id_introduction_id_attempt_role'))
    )
    with op.batch_alter_table('asks', schema=None) as batch_op:
        batch_op.create_index('ix_asks_addressee_id', ['workspace_id', 'addressee_id', 'state'], unique=False)
        batch_op.create_index('ix_asks_owner_id', ['workspace_id', 'owner_id', 'asked_at'], unique=False)
        batch_op.create_index('ix_asks_until', ['workspace_id', 'state', 'until'], unique=False)

    op.add_column('proposals', sa.Column('batch_id', sa.BigInteger(), nullable=True))


    with op.batch_alter_table('decision_parties', schema=None) as batch_op:
        batch_op.create_index('ix_decision_parties_subject_id', ['workspace_id', 'subject_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('decision_parties', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_parties_subject_id')
    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.drop_column('batch_id')

    with op.batch_alter_table('asks', schema=None) as batch_op:
        batch_op.drop_index('ix_asks_until')
        batch_op.drop_index('ix_asks_owner_id')
        batch_op.drop_index('ix_asks_addressee_id')

    op.drop_table('asks')
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.drop_index('uq_introductions_asking', sqlite_where=sa.text("state = 'asking'"), postgresql_where=sa.text("state = 'asking'"))
        batch_op.drop_index('uq_introductions_active', sqlite_where=sa.text('active'), postgresql_where=sa.text('active'))
        batch_op.drop_index('ix_introductions_requester_id')
        batch_op.drop_index('ix_introductions_due')
        batch_op.drop_index('ix_introductions_contact_id')

    op.drop_table('introductions')
    op.drop_table('reports')
    op.drop_table('preferences')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_recipient_id')
        batch_op.drop_index('ix_outbox_due', sqlite_where=sa.text("state IN ('due', 'sending', 'unclear')"), postgresql_where=sa.text("state IN ('due', 'sending', 'unclear')"))

    op.drop_table('outbox')
    op.drop_table('claimed_runs')
    op.drop_column('colleagues', 'charter_shown_version')
