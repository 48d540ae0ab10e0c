#!/usr/bin/env bash
# A stack is no worse than the best of its parts, on rows that none of them saw; 0.5 % is left to
# the chance of so few rows.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

cd "$work"
printf 'booster = "rf"\ntrees = 40\n' >forest.toml
printf 'trees = 60\n' >boosted.toml
bases=(forest boosted linear)

# best_of FILE TEST METRIC FLAGS...: a little above the lowest METRIC of the base models alone.
best_of() {
  local base flags values=""
  for base in "${bases[@]}"; do
    flags=(--config "$base.toml")
    [[ $base == linear ]] && flags=(--booster linear)
    fit "$1" "${flags[@]}" "${@:4}" --quiet
    values+=" $("$COPPICE" evaluate model.json "$data/$2" --metric "$3" --quiet | awk -v m="$3" '$1 == m { print $2 }')"
  done
  echo "$values" | tr ' ' '\n' | sort -g | awk 'NF { print 1.005 * $1; exit }'
}

no_worse() {
  local best
  best=$(best_of "$@")
  "$COPPICE" stack "$data/$1" "${@:4}" --base forest.toml --base boosted.toml --base linear -o model.json --quiet
  measure "$2" "$3"
  expect "$3" at_most "$best"
}

no_worse adult_train.csv adult_test.csv logloss --label income
no_worse bike_train.csv bike_test.csv rmse --label cnt --ignore instant --ignore dteday \
  --ignore casual --ignore registered
