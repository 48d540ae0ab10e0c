# A configuration file sets the same parameters as the flags; flags win over it.
. "$(dirname "$0")/_lib.sh"

cat >fit.toml <<EOF
# A small model.
data = "$data/iris.csv"
label = "species"
out = "model.json"
trees = 7
max_leaves = 5        # underscores and dashes are the same
learning-rate = 0.25
ignore = ["petal_width"]
header = true
EOF
sed -i "s/petal_width/$(head -1 "$data/iris.csv" | cut -d, -f1)/" fit.toml

parameter() { "$COPPICE" inspect model.json --json | jq -r ".parameters[\"$1\"]"; }

run train --config fit.toml
expect_exit 0
expect [ "$(parameter trees)" = 7 ]
expect [ "$(parameter max-leaves)" = 5 ]
expect [ "$(parameter learning-rate)" = 0.25 ]
expect [ "$("$COPPICE" inspect model.json --json | jq .features)" = 3 ]

run train --config fit.toml --trees 3 --set max_leaves=4
expect_exit 0
expect [ "$(parameter trees)" = 3 ]
expect [ "$(parameter max-leaves)" = 4 ]
rm model.json

config() {
  printf '%s\n' "$@" >bad.toml
  run train "$data/iris.csv" --label species -o model.json --config bad.toml
}
config 'trees = 5' 'num_leaves = 4'
expect_exit 2
expect_error "bad.toml:2: unknown key 'num-leaves'; Coppice calls it max-leaves"
config 'tress = 5'
expect_error "bad.toml:1: unknown key 'tress'; did you mean trees\?"
config 'trees = "many"'
expect_error "bad.toml:1: trees: 'many' is not a whole number"
config 'trees = 2.5'
expect_error "bad.toml:1: trees: '2.5'"
config 'trees = [2, 3]'
expect_error 'bad.toml:1: trees takes one value and has 2'
config 'trees = 2001-01-01'
expect_error 'bad.toml:1: trees: a value is text'
config 'max_leaves = 4' 'max-leaves = 5'
expect_error 'bad.toml:2: max-leaves is given more than once'
config '' '[train]' 'trees = 5'
expect_error 'bad.toml:2: section \[train\]'
config 'trees = 3' '[*t]'
expect_error 'bad.toml:2: not TOML'
config 'trees = '
expect_error 'bad.toml:1: not TOML'
config 'config = "other.toml"'
expect_error "bad.toml:1: 'config' is a flag only"
run train "$data/iris.csv" --label species -o model.json --config "$data/iris.csv"
expect_exit 2
run train "$data/iris.csv" --label species -o model.json --config missing.toml
expect_exit 5
expect_error 'missing.toml: cannot read: No such file'
run train "$data/iris.csv" --label species -o model.json --config .
expect_exit 5
expect_error 'Is a directory'
run train "$data/iris.csv" --label species -o model.json --config /dev/zero
expect_exit 2
expect_error 'larger than 1 MiB'
expect_only bad.toml fit.toml
