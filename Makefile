.DEFAULT_GOAL := help
.PHONY: serve test lint fix lock help

serve test lint fix lock help:
	@./run $@ $(ARGS)
