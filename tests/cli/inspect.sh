# Looking into a model file.
. "$(dirname "$0")/_lib.sh"

run train "$data/adult_train.csv" --label income --trees 5 --max-leaves 7 --quiet -o model.json

run inspect model.json
expect_exit 0
expect_out '^objective +logistic$'
expect_out '^classes +<=50K, >50K$'
expect_out '^trees +5, of'
expect_out '^checksum +[0-9a-f]{16}$'
run inspect model.json --json
expect_json '.trees == 5 and .features == 14 and .parameters.trees == "5"'

for order in gain cover count; do
  run inspect model.json --importance "$order" --json
  expect_json "[.importance[].$order] as \$v | (\$v | sort | reverse) == \$v and \$v[0] > 0"
done
run inspect model.json --importance count --json
expect_json '[.importance[].count] | add == 30'
run inspect model.json --importance gain
expect_out '^ +gain +cover +count +feature$'

run inspect model.json --tree 4
expect_out '^tree 4: 6 splits, 7 leaves'
expect [ "$(grep -c 'leaf [0-9]* = ' out)" -eq 7 ]
run inspect model.json --tree 0 --as dot
expect_out '^digraph'
run inspect model.json --tree 5
expect_exit 2
expect_error 'the model has 5 trees'
run inspect model.json --tree 0 --importance gain
expect_exit 2
run inspect model.json --as dot
expect_exit 2
expect_error 'name one with --tree'
