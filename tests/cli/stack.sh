# Models of models from the command line: stacks and blends, one file that predicts by itself.
. "$(dirname "$0")/_lib.sh"

cat >small_forest.toml <<'TOML'
booster = "rf"
trees = 20
label = "species"   # may stand there, where the stack reads the same
TOML
cat >boosted.toml <<'TOML'
trees = 60
early-stopping-rounds = 5
learning-rate = 0.3
min-rows-in-leaf = 5
TOML
iris=$data/iris.csv
bases="--base small_forest.toml --base boosted.toml --base linear"
stack() { run stack "$iris" --label species "$@"; }

# shellcheck disable=SC2086
stack $bases -o stack.json --threads 1
expect_exit 0
for member in 'base small_forest' 'base boosted' 'base linear' stack; do
  expect_err "^$member +folds mlogloss"  # one metric for all
done
for threads in 2 3 8; do
  # shellcheck disable=SC2086
  stack $bases -o other.json --threads $threads --quiet
  expect_same other.json stack.json
done

# It predicts, measures and shows itself like any model.
run predict stack.json "$iris" --output prob,class,raw -o stack.csv
expect_exit 0
expect [ "$(head -1 stack.csv)" = "prob_setosa,prob_versicolor,prob_virginica,class,raw_setosa,raw_versicolor,raw_virginica" ]
expect awk -F, 'NR > 1 { if ($1 + $2 + $3 < 0.999999 || $1 + $2 + $3 > 1.000001) exit 1 }' stack.csv
run evaluate stack.json "$iris" --metric accuracy --json
expect_json '.metrics.accuracy > 0.94'
run inspect stack.json
expect_out '^made by +coppice .*, stack$'
expect_out '^part 0 +small_forest: rf, brier, 20 trees$'
expect_out '^part 1 +boosted: gbdt, softmax, [0-9]+ trees$'
expect_out '^joined by +0 trees and 9 terms'
run inspect stack.json --json
expect_json '.joining == "stack" and (.parts | length) == 3 and .parts[2].booster == "linear" and
  (.parts[1].trees < 180)'
run inspect stack.json --importance gain
expect_out 'boosted_versicolor$'
run inspect stack.json --part 0 --tree 3
expect_exit 0
expect_out '^tree 3:'
run inspect stack.json --part 3
expect_exit 2
expect_error '--part 3: the model has 3 parts'
run predict stack.json "$iris" --output leaf
expect_exit 2
expect_error 'a stack has no leaves of its own'
run inspect stack.json --importance permutation --data "$iris" --json
expect_json '.importance[0].feature | test("petal")'

# Base models are those of a training on all rows.
run train "$iris" --config small_forest.toml -o forest.json --quiet
run inspect forest.json --json
cp out forest.txt
run inspect stack.json --part 0 --json
expect_same out forest.txt

# The data's own columns, and any meta-learner; sparse data, whose columns have numbers.
printf 'booster = "rf"\ntrees = 30\n' >meta.toml
stack --base boosted.toml --base linear --meta meta.toml --passthrough --folds 3 -o passed.json
expect_exit 0
run inspect passed.json --importance gain
expect_out 'petal'
run train "$data/agaricus_train.svm.gz" --trees 2 --quiet -o two.json
cat >few.toml <<'TOML'
trees = 2
TOML
for flag in --no-passthrough --passthrough; do
  run stack "$data/agaricus_train.svm.gz" --base few.toml --base linear $flag -o sparse.json
  expect_exit 0
  run evaluate sparse.json "$data/agaricus_test.svm.gz" --metric accuracy --json
  expect_json '.metrics.accuracy > 0.98'
done

# Numbers: the meta-learner learns what the base models do.
cat >rate.toml <<'TOML'
objective = "poisson"
trees = 10
ignore = ["casual", "registered", "dteday"]
TOML
bike="--ignore casual --ignore registered --ignore dteday"
# shellcheck disable=SC2086
run stack "$data/bike_train.csv" --label cnt $bike --base rate.toml --base rate.toml --fold-time instant -o rate.json
expect_exit 0
expect_err '^base rate_2 '
run inspect rate.json --json
expect_json '.objective == "poisson" and [.parts[].name] == ["rate", "rate_2"]'

# What cannot be.
refused() {
  expect_exit 2
  expect_error "$1"
  expect_no_file none.json
}
stack --base booosted.toml -o none.json --quiet
expect_exit 5
printf 'trees = 3\nlabel = "petal_width"\n' >other.toml
stack --base other.toml -o none.json --quiet
refused "other.toml: label is 'petal_width' here and 'species' for the stack"
printf 'tres = 3\n' >typo.toml
stack --base typo.toml -o none.json --quiet
refused "typo.toml:1: unknown key 'tres'; did you mean trees"
printf 'booster = "rf"\nmax-leaves = 3\n' >unused.toml
stack --base linear --base unused.toml -o none.json --quiet
refused 'base unused: max-leaves is not used by booster rf'
printf 'objective = "squared_error"\n' >numbers.toml
awk -F, -v OFS=, '{ $5 = NR == 1 ? "y" : NR % 2; print }' "$iris" >zero_one.csv
run stack zero_one.csv --label y --base few.toml --base numbers.toml -o none.json --quiet
refused 'base numbers learns numbers, and the meta-learner 2 classes'
printf 'valid-fraction = 0.2\n' >valid.toml
stack --base few.toml --base valid.toml -o none.json --quiet
refused 'base valid: valid-fraction: the folds are what is held out'
run stack "$iris" --label species -o none.json --quiet
refused 'coppice stack needs --base'
run train "$iris" --label species --init-model stack.json -o none.json --quiet
refused 'cannot be continued by boosting'
run data "$iris" --label species --save-binned iris.cpb --quiet
run predict stack.json iris.cpb --quiet
expect_exit 3
expect_error 'a stack of models looks at the values themselves'

# A part of a model file is as untrusted as the rest.
sed 's/"name":"boosted"/"name":"linear"/' stack.json >broken.json
run evaluate broken.json "$iris" --quiet
expect_exit 4
"$COPPICE_TOOLS/reseal" <broken.json >resealed.json
run evaluate resealed.json "$iris" --quiet
expect_exit 4
expect_error "resealed.json: parts: 'linear' stands twice"
