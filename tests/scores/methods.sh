#!/usr/bin/env bash
# Variants of gradient boosting: none is far from the plain one.
# Plain, 100 trees of adult: auc 0.9161, logloss 0.2973. Of bike, 200 trees, absolute error by
# gradient steps of one size alone: mae 40; by the median of each leaf: 26.3.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

# adult FLOOR_AUC CEILING_LOGLOSS [flag...]
adult() {
  fit adult_train.csv --label income --quiet "${@:3}"
  measure adult_test.csv auc logloss
  expect auc at_least "$1"
  expect logloss at_most "$2"
}

adult 0.914 0.300 --drop-rate 0.1
adult 0.913 0.303 --order first
adult 0.904 0.318 --row-sampling goss
adult 0.906 0.313 --row-sampling mvs --row-fraction 0.3
adult 0.900 0.327 --row-sampling stratified --row-fraction 0.3

# bike CEILING_MAE [flag...]
bike() {
  fit bike_train.csv --config "$configs/bike.toml" --trees 200 --quiet "${@:2}"
  measure bike_test.csv mae
  expect mae at_most "$1"
}

bike 27.5 --objective absolute_error
bike 26.5 --objective huber --huber-delta 30 --order first
bike 26.5 --objective poisson --order first

# Linear leaves: constant ones give rmse 42.18, linear ones 40.95.
fit bike_train.csv --label cnt --ignore instant --ignore dteday --ignore casual --ignore registered --linear-leaves --quiet
measure bike_test.csv rmse
expect rmse at_most 41.6
