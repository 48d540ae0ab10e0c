# Parameters that cannot be meant: key, value and what is allowed, before any data is read.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

try() { run train reg.csv --label y -o model.json "$@"; }
wrong() {  # REGEX FLAGS
  try "${@:2}"
  refused 2 "$1"
}

wrong 'unknown flag --learning_rte; did you mean --learning-rate' --learning_rte 0.1
wrong "--learning-rate: '-1' is out of range.*above 0" --learning-rate -1
wrong "--learning-rate: '0' is out of range" --learning-rate 0
wrong "--learning-rate: 'inf'" --learning-rate inf
wrong "--max-bins: '1' is out of range" --max-bins 1
wrong "--max-leaves: '1' is out of range" --max-leaves 1
wrong "--trees: 'abc' is not a whole number" --trees abc
wrong "--trees: '10x' is not a whole number" --trees 10x
wrong "--trees: ' 10'" --trees ' 10'
wrong "--trees: '1e2'" --trees 1e2
wrong "--trees: '99999999999999999999'" --trees 99999999999999999999
wrong '--trees is given more than once' --trees 5 --trees 50
wrong "--objective: 'frobnicate' is not known.*squared_error" --objective frobnicate
wrong "--booster: 'frobnicate' is not known.*gbdt" --booster frobnicate
wrong "--threads: '-1' is out of range" --threads -1
wrong "--seed: '99999999999999999999'" --seed 99999999999999999999
wrong "--seed: '-1'" --seed -1
wrong "--row-fraction: '0' is out of range" --row-fraction 0
wrong "--row-fraction: '1.5' is out of range" --row-fraction 1.5
wrong "--early-stopping-rounds" --early-stopping-rounds 5
wrong "--valid-fraction: '1' is out of range" --valid-fraction 1
wrong "delimiter: 'abc'" --delimiter abc
wrong "--format: 'parquet' is not known" --format parquet
long=$(head -c 10000 /dev/zero | tr '\0' x)
wrong 'unknown flag --x' "--$long"
wrong '--trees' --trees "$long"
expect [ "$(wc -c <err)" -lt 700 ]
wrong 'unknown flag --x' "--$long"
expect [ "$(wc -c <err)" -lt 700 ]
wrong 'one argument too many' "$long"
expect [ "$(wc -c <err)" -lt 700 ]

# Defaults that are said, and values at the edges.
for flags in '--threads 0' '--seed 18446744073709551615' '--trees 1' '--max-leaves 2'; do
  # shellcheck disable=SC2086
  try $flags --quiet
  expect_exit 0
done

# Columns that are not there.
rm -f model.json
run train reg.csv --label why -o model.json
refused 3 "reg.csv: label: no column 'why'"
run train reg.csv --label Y -o model.json
refused 3 "no column 'Y', did you mean 'y'\?"
for role in weight group id ignore categorical numeric; do
  rm -f model.json
  try --$role x9
  refused 3 "reg.csv: $role: no column 'x9', did you mean 'x[1-5]'\?"
done
try --weight y
refused 2 "column 'y' cannot be both --label and --weight"
try --ignore y
refused 2 "column 'y' cannot be both --label and --ignore"
try --ignore x1 --ignore x2 --ignore x3 --ignore x4 --ignore x5
refused 3 'no column is left to learn from'
run train -o model.json --label y
expect_exit 2
expect_error 'coppice train needs DATA'

# Classes are counted from the labels.
learn_y three.csv --objective softmax
expect_exit 0
expect [ "$(jq -c .classes model.json)" = '["0","1","2"]' ]
learn_y three.csv --objective logistic
refused 3 "label column 'y' has 3 classes .*softmax"
learn_y reg.csv --objective softmax
refused 3 "label column 'y': .* is no class number"
learn_y reg.csv --objective poisson
refused 3 'poisson'
