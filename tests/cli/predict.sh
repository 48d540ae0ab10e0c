# Predictions: columns, formats, and files that are not laid out as the training file was.
. "$(dirname "$0")/_lib.sh"

run train "$data/adult_train.csv" --label income --trees 10 --quiet -o adult.json
run train "$data/iris.csv" --label species --trees 5 --min-rows-in-leaf 5 --quiet -o iris.json
run train "$data/bike_train.csv" --label cnt --id instant --ignore casual --ignore registered \
  --ignore dteday --trees 10 --quiet -o bike.json
expect_exit 0

# Two classes.
run predict adult.json "$data/adult_test.csv"
expect_exit 0
expect [ "$(head -1 out)" = prob ]
expect [ "$(wc -l <out)" -eq 4072 ]
expect awk 'NR > 1 && !($1 > 0 && $1 < 1) { exit 1 }' out
cp out prob.csv
run predict adult.json "$data/adult_test.csv" --output class,prob,raw --keep age --keep occupation -o all.csv
expect_exit 0
expect [ "$(head -1 all.csv)" = age,occupation,class,prob,raw ]
cut -d, -f4 all.csv >column
expect_same column prob.csv
cut -d, -f1 all.csv | tail -n +2 >column
cut -d, -f"$(head -1 "$data/adult_test.csv" | tr , '\n' | grep -nx age | cut -d: -f1)" \
  "$data/adult_test.csv" | tail -n +2 >ages
expect_same column ages
expect awk -F, 'NR > 1 && ($4 > 0.5) != ($3 == ">50K") { exit 1 }' all.csv
expect awk -F, 'NR > 1 { p = 1 / (1 + exp(-$5)); if (p - $4 > 1e-9 || $4 - p > 1e-9) exit 1 }' all.csv

# Several classes.
run predict iris.json "$data/iris.csv" --output prob,class
expect [ "$(head -1 out)" = prob_setosa,prob_versicolor,prob_virginica,class ]
expect awk -F, 'NR > 1 { s = $1 + $2 + $3; if (s < 0.999999 || s > 1.000001) exit 1 }' out
run predict iris.json "$data/iris.csv" --output leaf
expect [ "$(head -1 out | tr , '\n' | wc -l)" -eq 15 ]
expect_out '^leaf_0,leaf_1,'

# Regression; the id column comes along by itself.
run predict bike.json "$data/bike_test.csv"
expect [ "$(head -1 out)" = instant,prediction ]
run predict bike.json "$data/bike_test.csv" --output class
expect_exit 2
expect_error 'has no classes'

# JSON lines, precision.
run predict iris.json "$data/iris.csv" --format-out jsonl --output class,raw --keep species
expect_list 'length == 150 and all(.[]; has("species") and has("class") and has("raw_setosa"))' out
run predict iris.json "$data/iris.csv" --precision 3
expect awk -F, 'NR > 1 && length($1) > 9 { exit 1 }' out

# Threads, chunks and pipes change nothing.
run predict adult.json "$data/adult_test.csv" --threads 3
expect_same out prob.csv
last='predict - (from a pipe)'
gzip -c "$data/adult_test.csv" | "$COPPICE" predict adult.json - >out 2>err
expect_same out prob.csv

# Columns are found by name, in any order; others do not matter, a missing one is told.
awk -F, -v OFS=, '{ print NR, $4, $3, $2, $1 }' "$data/iris.csv" >turned.csv
sed -i '1s/^1/row/' turned.csv
run predict iris.json "$data/iris.csv" -o straight.csv
run predict iris.json turned.csv -o turned_out.csv
expect_exit 0
expect_same straight.csv turned_out.csv
cut -d, -f1,2,4,5 turned.csv >fewer.csv
run predict iris.json fewer.csv -o none.csv
expect_exit 3
expect_error 'petal_length'
expect_no_file none.csv

# Text that needs quotes; a kept column that has a prediction's name.
printf 'a,b,y\n1,"x,1",no\n2,"say ""hi""",yes\n3," z",no\n4,plain,yes\n' >quotes.csv
run train quotes.csv --label y --id b --min-rows-in-leaf 1 --trees 2 --quiet -o quotes.json
expect_exit 0
run predict quotes.json quotes.csv --keep y --output class
expect [ "$(cut -d, -f1,2 out | sed -n 2p)" = '"x,1"' ]
expect_out '^"say ""hi""",yes,'
expect_out '^" z",no,'
run predict quotes.json quotes.csv --format-out jsonl
expect [ "$(jq -r .b out | sed -n 2p)" = 'say "hi"' ]
sed 's/^a,b,y/a,b,prob/' quotes.csv >taken.csv
run predict quotes.json taken.csv --keep prob
expect_err 'a kept column is called prob, so the prediction is predicted_prob'
expect [ "$(head -1 out)" = b,prob,predicted_prob ]

# Categories that training did not see are told, with their share.
sed '2,$s/,[^,]*,\([^,]*\)$/,Atlantis,\1/' "$data/adult_test.csv" >atlantis.csv
run predict adult.json atlantis.csv -o none.csv
expect_exit 0
expect_err 'warning: atlantis.csv: values that training did not see'
expect_err '^  native-country +100 % +40 categories$'
run predict adult.json "$data/adult_test.csv" --output prob,prob
expect_exit 2
expect_error 'more than once'
