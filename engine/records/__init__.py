"""Records of the procedure: which of them an instance has left, in which versions, and the templates by which they are
written on paper. What is on the paper is put into words and typeset by `web.paper`."""
