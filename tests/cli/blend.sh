# The average of given models as one model file.
. "$(dirname "$0")/_lib.sh"

train() { run train "$data/adult_train.csv" --label income --quiet "$@"; expect_exit 0; }
prob() { run predict "$1" "$data/adult_test.csv" --quiet; cp out "$2"; }
train --trees 10 -o boosted.json
train --trees 10 --booster rf --ignore age -o forest.json
run blend boosted.json forest.json -o blend.json
expect_exit 0
run blend boosted.json forest.json --weights 3,1 -o weighted.json
expect_exit 0
for model in boosted forest blend weighted; do prob $model.json $model.csv; done
expect [ "$(wc -l <blend.csv)" -eq 4072 ]
paste -d, boosted.csv forest.csv blend.csv weighted.csv |
  awk -F, 'NR > 1 && ((d = ($1 + $2) / 2 - $3) * d > 1e-24 || (d = ($1 * 3 + $2) / 4 - $4) * d > 1e-24) { bad++ }
           END { exit bad > 0 }' || fail "a blend is the weighted mean of its models' probabilities"
run evaluate blend.json "$data/adult_test.csv" --metric auc --json
expect_json '.metrics.auc > 0.89'
run inspect weighted.json
expect_out '^part 0 +boosted: gbdt, logistic, 10 trees, weight 0.75$'
expect_out '^features +14 '
run inspect weighted.json --importance gain
expect_exit 2
expect_error 'a blend has no trees of its own; name one of its 2 parts'
run inspect weighted.json --part 1 --importance gain
expect_exit 0
for threads in 1 2 3 8; do
  run predict weighted.json "$data/adult_test.csv" --quiet --threads $threads
  expect_same out weighted.csv
done

# Files of equal names in several folders.
mkdir more
cp forest.json more/boosted.json
run blend boosted.json more/boosted.json -o both.json --quiet
run inspect both.json
expect_out '^part 1 +boosted_2: rf'

refused() {
  expect_exit "$1"
  expect_error "$2"
  expect_no_file none.json
}
run blend boosted.json -o none.json
refused 2 'a blend is of two models or more'
run blend boosted.json boosted.json -o none.json
refused 2 "'boosted.json' is given more than once"
run blend boosted.json forest.json --weights 1 -o none.json
refused 2 'weights: 1 weights for 2 models'
run blend boosted.json forest.json --weights 1,-1 -o none.json
refused 2 "weights: '-1' is out of range"
run blend boosted.json forest.json --weights 0,0 -o none.json
refused 2 'weights: all are 0'
run blend boosted.json blend.json -o none.json
refused 4 'blend: it is a blend of models itself'
run train "$data/iris.csv" --label species --trees 2 -o iris.json --quiet
run blend boosted.json iris.json -o none.json
refused 4 'iris: its classes are not those of boosted'
run blend boosted.json forest.json -o forest.json
refused 2 "'forest.json' is also MODEL"
