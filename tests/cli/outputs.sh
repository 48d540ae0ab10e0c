# Outputs appear whole or not at all, and never over an input.
. "$(dirname "$0")/_lib.sh"

cp "$data/iris.csv" iris.csv
ln -s iris.csv link.csv
ln iris.csv hard.csv
train() { run train iris.csv --label species --trees 2 "$@"; }

for path in iris.csv link.csv hard.csv ./iris.csv; do
  train -o "$path"
  expect_exit 2
  expect_error "--out '$path' is also DATA"
done
cp iris.csv valid.csv
train --valid valid.csv -o valid.csv
expect_exit 2
expect_error "is also --valid"
train -o model.json --metrics-out model.json
expect_exit 2
expect_error "both write 'model.json'"
train -o model.json --metrics-out ./model.json
expect_exit 2
expect_no_file model.json
train -o - --metrics-out -
expect_exit 2
run train - --label species --valid - -o model.json
expect_exit 2
expect_error 'both read standard input'
expect_same iris.csv "$data/iris.csv"
expect_same valid.csv "$data/iris.csv"

# A bad path is told before the work.
train -o missing/model.json
expect_exit 5
expect_error "missing/model.json: cannot write: folder 'missing'"
train -o .
expect_exit 5
expect_error 'is a directory'
train -o model.json --metrics-out missing/metrics.json
expect_exit 5
expect_no_file model.json
expect_only hard.csv iris.csv link.csv valid.csv

# An older model survives a run that fails.
train -o model.json
expect_exit 0
cp model.json before.json
run train missing.csv --label species -o model.json
expect_exit 5
expect_same model.json before.json
run train iris.csv --label sepal_width --objective logistic -o model.json
expect_exit 3
expect_same model.json before.json
run predict model.json iris.csv -o model.json
expect_exit 2
expect_error "is also MODEL"
run predict model.json iris.csv -o iris.csv
expect_exit 2
expect_same iris.csv "$data/iris.csv"

# A sweep's files are outputs too; and its folder is its own while it runs.
mkdir tuned
cp iris.csv tuned/leaderboard.csv
printf '[space]\nmax-leaves = [4, 8]\n' >space.toml
run sweep tuned/leaderboard.csv --label species --space space.toml -o tuned
expect_exit 2
expect_error "--out 'tuned/leaderboard.csv' is also DATA"
expect_same tuned/leaderboard.csv "$data/iris.csv"
printf 'mine' >tuned/ledger.jsonl
run sweep iris.csv --label species --space space.toml --trees 2 --trials 2 --quiet --resume -o tuned
expect_exit 3
expect_error 'tuned/ledger.jsonl: this is not the ledger of a sweep'
expect [ "$(cat tuned/ledger.jsonl)" = mine ]
rm -r tuned space.toml

# Of a cross-validation's files all appear or none.
if [ -w /dev/full ]; then
  run cv iris.csv --label species --trees 2 --predictions folds.csv --metrics-out /dev/full
  expect_exit 5
  expect_no_file folds.csv
fi

# A full disk and a closed pipe.
if [ -w /dev/full ]; then
  run predict model.json iris.csv -o /dev/full
  expect_exit 5
  expect_error 'No space left'
  train -o /dev/full
  expect_exit 5
fi
last='predict into a closed pipe'
"$COPPICE" predict model.json "$data/letter_train.csv" 2>err | head -1 >out
"$COPPICE" params 2>>err | true
expect [ "${PIPESTATUS[0]}" -eq 0 ]
train -o model.json 2>&-
expect_exit 0
expect_only before.json hard.csv iris.csv link.csv model.json valid.csv
