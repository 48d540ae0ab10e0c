# shellcheck shell=bash
# What the score tests are made of: fit on one file of data/, measure on another, and hold the
# scores against bounds. A bound lies a little beyond the score of LightGBM 4.6 with the same
# settings (given in each test), so that it fails where something breaks and not where a
# harmless change moves the last digits.
#
# The environment names the program (COPPICE) and the repository (COPPICE_SOURCE).
set -euo pipefail

: "${COPPICE:?must name the program}" "${COPPICE_SOURCE:?must name the repository}"
data=$COPPICE_SOURCE/data
configs=$COPPICE_SOURCE/configs
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# fit FILE [flag...]: trains on data/FILE; the model is $work/model.json.
fit() {
  "$COPPICE" train "$data/$1" -o "$work/model.json" "${@:2}"
}

# measure FILE METRIC...: evaluates the model on data/FILE; the scores are for expect.
measure() {
  local metric flags=()
  for metric in "${@:2}"; do flags+=(--metric "$metric"); done
  "$COPPICE" evaluate "$work/model.json" "$data/$1" "${flags[@]}" | tee "$work/scores"
}

# expect METRIC at_least|at_most BOUND
expect() {
  local value
  value=$(awk -v metric="$1" '$1 == metric { print $2 }' "$work/scores")
  [[ -n $value ]] || fail "evaluate printed no $1"
  awk -v value="$value" -v how="$2" -v bound="$3" 'BEGIN {
    if (value !~ /^[-+.e0-9]+$/) exit 1
    exit !(how == "at_least" ? value + 0 >= bound + 0 : value + 0 <= bound + 0)
  }' || fail "$1 is $value, expected ${2/_/ } $3"
}

# predict FILE [flag...]: predicts data/FILE; the predictions are $work/predictions.csv.
predict() {
  "$COPPICE" predict "$work/model.json" "$data/$1" -o "$work/predictions.csv" "${@:2}"
}

# expect_rows COUNT HEADER: the predictions have these columns and as many rows, no cell empty.
expect_rows() {
  local header rows
  header=$(head -n 1 "$work/predictions.csv")
  [[ $header == "$2" ]] || fail "the columns are '$header', expected '$2'"
  rows=$(awk -F, 'NR == 1 { fields = NF; next }
                  NF != fields || /(^|,)(,|$)/ { print "line " NR ": " $0 > "/dev/stderr"; exit 1 }
                  END { print NR - 1 }' "$work/predictions.csv") || fail "a row is not whole"
  ((rows == $1)) || fail "$rows rows are predicted, expected $1"
}

# expect_probabilities: each row's numbers are probabilities; several of them add up to 1.
expect_probabilities() {
  awk -F, 'NR > 1 {
    sum = 0
    for (i = 1; i <= NF; ++i) { if (!($i >= 0 && $i <= 1)) exit 1; sum += $i }
    if (NF > 1 && (sum < 0.999999 || sum > 1.000001)) exit 1
  }' "$work/predictions.csv" || fail "a row holds something else than probabilities"
}
