#!/usr/bin/env bash
# What `make demo` shows: a recheck on the terminal, and every kind of file in out/.
set -euo pipefail

# Exit code 1 means that errors were found, and the examples are full of them.
run() { zipingbiao "$@" || [ $? = 1 ]; }

run recheck "$1"
rm -rf out
mkdir -p out
for format in html docx xlsx; do
    run recheck "$1" -o "out/复核意见.$format"
done
run recheck examples/published-2024 --format html -o out/文件夹
run recheck examples/published-2024/culture.xlsx --annotate -o out
run form examples/goals-2024.txt -o out/空白自评表.xlsx
run score examples/filled-2024.docx -o out/已计分.docx
run check out/已计分.docx -o out/上报前检查.html
run score out/已计分.docx --all --sensitivity -o out/对照.html
run report out/已计分.docx -o out/自评报告.docx
run report out/已计分.docx --template examples/template.docx -o out/说明.docx
if python -c 'import typst' 2>/dev/null; then
    run report out/已计分.docx -o out/自评报告.pdf
    run report out/已计分.docx --kind form -o out/自评表.pdf
fi
echo "结果都在 out/ 里：复核意见、批注，空白自评表，计分后的自评表，上报前检查，对照，自评报告"
