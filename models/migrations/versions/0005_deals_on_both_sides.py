"""deals on both sides"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('engagements',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_engagements_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_engagements_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_engagements_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_engagements_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_engagements')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'contact_id', 'colleague_id', name=op.f('uq_engagements_workspace_id_deal_id_contact_id_colleague_id'))
    )
    with op.batch_alter_table('engagements', schema=None) as batch_op:
        batch_op.create_index('ix_engagements_contact_id', ['workspace_id', 'contact_id'], unique=False)

    op.create_table('proposed_members',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('colleague_id', sa.BigInteger(), nullable=False),
    sa.Column('seller_role', sa.String(length=60), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger(), nullable=False),
    sa.Column('proposed_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('declined_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'colleague_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_proposed_members_workspace_id_colleague_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_proposed_members_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'proposed_by_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_proposed_members_workspace_id_proposed_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_proposed_members_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_proposed_members')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'colleague_id', name=op.f('uq_proposed_members_workspace_id_deal_id_colleague_id'))
    )
    with op.batch_alter_table('proposed_members', schema=None) as batch_op:
        batch_op.create_index('ix_proposed_members_colleague_id', ['workspace_id', 'colleague_id'], unique=False)

    op.create_table('stage_records',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('stage', sa.String(length=100), nullable=False),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('seen_by_id', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('looked_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("side IN ('sales', 'buying')", name=op.f('ck_stage_records_side')),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_stage_records_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'seen_by_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_stage_records_workspace_id_seen_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_stage_records_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_stage_records')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'side', 'at', 'stage', name=op.f('uq_stage_records_workspace_id_deal_id_side_at_stage'))
    )
    with op.batch_alter_table('stage_records', schema=None) as batch_op:
        batch_op.create_index('ix_stage_records_to_look_at', ['workspace_id', 'recorded_at'], unique=False, sqlite_where=sa.text('looked_at IS NULL'), postgresql_where=sa.text('looked_at IS NULL'))

    op.create_table('stakeholders',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=True),
    sa.Column('seat_id', sa.BigInteger(), nullable=True),
    sa.Column('named_by_id', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('removed_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(contact_id IS NULL) <> (seat_id IS NULL)', name=op.f('ck_stakeholders_one_of_them')),
    sa.ForeignKeyConstraint(['workspace_id', 'contact_id'], ['contacts.workspace_id', 'contacts.id'], name=op.f('fk_stakeholders_workspace_id_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_stakeholders_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'named_by_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_stakeholders_workspace_id_named_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'seat_id'], ['seats.workspace_id', 'seats.id'], name=op.f('fk_stakeholders_workspace_id_seat_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_stakeholders_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_stakeholders')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'contact_id', name=op.f('uq_stakeholders_workspace_id_deal_id_contact_id')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'seat_id', name=op.f('uq_stakeholders_workspace_id_deal_id_seat_id'))
    )
    with op.batch_alter_table('stakeholders', schema=None) as batch_op:
        batch_op.create_index('ix_stakeholders_contact_id', ['workspace_id', 'contact_id'], unique=False)

    op.create_table('gaps',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('deal_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('raised_by_id', sa.BigInteger(), nullable=True),
    sa.Column('raised_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('needed_by', sa.Date(), nullable=True),
    sa.Column('look_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=True),
    sa.Column('assigned_to_id', sa.BigInteger(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'met', 'not_needed', 'assigned', 'snoozed', 'closed', 'over')", name=op.f('ck_gaps_state')),
    sa.ForeignKeyConstraint(['workspace_id', 'answered_by_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_gaps_workspace_id_answered_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'assigned_to_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_gaps_workspace_id_assigned_to_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'deal_id'], ['deals.workspace_id', 'deals.id'], name=op.f('fk_gaps_workspace_id_deal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'raised_by_id'], ['stage_records.workspace_id', 'stage_records.id'], name=op.f('fk_gaps_workspace_id_raised_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_gaps_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_gaps')),
    sa.UniqueConstraint('workspace_id', 'deal_id', 'key', 'subject_id', name=op.f('uq_gaps_workspace_id_deal_id_key_subject_id'))
    )
    with op.batch_alter_table('gaps', schema=None) as batch_op:
        batch_op.create_index('ix_gaps_state', ['workspace_id', 'state', 'look_at'], unique=False)

    op.create_table('observations',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('stakeholder_id', sa.BigInteger(), nullable=False),
    sa.Column('about', sa.String(length=16), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('observer_id', sa.BigInteger(), nullable=True),
    sa.Column('observed_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.CheckConstraint("about IN ('buying_role', 'stance', 'power', 'motivation')", name=op.f('ck_observations_about')),
    sa.ForeignKeyConstraint(['workspace_id', 'observer_id'], ['colleagues.workspace_id', 'colleagues.id'], name=op.f('fk_observations_workspace_id_observer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id', 'stakeholder_id'], ['stakeholders.workspace_id', 'stakeholders.id'], name=op.f('fk_observations_workspace_id_stakeholder_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_observations_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_observations'))
    )
    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.create_index('ix_observations_stakeholder_id', ['workspace_id', 'stakeholder_id', 'about', 'observed_at'], unique=False)

    with op.batch_alter_table('deal_members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_by_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_deal_members_workspace_id_confirmed_by_id'), 'colleagues', ['workspace_id', 'confirmed_by_id'], ['workspace_id', 'id'])

    with op.batch_alter_table('deals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('playbook', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('stage_since', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('buying_stage', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('buying_since', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('amount', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('currency', sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column('expected_close', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('outcome', sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column('made_by_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('channel_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('channel_trouble', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('told_at', models.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version', sa.BigInteger(), nullable=True))
        batch_op.alter_column('external_id',
               existing_type=sa.VARCHAR(length=200),
               nullable=True)
        batch_op.create_index('ix_deals_owner_id', ['workspace_id', 'owner_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_deals_workspace_id_channel_id'), ['workspace_id', 'channel_id'])
        batch_op.create_foreign_key(batch_op.f('fk_deals_workspace_id_made_by_id'), 'colleagues', ['workspace_id', 'made_by_id'], ['workspace_id', 'id'])

    op.execute("UPDATE deals SET version = 1, told_at = created_at")
    with op.batch_alter_table('deals', schema=None) as batch_op:
        batch_op.alter_column('version', existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_check_constraint(batch_op.f('ck_deals_outcome'), "outcome IN ('won', 'lost')")

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room', sa.String(length=32), nullable=True))
        batch_op.alter_column('recipient_id',
               existing_type=sa.BIGINT(),
               nullable=True)
        batch_op.create_index('ix_outbox_room', ['workspace_id', 'room', 'held_until'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_outbox_workspace_id_kind_subject_id_room'), ['workspace_id', 'kind', 'subject_id', 'room'])
        batch_op.create_check_constraint(batch_op.f('ck_outbox_one_addressee'), '(recipient_id IS NULL) <> (room IS NULL)')



def downgrade() -> None:
    op.execute('DELETE FROM outbox WHERE room IS NOT NULL')
    op.execute("UPDATE deals SET external_id = 'made in Slack: ' || id WHERE external_id IS NULL")
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_outbox_one_addressee'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_outbox_workspace_id_kind_subject_id_room'), type_='unique')
        batch_op.drop_index('ix_outbox_room')
        batch_op.alter_column('recipient_id',
               existing_type=sa.BIGINT(),
               nullable=False)
        batch_op.drop_column('room')

    with op.batch_alter_table('deals', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_deals_workspace_id_made_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_deals_workspace_id_channel_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('ck_deals_outcome'), type_='check')
        batch_op.drop_index('ix_deals_owner_id')
        batch_op.alter_column('external_id',
               existing_type=sa.VARCHAR(length=200),
               nullable=False)
        batch_op.drop_column('version')
        batch_op.drop_column('told_at')
        batch_op.drop_column('channel_trouble')
        batch_op.drop_column('channel_id')
        batch_op.drop_column('made_by_id')
        batch_op.drop_column('outcome')
        batch_op.drop_column('expected_close')
        batch_op.drop_column('currency')
        batch_op.drop_column('amount')
        batch_op.drop_column('buying_since')
        batch_op.drop_column('buying_stage')
        batch_op.drop_column('stage_since')
        batch_op.drop_column('playbook')
        batch_op.drop_column('kind')

    with op.batch_alter_table('deal_members', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_deal_members_workspace_id_confirmed_by_id'), type_='foreignkey')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('confirmed_by_id')

    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.drop_index('ix_observations_stakeholder_id')

    op.drop_table('observations')
    with op.batch_alter_table('gaps', schema=None) as batch_op:
        batch_op.drop_index('ix_gaps_state')

    op.drop_table('gaps')
    with op.batch_alter_table('stakeholders', schema=None) as batch_op:
        batch_op.drop_index('ix_stakeholders_contact_id')

    op.drop_table('stakeholders')
    with op.batch_alter_table('stage_records', schema=None) as batch_op:
        batch_op.drop_index('ix_stage_records_to_look_at', sqlite_where=sa.text('looked_at IS NULL'), postgresql_where=sa.text('looked_at IS NULL'))

    op.drop_table('stage_records')
    with op.batch_alter_table('proposed_members', schema=None) as batch_op:
        batch_op.drop_index('ix_proposed_members_colleague_id')

    op.drop_table('proposed_members')
    with op.batch_alter_table('engagements', schema=None) as batch_op:
        batch_op.drop_index('ix_engagements_contact_id')

    op.drop_table('engagements')
