"""What people tell idplint in `idplint.yaml`: declared facts, ignores, selection; why a file does not fit."""
