"""Comprueba una evidencia de Cauce en cualquier máquina con Python 3.11 y SpiffWorkflow 3.2: nada de Cauce hace falta.

    python verificar.pyz evidencia.zip [--llave HEX]… [--kept SELLO]… [--testigo LLAVE]… [--autoridad CERT.pem]
                                       [--json] [--english]

Termina con 0 si nada falla, con 1 si algo no es lo que fue, con 2 si el archivo no es una evidencia.
Sus fuentes están en este mismo archivo: python -m zipfile -e verificar.pyz fuentes

It imports nothing of Cauce. What of it is independent, and what is only typed anew:

- Independent, by other means than Cauce's: the execution, in SpiffWorkflow as it comes (`execution`, `tokens`), where
  Cauce corrects and prunes it; moves to other versions, where tokens are planted anew (`moves`) and Cauce rewrites what
  it has stored; signatures, by arithmetic of its own from RFC 8032 (`ed25519`); the proofs of the log (`log`), by the
  bits of an index; numbers as canonical JSON has them (`canonical`); expressions (`expressions`, and those of forms,
  `feel`), by walking their syntax, where Cauce compiles them.
- Typed anew, the same rule in other words, so that a mistaken rule is mistaken twice: how a chain is made and how a
  break of it is explained (`chain`), which types of events there are and which follow from which (`events`), what links
  for clients and incidents may do (`client_links`, `incidents`), for which roles work is (`roles`) and in which
  somebody could take a step (`actors`), what of a diagram is only documentation and when an element is still the same
  one (`diagrams`, `likeness`), what an expression may hold, and what a form takes (`fields`, `form_state`, `forms`).
- Taken on trust: SpiffWorkflow and lxml, which both use, and openssl, which alone judges the signature of a time-stamp
  (`stamps`): without it that is not judged, and said. Where SpiffWorkflow is known to be wrong it is no measure: the
  verifier says how far it went.
- Not judged of answers, and counted in a reserve: what a form asks by FEEL that `feel` has not (durations, loops,
  filters, today), by a pattern that Python might take an age for, or by media types; and every answer behind a place
  where SpiffWorkflow is doubted. A date counts as passed when it was yesterday everywhere.
- Claimed by the company and not proven: what people were called, and which days were worked (`office`). Answers are
  judged by those days, and that is said once.
- Not looked at, since an evidence does not hold it: whether people were who they say and held their roles, terms, what
  was delivered, whether a moment lies near the first seal over it (only that what the newest must have is under it),
  and every history that is not inside; which of those must be, of a period, the register of starts tells (`register`).

`evidence` reads the file part by part, `verdict` says in which order everything is checked, `report` puts what was
found into words.
An expression is never handed to Python's `eval`: an evidence is a file that somebody sends.
"""
