select upper(word)
