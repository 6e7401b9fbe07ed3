"""News reports of armed conflict in; a sourced record out."""
