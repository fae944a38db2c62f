"""read -> resolve -> check -> write, for a whole project. Values come out; nothing is printed here.

`load` reads and checks, `verify` holds quotations to their texts, `outputs` makes files, `place` puts them where they belong, `stamp`
says what time they carry.
"""
