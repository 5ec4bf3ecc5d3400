"""What the product decides and does. Knows no Slack, no Flask, no Block Kit."""
