"""How often a recording that a machine spoke is taken for a person's, and a person's for one."""
