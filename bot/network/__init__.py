"""Who is meant, who of us knows them, and why somebody is told."""
