# Models that are cut, edited, foreign or hostile: one line that names the file, exit code 4, and
# no predictions; nothing crashes, hangs or allocates what a number in the file claims.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1
: "${COPPICE_TOOLS:?folder of the test tools}"

trees=20 learn_y reg.csv
cp model.json good.json
size=$(wc -c <good.json)

refused_model() {  # FILE REGEX
  run predict "$1" reg.csv -o out.csv
  expect_exit 4
  expect_error "$1: .*$2"
  expect_no_file out.csv
}

# Cut short anywhere; the end of a tree is no better place.
: >cut.json
refused_model cut.json 'the file is empty'
tenth=$(grep -n '"output"' good.json | sed -n 11p | cut -d: -f1)
tree_end=$(head -n $((tenth - 1)) good.json | wc -c)
for bytes in 1 30 $((size / 50)) $((size / 10)) $((size / 4)) $((size * 2 / 5)) $((size * 3 / 5)) \
  $((size * 4 / 5)) $((size * 23 / 25)) $((size - 100)) $((size - 2)) $((size - 1)) "$tree_end"; do
  head -c "$bytes" good.json >cut.json
  refused_model cut.json ''
done
{ cat good.json && echo; } >more.json
refused_model more.json 'checksum'
cat good.json good.json >more.json
refused_model more.json 'checksum'

# Forty flipped bits: each is noticed.
for i in $(seq 1 40); do
  at=$((size * i / 41))
  byte=$(od -An -tu1 -j "$at" -N 1 good.json)
  flipped=$(printf '\\%03o' $((byte ^ (1 << (i % 8)))))
  cp good.json flipped.json
  # shellcheck disable=SC2059
  printf "$flipped" | dd of=flipped.json bs=1 seek="$at" conv=notrunc 2>/dev/null
  run inspect flipped.json
  [ "$status" -eq 4 ] || fail "flipped bit $((i % 8)) of byte $at"
done
expect_error 'flipped.json'

# Other files.
printf 'tree\nversion=v4\nnum_class=1\n' >other.json
refused_model other.json 'this is a LightGBM model'
printf '{"learner":{"attributes":{}}}' >other.json
refused_model other.json 'this is an XGBoost model'
printf '\x89PNG\r\n\x1a\n\0\0\0\r' >other.json
refused_model other.json 'this is not a Coppice model'
refused_model reg.csv 'this is not a Coppice model'
head -c 100000 /dev/zero | tr '\0' '[' >other.json
refused_model other.json ''
head -c 100000 /dev/zero | tr '\0' '{' >other.json
refused_model other.json ''
run predict none.json reg.csv -o out.csv
expect_exit 5
expect_error 'none.json: cannot read the model: No such file'
run predict . reg.csv -o out.csv
expect_exit 5
expect_error 'directory'
run predict /dev/null reg.csv -o out.csv
expect_exit 4
expect_error '/dev/null: the file is empty'

# Edits with a true checksum meet the checks of the model itself.
edited() {  # SED REGEX
  sed -E "$1" good.json | "$COPPICE_TOOLS/reseal" >edited.json
  cmp -s edited.json good.json && fail "nothing edited by $1"
  refused_model edited.json "$2"
}
sed '' good.json | "$COPPICE_TOOLS/reseal" >same.json
expect_same same.json good.json
edited '0,/"left":\[[0-9]+/s//"left":[0/' 'tree 0: split 0 is reached twice'
edited '0,/"left":\[[0-9]+/s//"left":[1000000/' 'tree 0: split 0: its child is split 1000000 of 6'
edited '0,/"right":\[-?[0-9]+/s//"right":[-1000000/' 'tree 0: .*leaf 999999 of 7'
edited '0,/"right":\[-?[0-9]+/s//"right":[-2147483648/' 'tree 0: .*leaf'
edited '0,/"left":\[[0-9]+/s//"left":[9999999999/' 'is out of range'
edited '0,/"feature":\[[0-9]+/s//"feature":[1000000/' 'split 0: feature 1000000 of 5'
edited '0,/"threshold":\[[-0-9.e]+/s//"threshold":[NaN/' "'N' is not a number"
edited '0,/"threshold":\[[-0-9.e]+/s//"threshold":[1e999/' 'is out of range'
edited '0,/"leaf_value":\[[-0-9.e]+/s//"leaf_value":[nan/' 'not a number'
edited '0,/"leaf_value":\[[-0-9.e]+,/s//"leaf_value":[/' "leaf_value' has"
edited '0,/"width":1/s//"width":1000000000/' 'width 1000000000'
edited '0,/"output":0/s//"output":1000000000/' 'output 1000000000'
edited '0,/"version":1/s//"version":2/' 'format is version 2, and this coppice reads version 1'
edited '0,/"version":1/s//"version":999999999999/' ''
edited 's/"base_scores":\[[-0-9.e]+/&,1,1,1/' 'base_scores: 4 numbers for 1'
edited 's/"sparse":false/"sparse":true/' 'a sparse model lists no features'
edited 's/"range":\[([^,]+),([^]]+)\]/"range":[\2,\1]/' 'the range ends before it begins'
edited 's/"range":\[[^]]+\]/"range":["nan","nan"]/' 'the range ends before it begins'
edited '0,/"kind":"numeric"/s//"kind":"complex"/' "'complex' is no kind of column"
edited 's/"combine":"sum"/"combine":"product"/' "'product' is no way"
edited '0,/"leaf_value":\[[-0-9.e]+/s//"leaf_value":[12345/' 'not the checksum of the trees'
edited 's/"best_round":20/"best_round":-1/' 'best_round'
edited 's/"name":"squared_error"/"name":"frobnicate"/' "'frobnicate' is no objective"

# The other commands that take a model check it too.
run evaluate edited.json reg.csv
expect_exit 4
learn_y reg.csv --init-model edited.json
refused 4 'edited.json'
