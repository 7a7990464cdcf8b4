"""The checks of policies: the blocks that they are made of, what each says in a sentence, what is wrong with one."""
