#!/usr/bin/env bash
# Many classes.
# LightGBM, settings of configs/letter.toml: mlogloss 0.1236, accuracy 0.9648.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit letter_train.csv --config "$configs/letter.toml"
measure letter_test.csv mlogloss accuracy
expect mlogloss at_most 0.127
expect accuracy at_least 0.963

predict letter_test.csv
expect_rows 4000 "$(printf ',prob_%s' {A..Z} | cut -c 2-)"
expect_probabilities

predict letter_test.csv --output class
expect_rows 4000 class

# Full Newton steps of the linear booster, without a penalty, do not run away from classes that a
# column all but tells apart (predicting the frequencies: 3.26).
fit letter_train.csv --label letter --booster linear --trees 20 --learning-rate 1 --lambda-l2 0
measure letter_test.csv mlogloss
expect mlogloss at_most 1.2
