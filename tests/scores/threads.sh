#!/usr/bin/env bash
# The model is the same, byte for byte, for any number of threads; several times over, since what
# depends on which thread comes first need not show at once.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

# same_model FILE [flag...]
same_model() {
  local threads
  fit "$@" --quiet --threads 1
  mv "$work/model.json" "$work/one_thread.json"
  for threads in 2 3 4 2 3 4; do
    fit "$@" --quiet --threads "$threads"
    cmp "$work/one_thread.json" "$work/model.json" ||
      fail "$1 gives another model with $threads threads"
  done
}

same_model adult_train.csv --label income
same_model bike_train.csv --label cnt --ignore casual --ignore registered --categorical hr
same_model letter_train.csv --label letter --trees 5 --row-fraction 0.5
same_model agaricus_train.svm.gz --column-fraction 0.5 --column-fraction-per-node 0.5
same_model adult_train.csv --label income --trees 20 --linear-leaves
same_model bike_train.csv --label cnt --ignore casual --ignore registered --trees 20 --linear-leaves --max-leaves 127
