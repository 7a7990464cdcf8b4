"""The room «Formularios» of a draft: what each step asks, written without a file (decision 0041)."""
