"""Normal forms: one form for expressions that always carry the same value, whatever dialect they are written in."""
