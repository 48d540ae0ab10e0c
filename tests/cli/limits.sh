# The limits of docs/reliability.md, at the boundary and one past it; and those of the shell.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

# A line of 64 MiB, its end included, is a line like any other; one byte more is refused.
line() {  # BYTES QUOTE
  printf 'y,x\n1,a\n0,b\n1,%s' "$2"
  head -c $(($1 - 3 - 2 * ${#2})) /dev/zero | tr '\0' z
  printf '%s\n0,a\n1,b\n0,a\n' "$2"
}
mib=1048576
for quote in '' '"'; do
  line $((64 * mib)) "$quote" >long.csv
  learn_y long.csv
  expect_exit 0
  line $((64 * mib + 1)) "$quote" >long.csv
  learn_y long.csv
  refused 3 'long.csv:4: the (line is longer than|quote that opens here is not closed within) 64 MiB'
done
rm long.csv model.json

# Classes.
awk 'BEGIN { print "y,x"; for (i = 0; i <= 10000; ++i) print "c" i "," i }' >classes.csv
learn_y classes.csv
refused 3 "label column 'y' has more than 10000 classes"
awk 'BEGIN { print "y,x"; for (i = 0; i <= 10000; ++i) print i "," i }' >classes.csv
learn_y classes.csv --objective softmax
refused 3 "label column 'y' has more than 10000 classes"

# Leaves, and bytes of a configuration file.
learn_y reg.csv --max-leaves 1048577
expect_exit 2
run train reg.csv --label y --trees 2 --max-leaves 1048576 --quiet -o model.json
expect_exit 0
rm model.json
head -c $((mib - 10)) /dev/zero | tr '\0' '#' >fit.toml && printf '\nseed=7\n' >>fit.toml
learn_y reg.csv --config fit.toml
expect_exit 0
printf 'trees = 3\n' >>fit.toml
learn_y reg.csv --config fit.toml
refused 2 'fit.toml: larger than 1 MiB'
printf 'a = ' >fit.toml && head -c 200000 /dev/zero | tr '\0' '[' >>fit.toml
learn_y reg.csv --config fit.toml
refused 2 'fit.toml:1: not TOML'

# Column numbers of LibSVM.
printf '1 2147483648:1\n0 1:1\n' >far.svm
learn far.svm
refused 3 "far.svm:1: '2147483648:1': a column number is at most 2147483647"

# Memory that the shell withholds: refused by estimate, or said when it comes to it.
if (ulimit -v 4000000 && "$COPPICE" --version) >out 2>&1; then  # a sanitizer wants more
  last='train, ulimit -v'
  status=0
  awk 'BEGIN { print "y,a,b,c,d"; for (i = 0; i < 60000; ++i) print i % 2 "," i % 7 "," i % 11 "," i % 13 "," i }' >rows.csv
  for kib in 20000 40000 80000 160000; do
    last="train, ulimit -v $kib"
    (ulimit -v $kib && "$COPPICE" train rows.csv --label y --trees 3 --threads 1 --quiet -o model.json) >out 2>err || status=$?
    [ "$status" -eq 0 ] && break
    [ "$status" -eq 127 ] && continue  # too little for the program itself
    expect_exit 2
    expect_error '(memory: .* the limit is|out of memory: )'
    expect_no_file model.json
    status=0
  done
fi

# Threads that the system withholds: fewer are used, and that is said.
# (Not even a sanitizer may start one, to look for leaks.)
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65533 --regid=65533 --clear-groups true 2>/dev/null; then
  chmod 755 . && mkdir -m 777 open
  last='train as another user, ulimit -u'
  status=0
  ASAN_OPTIONS=detect_leaks=0 setpriv --reuid=65533 --regid=65533 --clear-groups \
    bash -c 'ulimit -u 1 && exec "$0" "$@"' \
    "$COPPICE" train reg.csv --label y --trees 3 --threads 2 -o open/model.json >out 2>err || status=$?
  expect_exit 0
  expect_err '2 threads wanted, 1 used: the system allows no more'
fi
