# What would change nothing, or measure nothing, is said: parameters for something else, metrics that
# the rows leave undefined, trees without a split. --strict makes an error of each.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

warned() {  # REGEX FLAGS
  learn_y reg.csv "${@:2}"
  expect_exit 0
  [ "$(wc -l <err)" -eq 1 ] || fail 'one warning expected'
  expect_err "^coppice: warning: $1"
  learn_y reg.csv "${@:2}" --strict
  refused 3 "$1.*--strict"
}
for flags in '--quantile 0.3' '--huber-delta 2' '--top-fraction 0.3' '--other-fraction 0.2' '--mvs-lambda 1' \
  '--skip-drop 0.3' '--max-drop 3' '--drop-normalize forest'; do
  # shellcheck disable=SC2086
  warned "$(echo "${flags#--}" | cut -d' ' -f1) changes nothing here: it is for" $flags
done
warned 'max-bins changes nothing here: no bins are made' --tree-method exact --max-bins 16
run cv reg.csv --label y --trees 2 --quiet --quantile 0.3
expect_err 'warning: quantile changes nothing here'
run train reg.csv --label y --booster rf --trees 2 --criterion entropy --quiet -o model.json
expect_err 'warning: criterion changes nothing here: it is for classes'
for flags in '--objective quantile --quantile 0.3' '--row-sampling goss --top-fraction 0.3' \
  '--drop-rate 0.1 --skip-drop 0.3' '--row-sampling mvs --row-fraction 0.5 --mvs-lambda 1'; do
  # shellcheck disable=SC2086
  learn_y reg.csv $flags --strict
  expect_exit 0
  expect_no_err
done
learn_y reg.csv --checkpoint-every 5
refused 2 '--checkpoint-every needs --checkpoint FILE'

# Trees that cannot split.
warned 'nothing was learned: .*600 rows.*--min-rows-in-leaf 1000' --min-rows-in-leaf 1000
warned 'nothing was learned' --min-split-gain 1e300

# Metrics without a value.
edit 'NR == 1 || $1 == 1' two.csv >ones.csv
learn_y two.csv
run evaluate model.json ones.csv
expect_exit 0
expect_err 'warning: ones.csv: auc has no value on these rows'
expect_out '^auc +nan$'
run evaluate model.json ones.csv --json
expect_json '.metrics.auc == null and .metrics.accuracy > 0'
run evaluate model.json ones.csv --strict
expect_exit 3
expect [ ! -s out ]
learn_y two.csv --valid ones.csv --metric auc
expect_exit 0
expect_err 'warning: ones.csv: auc has no value on these rows'
trees=50 learn_y two.csv --valid ones.csv --metric auc --early-stopping-rounds 5
refused 3 'ones.csv: auc had no value in 5 rounds, so that early stopping has nothing to go by'

# Labels that the objective does not take are told by their line, in each file.
edit 'NR > 1 { $1 = int(10 * $2) } 1' reg.csv >counts.csv
edit 'NR == 138 { $1 = -3 } 1' counts.csv >bad.csv
learn_y bad.csv --objective poisson
refused 3 'training data:138: label -3 cannot be learnt by objective poisson'
learn_y counts.csv --objective poisson --valid bad.csv
refused 3 'bad.csv:138: label -3'
learn_y counts.csv --objective poisson
run evaluate model.json bad.csv
expect_exit 3
expect_error 'bad.csv:138: label -3'
awk -F, -v OFS=, '{ $7 = NR == 1 ? "w" : NR == 138 ? 1e300 : 1 } 1' reg.csv >bad.csv
learn_y bad.csv --weight w
refused 3 'training data:138: weight 1e.300 cannot be used'
