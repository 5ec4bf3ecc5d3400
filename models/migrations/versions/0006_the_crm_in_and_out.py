"""the CRM, in and out"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('crm_deliveries',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('via', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=24), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=True),
    sa.Column('stage', sa.String(length=100), nullable=True),
    sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('stage_known', sa.Boolean(), nullable=True),
    sa.Column('times', sa.BigInteger(), nullable=False),
    sa.Column('first_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('last_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_crm_deliveries_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_crm_deliveries')),
    sa.UniqueConstraint('workspace_id', 'via', 'key', name=op.f('uq_crm_deliveries_workspace_id_via_key'))
    )
    with op.batch_alter_table('crm_deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_crm_deliveries_last_at', ['workspace_id', 'last_at'], unique=False)

    op.create_table('crm_outgoing',
    sa.Column('workspace_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('mark', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('due_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('created_at', models.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=60), nullable=True),
    sa.CheckConstraint("state IN ('due', 'sent', 'dropped')", name=op.f('ck_crm_outgoing_state')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_crm_outgoing_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_crm_outgoing')),
    sa.UniqueConstraint('workspace_id', 'kind', 'subject_id', 'mark', name=op.f('uq_crm_outgoing_workspace_id_kind_subject_id_mark'))
    )
    with op.batch_alter_table('crm_outgoing', schema=None) as batch_op:
        batch_op.create_index('ix_crm_outgoing_due', ['workspace_id', 'due_at'], unique=False, sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'"))
        batch_op.create_index('ix_crm_outgoing_created_at', ['workspace_id', 'created_at'], unique=False)


def downgrade() -> None:
    op.drop_table('crm_outgoing')
    op.drop_table('crm_deliveries')
