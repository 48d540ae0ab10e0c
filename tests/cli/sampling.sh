# Ways to draw rows, to leave trees out and to fit leaves: what goes together, what is refused,
# and that threads change nothing.
. "$(dirname "$0")/_lib.sh"

adult() {
  run train "$data/adult_train.csv" --label income --trees 12 --max-leaves 7 --quiet "$@"
}
same_for_threads() {
  adult "$@" --threads 1 -o one.json
  expect_exit 0
  adult "$@" --threads 3 -o three.json
  expect_exit 0
  expect_same one.json three.json
}

same_for_threads --row-sampling goss --learning-rate 0.5
same_for_threads --row-sampling mvs --row-fraction 0.4 --order first
same_for_threads --row-sampling stratified --positive-fraction 0.8 --negative-fraction 0.3
same_for_threads --row-sampling balanced
same_for_threads --drop-rate 0.3 --skip-drop 0.1 --drop-normalize forest --row-fraction 0.5

adult --row-sampling goss --row-fraction 0.5 -o no.json
expect_exit 2
expect_error 'row-sampling goss .* top-fraction'
adult --row-sampling goss --top-fraction 0.8 --other-fraction 0.5 -o no.json
expect_exit 2
expect_error 'more than all rows'
adult --positive-fraction 0.5 -o no.json
expect_exit 2
expect_error 'row-sampling stratified'
adult --row-sampling gos -o no.json
expect_exit 2
expect_error "'gos'"
run train "$data/bike_train.csv" --label cnt --quiet --row-sampling balanced -o no.json
expect_exit 2
expect_error 'objective squared_error has none'
expect_no_file no.json
