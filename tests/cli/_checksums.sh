# The trainings whose checksums are a contract: tests/checksums.txt holds one a line, and
# scripts/checksums writes it anew. Each uses a set of data/ and other parts of the engine.
#
#   checksum_of NAME [FLAGS]   trains it, and prints the checksum of its trees

checksum_names='iris adult adult_sampled bike bike_depth letter breast_cancer agaricus'

checksum_of() {
  local name=$1 file flags
  shift
  case $name in
    iris) file=iris.csv flags='--label species --trees 20 --min-rows-in-leaf 3' ;;
    adult) file=adult_train.csv
      flags='--label income --trees 30 --valid-fraction 0.2 --early-stopping-rounds 5' ;;
    adult_sampled) file=adult_train.csv
      flags='--label income --trees 10 --row-fraction 0.6 --column-fraction 0.7
        --column-fraction-per-node 0.8 --seed 7 --lambda-l1 0.5' ;;
    bike) file=bike_train.csv
      flags='--label cnt --ignore instant --ignore dteday --ignore casual --ignore registered --trees 30' ;;
    bike_depth) file=bike_train.csv
      flags='--label cnt --ignore instant --ignore dteday --ignore casual --ignore registered --trees 10 --objective poisson
        --max-bins 64 --max-leaves 63 --max-depth 6 --categorical weekday' ;;
    letter) file=letter_train.csv flags='--label letter --trees 4' ;;
    breast_cancer) file=breast_cancer_train.csv flags='--label diagnosis --trees 30' ;;
    agaricus) file=agaricus_train.svm.gz flags='--trees 20' ;;
  esac
  # shellcheck disable=SC2086
  "$COPPICE" train "$COPPICE_SOURCE/data/$file" $flags --log json -o /dev/null "$@" 2>&1 |
    jq -r 'if .event == "trained" then .checksum elif .event == "error" then .text else empty end'
}
