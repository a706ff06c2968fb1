# On a fresh machine only python3 (>= 3.11) and make are needed; see CONTRIBUTING.md.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports pytest bench refresh clean

export PYTHON
BIN := .venv/bin
EXAMPLE := examples/disclosure-2023.txt

help:
	@echo "make demo     安装，复核和填报 examples/ 里的示例，显示复核结果，把各种格式的文件写到 out/"
	@echo "make test     持续集成所运行的全部检查"
	@echo "make bench    测速"
	@echo "make refresh  用命令的实际输出更新 README 与 docs/ 里的输出块"
	@echo "make clean    删除 .venv、out/ 和各种缓存"

.venv/made: .ci/environment
	@.ci/environment .venv
	@touch $@

.venv/installed: .venv/made setup.cfg pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Without typst's wheel everything but PDF can still be shown.
.venv/demo-installed: .venv/made setup.cfg pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable '.[pdf]' || $(BIN)/python -m pip install --quiet --editable .
	@touch $@ .venv/installed

.venv/test-installed: .venv/made setup.cfg pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ .venv/installed

.venv/bench-installed: .venv/made setup.cfg pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@ .venv/installed

# Exit code 1 means that errors were found, and the examples are full of them.
demo: .venv/demo-installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash docs/demo.sh $(EXAMPLE)

test: lint types imports pytest

lint: .venv/test-installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/test-installed
	@$(BIN)/mypy

imports: .venv/test-installed
	@$(BIN)/lint-imports

# The doctests of docs/*.md and the wheel test are collected here too (see setup.cfg).
# Tracing takes time: only what the report is about is traced.
pytest: .venv/test-installed
	@.ci/system
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --cov=scoring --cov=rulesets --cov-report=
	@# A process with threads, as those that run tests side by side are, is not copied.
	@$(BIN)/python -m pytest --quiet -p no:xdist -k fork tests/test_pool.py
	@$(BIN)/coverage report --include='scoring/*,rulesets/*' --fail-under=95

bench: .venv/bench-installed
	@$(BIN)/python -m benchmarks

refresh: .venv/installed
	@$(BIN)/python docs/refresh.py
	@$(BIN)/python docs/catalogue.py

clean:
	@rm -rf .venv out build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
