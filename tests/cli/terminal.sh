# On a terminal: a bar that is taken away at the end, colours unless NO_COLOR asks for none.
. "$(dirname "$0")/_lib.sh"
command -v script >/dev/null || exit 0

terminal() { # runs coppice with a terminal for its messages
  last="$*"
  script -qec "'$COPPICE' $*" /dev/null >err </dev/null
  status=$?
}

terminal train "$data/letter_train.csv" --label letter --valid "$data/letter_train.csv" \
  --trees 30 -o model.json
expect_exit 0
expect_err 'checksum'
expect [ "$(tr '\r' '\n' <err | grep -c '^round ')" -eq 0 ]
bars=$(tr '\r' '\n' <err | grep -c '^training \[=*>* *\] [0-9]*/30  [0-9.]* .* left')
expect [ "$bars" -le 30 ]

terminal train "$data/letter_train.csv" --label nothing -o model.json
expect_exit 3
expect_err $'\033\[[0-9;]*m.*error: '
NO_COLOR=1 terminal train "$data/letter_train.csv" --label nothing -o model.json
expect [ "$(grep -c $'\033\[[0-9;]*m' err)" -eq 0 ]
expect_err '^coppice: error: '
terminal predict model.json "$data/letter_train.csv" --quiet -o out.csv
expect_exit 0
expect_no_err
