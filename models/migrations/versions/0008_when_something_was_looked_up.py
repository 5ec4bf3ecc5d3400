"""when something was looked up"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('decision_parties', schema=None) as batch_op:
        batch_op.add_column(sa.Column('at', models.base.UTCDateTime(timezone=True), nullable=True))
    op.execute(
        'UPDATE decision_parties SET at = (SELECT d.at FROM decisions d'
        ' WHERE d.workspace_id = decision_parties.workspace_id AND d.id = decision_parties.id)'
    )
    with op.batch_alter_table('decision_parties', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_parties_viewer_id')
        batch_op.alter_column('at', existing_type=models.base.UTCDateTime(timezone=True), nullable=False)
        batch_op.create_index('ix_decision_parties_viewer_id', ['workspace_id', 'viewer_id', 'at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('decision_parties', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_parties_viewer_id')
        batch_op.create_index('ix_decision_parties_viewer_id', ['workspace_id', 'viewer_id'], unique=False)
        batch_op.drop_column('at')
