"""read -> resolve -> check -> write, for a whole project. Values come out; nothing is printed here.

`load` reads and checks, with `reader` and `history` (what was released); what need not be read `known` tells, by `around`. `allowances`
takes the author's yes. `verify` holds quotations to their texts, `fix` mends by `edits`. `outputs` makes files, `stamp` says what time they
carry, `release` makes a release, `relock` a lost lock, `old` tells what somebody has. `place` puts files where they belong, whatever
happens meanwhile, by `staging`, `journal` and `hold`.
"""
