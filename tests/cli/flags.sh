# Flags that are wrong are told in one line that names the right one, before any work.
. "$(dirname "$0")/_lib.sh"

train() { run train "$data/iris.csv" --label species -o model.json "$@"; }

# Other tools' spellings, and near misses.
train --num-leaves 31
expect_exit 2
expect_error 'unknown flag --num-leaves; Coppice calls it --max-leaves'
train --eta=0.3
expect_error 'unknown flag --eta; Coppice calls it --learning-rate'
train --reg_alpha 1
expect_error 'unknown flag --reg_alpha; Coppice calls it --lambda-l1'
train --tress 3
expect_error 'unknown flag --tress; did you mean --trees\?'
train --max_leaves 3
expect_error 'unknown flag --max_leaves; did you mean --max-leaves\?'
train --frobnicate
expect_error 'unknown flag --frobnicate; see coppice train --help'
train -q
expect_error 'unknown flag -q'
train -trees 3
expect_error 'unknown flag -trees; did you mean --trees\?'

# Values.
train --trees abc
expect_error "--trees: 'abc'.*from 1 to 1000000"
train --trees 0
expect_error "--trees: '0' is out of range"
train --learning-rate nan
expect_error "--learning-rate: 'nan'"
train --learning-rate=
expect_error '--learning-rate needs a value: above 0'
train --objective logistc
expect_error "--objective: 'logistc' is not known, did you mean 'logistic'\?"
train --metric aucc
expect_exit 2
expect_error "aucc"
train --threads -1
expect_error "--threads: '-1' is out of range"
train --trees
expect_error '--trees needs a value: from 1 to 1000000'
train --trees --seed 3
expect_error '--trees needs a value'
train --header=maybe
expect_error "--header: 'maybe'.*auto, yes or no"

# Once is enough.
train --trees 3 --trees 4
expect_error '--trees is given more than once; give it once'
train --trees 3 --set trees=4
expect_error 'trees is given more than once'
train --set trees
expect_error "--set 'trees' is not NAME=VALUE"
train --set tress=3
expect_error "unknown key 'tress'; did you mean trees\?"

# Arguments.
train other.csv
expect_error "'other.csv' is one argument too many"
run train -o model.json
expect_error 'coppice train needs DATA'
run train "$data/iris.csv" --label species
expect_error 'coppice train needs -o, --out FILE'
run train --data "$data/iris.csv" -o model.json
expect_error 'DATA takes no dashes'
run predict model.json
expect_error 'coppice predict needs DATA'
run train "$data/iris.csv" --label= -o model.json
expect_error '--label needs a value'
expect_exit 2
expect_only
run train -o model.json --label species -- --label
expect_exit 5
expect_error '--label: cannot open'

# Switches and lists.
train --header --trees 2 --ignore 0 --ignore 1
expect_exit 0
train --header=yes --trees 2 --metric mlogloss,merror
expect_exit 0
train --header yes --trees 2
expect_exit 0
train --no-header --header --trees 2
expect_error '--header is given more than once'

# More threads than sense are capped, and that is said.
train --trees 2 --threads 10000
expect_exit 0
expect_err '10000 threads asked for, [0-9]+ used'
