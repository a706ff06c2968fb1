"""``zipingbiao batch``: a file of many rows in, the score of each and the total of each table out."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..chinese import Command
from ..errors import WorkbenchError
from ..exits import FINE
from ..faults import say
from ..options import known_rulesets, named, require_columns, ruleset_folders
from ..remote import here, is_remote, shown

_TOTALS = ".总分"


@click.command(cls=Command, name="batch")
@click.argument("path", metavar="文件或文件夹")
@click.option("--ruleset", required=True, metavar="规则集", help="用哪个规则集。")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="文件或文件夹",
    help="各行的得分写到这里，扩展名 .parquet 或 .csv；读文件夹时是文件夹，读一个文件时也可以是 s3:// 这样的地址。",
)
@click.option(
    "--totals",
    metavar="文件或文件夹",
    help="各表的总分和等级写到这里；不写则在 -o 的文件名后加“.总分”。",
)
@click.option(
    "--columns",
    metavar="列",
    help="各行的文件里写哪几列，用逗号隔开，如 表号,得分；不写则写全部。各表的文件不变。列名见 docs/batch.md。",
)
@click.option(
    "--scheduler",
    metavar="地址",
    help="文件夹里的各个文件交给这个 Dask 调度器的各台机器算，如 tcp://主机:8786。见 docs/distributed.md。",
)
@ruleset_folders
def command(
    path: str,
    ruleset: str,
    output: str,
    totals: str | None,
    columns: str | None,
    scheduler: str | None,
    folders: tuple[Path, ...],
) -> int:
    """成批计算得分：几百万行的 Parquet 或 CSV，一行一个指标。

    列名和单位见 docs/batch.md。内存用量与行数无关；被中断或断电后，再运行同一命令，从断开的地方接着算。
    得分与 zipingbiao score 逐份计算的相同。

    也可以是文件夹，或 s3:// 这样的网络地址（要附加项 dask）：里面的每个文件各算各的，一张表要在一个文件里。

    例：zipingbiao batch 指标.parquet -o 得分.parquet --ruleset national/2020
    """
    chosen = named(known_rulesets(folders), ruleset)
    require_columns("成批计算")
    if not path:
        raise WorkbenchError("路径是空的", cure="写出文件名；当前文件夹写作 .")
    if not output or totals == "":
        raise WorkbenchError("-o 或 --totals 后面的路径是空的", cure="写出文件名")
    where = totals or _beside(output)
    wanted = () if columns is None else _listed(columns)
    if scheduler is not None or is_remote(path) or Path(path).is_dir():
        from ..scattered.shards import ShardsRun

        for target in filter(is_remote, (output, where)):
            what = "文件夹和网络地址的结果不能直接写到网络地址"
            raise WorkbenchError(what, place=shown(target), cure="先写到本机，再上传")
        return ShardsRun(path, Path(output), Path(where), chosen, scheduler, wanted).run()
    from ..batch.run import run_batch
    from ..batch.sending import at_hand

    for target in (output, where):
        if here(target) == here(path):
            raise WorkbenchError("会覆盖读入的文件，没有写", place=shown(target), cure="用 -o 写别的文件名")
    with at_hand(output, where) as (scores_at, totals_at):
        tally = run_batch(Path(path), scores_at, totals_at, chosen, wanted)
    without = f"，其中 {tally.without} 行没有得分（原因见“问题”列）" if tally.without else ""
    say(f"{tally.tables} 张表，{tally.rows} 行{without}")
    say(f"已写出：{shown(output)}、{shown(where)}")
    return FINE


def _listed(names: str) -> tuple[str, ...]:
    """The columns that are named, checked before anything is read.

    Raises:
        ColumnsError: one is not known.
    """
    from reports.columns.schema import scored_columns

    return scored_columns(re.split("[,，、]", names))


def _beside(output: str) -> str:
    """Where totals are written if nothing is said."""
    if not is_remote(output):
        path = Path(output)
        return str(path.with_name(f"{path.stem}{_TOTALS}{path.suffix}"))
    folder, _, name = output.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return f"{folder}/{stem}{_TOTALS}.{ending}" if dot else f"{output}{_TOTALS}"
