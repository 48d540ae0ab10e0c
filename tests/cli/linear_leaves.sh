# Linear models in leaves: one model for any number of threads, what training measures is what
# evaluate says, and what cannot be done is refused in a line.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

bike() { run train "$data/bike_train.csv" --config "$COPPICE_SOURCE/configs/bike.toml" --trees 20 --quiet --linear-leaves "$@"; }
bike -o one.json --threads 1 --valid "$data/bike_test.csv" --metric rmse --metrics-out metrics.json
expect_exit 0
for threads in 2 3 2 3 4; do
  bike -o many.json --threads $threads --valid "$data/bike_test.csv" --metric rmse
  expect_same many.json one.json
done
run evaluate one.json "$data/bike_test.csv" --metric rmse
expect [ "$(awk '$1 == "rmse" { print $2 }' out)" = "$(jq -r '.metrics."bike_test.csv".rmse // (.metrics[] | .rmse)' metrics.json | awk '{ printf "%.6g", $1 }' | cut -c1-7)" ]

# A row alone is predicted as in the file.
run predict one.json "$data/bike_test.csv"
sed -n '1p;101p' out >row_100
head -1 "$data/bike_test.csv" >single.csv
sed -n 101p "$data/bike_test.csv" >>single.csv
run predict one.json single.csv
expect_same out row_100

run inspect one.json --tree 3
expect_out 'leaf [0-9]+ = [-0-9.e]+( [-+] [0-9.e-]+ \([a-z]+\[[-0-9.e]+, [-0-9.e]+\] [-+] [0-9.e-]+\))+  \[cover'
run inspect one.json --tree 3 --as dot
expect_out 'leaf0 .label="leaf 0 = .* \([a-z]+\[.*\] [-+] '

# Folds and sweeps, with bins shared or not.
run cv reg.csv --label y --folds 3 --trees 5 --linear-leaves --quiet
expect_exit 0
printf '[space]\nlinear-leaves = [true, false]\nlinear-leaf-l2 = { values = [0, 10], when = { linear-leaves = true } }\n' >space.toml
for how in '--folds 3' '--valid-fraction 0.3'; do
  # shellcheck disable=SC2086
  run sweep reg.csv --label y --trees 5 --space space.toml --sampler grid $how --quiet -o sweep
  expect_exit 0
  expect [ "$(grep -c failed sweep/leaderboard.csv)" -eq 0 ]
  expect [ "$(tail -n +2 sweep/leaderboard.csv | cut -d, -f7 | sort -u | wc -l)" -eq 3 ]
  rm -rf sweep
done

# Binned rows have no values to look at.
run data reg.csv --label y --save-binned reg.cpb --quiet
learn reg.cpb --linear-leaves
refused 2 'linear-leaves looks at the values themselves, and reg.cpb holds bins; give the text file, .*reg.csv'
learn_y reg.csv --linear-leaves
mv model.json linear.json
run predict linear.json reg.cpb
expect_exit 3
expect_error 'a model with linear leaves looks at the values themselves, and the file holds bins; give the text file, .*reg.csv'
learn reg.cpb --init-model linear.json
refused 3 'a model with linear leaves looks at the values'

learn rows.svm --linear-leaves
refused 2 'linear-leaves takes dense columns, and this file is sparse'
learn_y reg.csv --linear-leaves --order first
refused 2 'linear-leaves needs second derivatives, which order first does without'
for objective in absolute_error quantile; do
  learn_y reg.csv --linear-leaves --objective $objective
  refused 2 "linear-leaves needs second derivatives, which objective $objective does without"
done
for booster in rf adaboost linear; do
  rm -f model.json
  run train two.csv --label y --quiet -o model.json --linear-leaves --booster $booster
  refused 2 "linear-leaves is not used by booster $booster"
done

# What else goes with them.
for how in '--tree-method exact' '--bags 2' '--drop-rate 0.5' '--row-sampling goss' '--objective huber' \
  '--init-model linear.json' '--column-fraction 0.5' '--growth depth_wise'; do
  # shellcheck disable=SC2086
  learn_y reg.csv --linear-leaves $how
  expect_exit 0
  expect_json '[.trees[] | select(.leaf_terms)] | length > 0' model.json
done
