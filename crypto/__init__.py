"""
Betro's sealing: everything that is secret is made unreadable here, and nowhere else.

The format stands in SPEC.md; comments name its clauses. Rules of the room:

1. Only `crypto.hazmat` touches a primitive; the rest of the program only touches the modules beside it.
2. There are no options. A version and a suite stand in everything that is stored; what is not known is
   refused.
3. What fails raises a `CryptoError`; no function gives back False for something that must not be used.
4. Nothing secret shows in a `repr` or in the text of an error.
"""
