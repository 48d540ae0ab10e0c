# A newcomer finds the commands, and each command explains itself.
. "$(dirname "$0")/_lib.sh"

run
expect_exit 0
expect_out '^Usage: coppice COMMAND'
cp out overview
for words in --help -h help; do
  run $words
  expect_exit 0
  expect_same out overview
  expect_no_err
done

for command in $(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' overview); do
  run "$command" --help
  expect_exit 0
  expect_out "^Usage: coppice $command"
  expect_out '^Running:'
  expect_out '--threads N'
  expect_out '^Examples:'
  expect_no_err
  cp out long
  run help "$command"
  expect_same out long
  expect [ "$(awk 'length > 100' long | wc -l)" -eq 0 ]
done

run train --help
expect_out '^  --max-leaves N +Most leaves'
expect_out '\[default 31; from 2 to 1048576\]'
expect_out '^Tree growth:'

run --version
expect_exit 0
expect_out '^coppice [0-9]+\.[0-9]+\.[0-9]+$'

run trian
expect_exit 2
expect_error "unknown command 'trian'; did you mean 'train'"
run frobnicate
expect_exit 2
expect_error "unknown command 'frobnicate'"
run help frobnicate
expect_exit 2
