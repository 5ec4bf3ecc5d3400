"""Working time: Monday to Friday, nine to five by somebody's own clock."""
