# A data file explains itself, and is kept in bins: to the same model, and never where it is stale.
. "$(dirname "$0")/_lib.sh"

run data "$data/adult_train.csv" --label income
expect_exit 0
expect_out '^age +feature +numeric +0 +[0-9]+  17 to 90, mean '
expect_out '^workclass +feature +categorical '
expect_out '^income +label +categorical +0 +2 '
expect_out '^[0-9]+ rows$'

# What will bite.
{
  echo 'id,same,price,leak,name,x,y'
  for i in $(seq 1 200); do
    echo "$((1000 + i)),7,\$$((i % 17)).50,$((i % 2 * 3)),n$i,$((i * 37 % 101)),$((i % 2))"
  done
} >traps.csv
run data traps.csv --label y --json
expect_exit 0
warned() { expect_json "[.warnings[] | select(.warning == \"$1\").column] == $2"; }
warned id-like '["id","name"]'
warned constant '["same"]'
warned numbers-as-text '["price"]'
warned label-leak '["leak"]'
expect_json '.rows == 200 and (.columns | length) == 7'
expect_json '.columns[] | select(.name == "x") | .kind == "numeric" and .min == 0 and .max == 100'
run data traps.csv --label y
expect_out '^warning: same: one value in all rows'

run data "$data/agaricus_train.svm.gz" --json
expect_exit 0
expect_json '.format == "libsvm" and .entries > 0'

# The same model from the text and from its bins; the same predictions and measures.
same_from_bins() { # TRAIN TEST FLAGS... : what reading needs
  local text=$1 test=$2
  shift 2
  rm -f text.cpb
  run data "$text" "$@" --save-binned text.cpb
  expect_exit 0
  expect_file text.cpb
  run train "$text" "$@" --trees 10 --valid "$test" -o text.json
  expect_exit 0
  run train text.cpb --trees 10 --valid "$test" -o bins.json --threads 3
  expect_exit 0
  expect_same text.json bins.json
  run predict text.json "$text" -o text.csv
  run predict text.json text.cpb -o bins.csv
  expect_exit 0
  expect_same text.csv bins.csv
  run evaluate text.json "$text"
  cp out measured
  run evaluate text.json text.cpb
  expect_exit 0
  expect_same out measured
}
same_from_bins "$data/adult_train.csv" "$data/adult_test.csv" --label income
same_from_bins "$data/bike_train.csv" "$data/bike_test.csv" --label cnt
same_from_bins "$data/agaricus_train.svm.gz" "$data/agaricus_test.svm.gz"

# Trees go on from those of a model on the same bins.
run train text.cpb --init-model text.json --trees 3 -o more_bins.json
expect_exit 0
run train "$data/agaricus_train.svm.gz" --init-model text.json --trees 3 -o more_text.json
expect_same more_bins.json more_text.json

# Sparse columns of too few rows are not there; of a dense table all are.
run train text.cpb -o n.json --min-rows-in-leaf 2
expect_exit 3
expect_error 'min-rows-in-leaf 20'
expect_no_file n.json
run data "$data/iris.csv" --label species --save-binned iris.cpb
for flags in '--min-rows-in-leaf 2' '--booster rf --seed 3'; do
  run train iris.cpb --trees 5 $flags -o bins.json
  expect_exit 0
  run train "$data/iris.csv" --label species --trees 5 $flags -o text.json
  expect_same text.json bins.json
done

# Never stale: other contents of the same size and time, another size, other parameters.
cp "$data/iris.csv" iris.csv
run data iris.csv --label species --save-binned iris.cpb
expect_exit 0
cp iris.cpb good.cpb
touch -r iris.csv time
sed -i '2s/5/6/' iris.csv
touch -r time iris.csv
run train iris.cpb -o m.json
expect_exit 3
expect_error 'iris.cpb: it is stale: .*iris.csv has changed'
expect_no_file m.json
cp "$data/iris.csv" iris.csv
run train iris.cpb -o m.json
expect_exit 0
echo >>iris.csv
run train iris.cpb -o m.json
expect_exit 3
expect_error 'stale'
cp "$data/iris.csv" iris.csv
run train iris.cpb -o n.json --max-bins 63
expect_exit 3
expect_error "made with max-bins '255', and '63' is asked for"
run train iris.cpb -o n.json --label sepal_width
expect_exit 3
run train iris.cpb -o n.json --valid-fraction 0.2
expect_exit 2
expect_no_file n.json
rm iris.csv
run train iris.cpb -o n.json
expect_exit 0
expect_err 'is not there to check it against'

# A model that splits elsewhere, and commands that need text, refuse it.
run data "$data/iris.csv" --label species --max-bins 5 --save-binned five.cpb
run predict m.json five.cpb
expect_exit 3
expect_err 'bins are not those that the model was trained on'
run cv iris.cpb
[ "$status" -ne 0 ] || fail "cv should not take a binned file"

# Damage anywhere is found.
size=$(wc -c <good.cpb)
for at in 3 9 17 25 40 $((size / 2)) $((size - 1)); do
  cp good.cpb bad.cpb
  printf '\x5a' | dd of=bad.cpb bs=1 seek="$at" conv=notrunc status=none
  cmp -s good.cpb bad.cpb && continue
  run train bad.cpb --label species -o bad.json
  expect_exit 3
done
head -c $((size / 2)) good.cpb >bad.cpb
run train bad.cpb -o bad.json
expect_exit 3
expect_error 'damaged'
expect_no_file bad.json
run data - --save-binned stdin.cpb
expect_exit 2
