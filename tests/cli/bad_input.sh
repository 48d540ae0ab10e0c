# What goes wrong first for a new user: one line that says what and where, the right exit code,
# and no output file.
. "$(dirname "$0")/_lib.sh"

printf 'x,y,label\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n' >small.csv
train() { run train "$@" -o model.json; }

train missing.csv --label label
expect_exit 5
expect_error 'missing.csv'
train . --label label
expect_exit 5
expect_error 'directory'
: >empty.csv
train empty.csv --label label
expect_exit 3
expect_error 'empty.csv'
printf 'x,y,label\n' >header.csv
train header.csv --label label
expect_exit 3
expect_error 'header.csv'
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0' >picture.png
train picture.png --label label
expect_exit 3
expect_error 'picture.png'

train small.csv
expect_exit 2
expect_error 'label'
train small.csv --label lable
expect_error "lable.*label"
train small.csv --label 9
expect_error '9'
train small.csv --label label --ignore z
expect_error 'z'

printf 'x,y,label\n1,2,a\n3,b\n5,6,a\n' >ragged.csv
train ragged.csv --label label
expect_exit 3
expect_error 'ragged.csv:3'
printf 'x,y,label\n1,2,a\n3,oops,b\n5,6,a\n' >text.csv
train text.csv --label label --numeric y
expect_exit 3
expect_error 'text.csv:3.*oops'
printf 'x,y,label\n1,2,3\n3,4,oops\n5,6,4\n' >label.csv
train label.csv --label label --objective squared_error
expect_exit 3
expect_error 'label.csv:3.*oops'
printf 'x,y,label\n1,2,3\n3,4,\n5,6,4\n' >nolabel.csv
train nolabel.csv --label label
expect_exit 3
expect_error 'nolabel.csv:3'
printf 'x,y,label\n1,2,3\n3,"4,4\n5,6,4\n' >quote.csv
train quote.csv --label label
expect_exit 3
expect_error 'quote.csv'
printf 'x\x01,y\n1,2\n' >control.csv
train control.csv --label 'z'
expect [ "$(tr -d '\n[:print:]' <err | wc -c)" -eq 0 ]
train small.csv --label label --valid missing.csv
expect_exit 5
expect_error 'missing.csv'
expect_no_file model.json

# Predicting and measuring.
run train "$data/iris.csv" --label species --trees 3 --quiet -o iris.json
expect_exit 0
expect_no_err
run predict missing.json "$data/iris.csv" -o out.csv
expect_exit 5
expect_error 'missing.json'
run predict small.csv "$data/iris.csv" -o out.csv
expect_exit 4
expect_error 'small.csv'
run predict iris.json small.csv -o out.csv
expect_exit 3
expect_error 'small.csv'
run predict iris.json missing.csv -o out.csv
expect_exit 5
run predict iris.json "$data/iris.csv" --keep nothere -o out.csv
expect_error 'nothere'
run predict iris.json "$data/iris.csv" --output probs -o out.csv
expect_exit 2
expect_error "--output: 'probs' is not known, did you mean 'prob'\?"
run evaluate iris.json small.csv
expect_exit 3
run evaluate iris.json "$data/iris.csv" --metric rmse
expect_exit 2
expect_error 'rmse'
run inspect iris.json --tree 9999
expect_exit 2
expect_error '--tree 9999: the model has 9 trees'
head -c 2000 iris.json >half.json
run inspect half.json
expect_exit 4
expect_error 'half.json'
expect_no_file out.csv
