#!/usr/bin/env bash
# Regression.
# LightGBM, default settings: rmse 42.19, r2 0.9456.
# LightGBM, settings of configs/bike.toml: rmse 40.22, poisson deviance 7.01.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit bike_train.csv --label cnt --ignore instant --ignore dteday --ignore casual --ignore registered
measure bike_test.csv rmse r2
expect rmse at_most 43
expect r2 at_least 0.9435

predict bike_test.csv
expect_rows 3475 prediction

fit bike_train.csv --config "$configs/bike.toml"
measure bike_test.csv rmse poisson_deviance
expect rmse at_most 41.2
expect poisson_deviance at_most 7.2

predict bike_test.csv
expect_rows 3475 instant,prediction
[[ $(sed -n 2p "$work/predictions.csv") == 5,* ]] || fail "the first row of the test file is 5"
