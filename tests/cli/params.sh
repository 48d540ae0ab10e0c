# The list of parameters, and the page in docs/ that is made from it.
. "$(dirname "$0")/_lib.sh"

run params
expect_exit 0
expect_out '^Tree growth \(train'
expect_out '^  max-leaves +integer +31 +from 2 to 1048576$'
run params tree-growth --as json
expect_exit 0
expect_json 'length == 1 and .[0].group == "Tree growth" and
  (.[0].parameters[] | select(.name == "max-leaves") | .default == "31" and .min == 2)'
run params bosting
expect_exit 2
expect_error "unknown group 'bosting'; did you mean 'Boosting'"

run params --as markdown
if ! cmp -s out "$COPPICE_SOURCE/docs/parameters.md"; then
  diff out "$COPPICE_SOURCE/docs/parameters.md" | head >&2
  fail "docs/parameters.md is old; make it new: coppice params --as markdown >docs/parameters.md"
fi
