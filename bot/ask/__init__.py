"""From words to an Ask: what is asked, with which figures, in which language."""
