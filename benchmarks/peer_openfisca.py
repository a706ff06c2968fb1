"""The rule of the column benchmark in OpenFisca-Core: a system of an indicator and a table, with vectorial formulas.

OpenFisca computes in binary32, so that some of its cents are others.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any, Final

PERIOD: Final = "2024"


def make(data: dict[str, Any], per_table: int) -> Callable[[], tuple[Any, ...]]:
    """Prepare to build a simulation of these rows and to calculate it.

    Args:
        data: columns of whole numbers: more, target, actual, weight (in tenths of a point).
        per_table: rows of a table.

    Returns:
        A function that gives seconds of processor time, completions and scores in hundredths, and totals.
    """
    import numpy as np
    from openfisca_core.simulations import SimulationBuilder

    system = _system()
    count = len(data["target"])
    indicators = np.arange(count)
    tables = np.arange(-(-count // per_table))
    columns = {
        "more": data["more"],
        "target": data["target"].astype(np.float32),
        "actual": data["actual"].astype(np.float32),
        "weight": (data["weight"] / 10).astype(np.float32),
    }

    def run() -> tuple[Any, ...]:
        start = process_time()
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("indicator", indicators)
        table = builder.declare_entity("table", tables)
        builder.join_with_persons(table, indicators // per_table, np.full(count, "row"))
        simulation = builder.build(system)
        for name, column in columns.items():
            simulation.set_input(name, PERIOD, column)
        found = [simulation.calculate(name, PERIOD) for name in ("completion", "points", "total")]
        spent = process_time() - start
        return spent, *(np.rint(one.astype(np.float64) * 100).astype(np.int64) for one in found)

    return run


def _system() -> Any:
    import numpy as np
    from openfisca_core import periods
    from openfisca_core.entities import build_entity
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    indicator = build_entity(key="indicator", plural="indicators", label="指标", is_person=True)
    table = build_entity(key="table", plural="tables", label="自评表", roles=[{"key": "row", "plural": "rows"}])

    def cents(number: Any) -> Any:
        return np.floor(number * 100 + np.float32(0.5)) / 100

    def share(indicators: Any, period: Any) -> tuple[Any, ...]:
        target, actual = indicators("target", period), indicators("actual", period)
        direct, reverse = np.maximum(actual, 0) / target, np.clip(2 - actual / target, 0, 1)
        return indicators("more", period), direct, reverse

    def completion(indicators: Any, period: Any) -> Any:
        more, direct, reverse = share(indicators, period)
        return cents(np.where(more, direct, reverse) * 100)

    def points(indicators: Any, period: Any) -> Any:
        more, direct, reverse = share(indicators, period)
        return cents(np.where(more, np.minimum(direct, 1), reverse) * indicators("weight", period))

    def total(tables: Any, period: Any) -> Any:
        return tables.sum(tables.members("points", period))

    found = TaxBenefitSystem([indicator, table])
    inputs: dict[str, tuple[Any, Any, Any]] = {
        "more": (bool, indicator, None),
        "target": (float, indicator, None),
        "actual": (float, indicator, None),
        "weight": (float, indicator, None),
        "completion": (float, indicator, completion),
        "points": (float, indicator, points),
        "total": (float, table, total),
    }
    for name, (kind, entity, formula) in inputs.items():
        body = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.YEAR, "label": name}
        if formula is not None:
            body["formula"] = formula
        found.add_variable(type(name, (Variable,), body))
    return found
