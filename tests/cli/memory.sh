# Work that would take more memory than --memory-limit is refused before it starts, with the number
# that would do; within the limit the model is the same, whatever the limit is.
. "$(dirname "$0")/_lib.sh"

rows=60000
awk -v rows=$rows 'BEGIN { state = 1; print "y,a,b,c,d,e,f,g,h"
  for (i = 0; i < rows; ++i) { line = i % 2
    for (j = 0; j < 8; ++j) { state = (state * 1103515245 + 12345) % 2147483648; line = line "," state % 1000 }
    print line } }' >rows.csv
train() { run train "$1" --label y --trees 3 --quiet -o model.json "${@:2}"; }

train rows.csv
expect_exit 0
mv model.json clean.json
train rows.csv --memory-limit 2000
expect_exit 0
expect_same model.json clean.json
rm model.json

refused() {
  expect_exit 2
  expect_error "memory: .* would take about [0-9]+ MiB in all, and the limit is $1 MiB"
  expect_no_file model.json
}
train rows.csv --memory-limit 1
refused 1
gzip -c rows.csv >packed.gz
train packed.gz --memory-limit 8
refused 8
needed=$(sed 's/.*about \([0-9]*\) MiB.*/\1/' err)
expect [ "$needed" -ge 5 ]

# A column number that is far out costs memory for all columns before it: said, not died of.
printf '1 1:1 2147483647:1\n0 1:2 5:1\n1 1:3\n0 2:1\n' >far.svm
run train far.svm --min-rows-in-leaf 1 --quiet -o model.json --memory-limit 4000
refused 4000
expect_err 'putting the columns into bins'

train rows.csv --memory-limit -1
expect_exit 2
