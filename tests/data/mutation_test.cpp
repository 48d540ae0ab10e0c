// Damaged files: whatever the bytes, a table or an error of the user's world, and the same one
// whatever the chunks.

#include <optional>

#include "base/random.hpp"
#include "support.hpp"

using namespace coppice;

namespace {

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed, RandomPurpose::search) {}

  std::string mutated(std::string text) {
    for (std::uint64_t n = 1 + below(6); n > 0; --n) mutate(text);
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_.below(index_++, n); }

  void mutate(std::string& text) {
    static const std::vector<std::string> pieces = {"\"",
                                                    "\"\"",
                                                    ",",
                                                    "\n",
                                                    "\r\n",
                                                    "\r",
                                                    " ",
                                                    "\t",
                                                    ";",
                                                    ":",
                                                    "#",
                                                    "-",
                                                    "+",
                                                    ".",
                                                    "e",
                                                    "1e999",
                                                    "nan",
                                                    "inf",
                                                    "qid:1",
                                                    "0",
                                                    "99999999999999999999",
                                                    std::string(1, '\0'),
                                                    "\xff",
                                                    "\xef\xbb\xbf",
                                                    "NA",
                                                    "x"};
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(at, pieces[below(pieces.size())]);
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, text.substr(below(text.size() + 1), below(40)));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
    }
  }

  CounterRandom random_;
  std::uint64_t index_ = 0;
};

/// What reading gives: rows and a hash of the cells, or nothing after an error.
std::optional<std::string> outcome(const std::string& path, const ReadParams& params,
                                   ReadRequest request, std::size_t chunk_bytes) {
  Observer observer;
  request.chunk_bytes = chunk_bytes;
  try {
    const Table table = read_table(path, params, request, observer).table;
    std::string text = fmt::format("{} rows from line {}", table.rows, table.first_line);
    for (const Column& column : table.features) {
      text += fmt::format(";{} {} {}", column.name, fmt::join(column.numbers, ","),
                          fmt::join(column.codes, ","));
      for (const std::string& category : column.categories) text += category;
    }
    text += fmt::format("; {} {} {}", fmt::join(table.sparse.row_begin.numbers(), ","),
                        fmt::join(table.sparse.column.numbers(), ","),
                        fmt::join(table.sparse.value.stored(), ","));
    return text;
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return std::nullopt;
  }
}

/// Reads mutations of the text; returns how many of them gave a table.
int read_mutations(const std::string& original, const ReadParams& params,
                   const ReadRequest& request, int trials) {
  int tables = 0;
  for (int trial = 0; trial < trials; ++trial) {
    CAPTURE(trial);
    const TempFile file(Mutator(static_cast<std::uint64_t>(trial)).mutated(original));
    const auto whole = outcome(file.path(), params, request, 0);
    CHECK(outcome(file.path(), params, request, 1) == whole);
    CHECK(outcome(file.path(), params, request, 17) == whole);
    tables += whole ? 1 : 0;
  }
  return tables;
}

const std::string kDense =
    "y,a,\"b, c\",d\n1,2.5,red,x\n0,-1e3,\"blue \"\"ish\"\"\",NA\n1,,\"two\nlines\",y\n\n0,7, "
    "green ,\"z\"\n";
const std::string kSparse =
    "1 qid:1 1:0.5 3:2\n-1 qid:1 2:1e3 # note\n\n+1 qid:2 7:-3.25 9:nan\n0 qid:3\n";
constexpr int kTrials = 1500;

}  // namespace

TEST_CASE("damaged CSV files give a table or an error, whatever the chunks") {
  const int tables = read_mutations(kDense, {}, {}, kTrials);
  CHECK(tables > 0);
  CHECK(tables < kTrials);
}

TEST_CASE(
    "damaged CSV files that must fit a schema give a table or an error, whatever the chunks") {
  const Schema schema = load(kDense, labelled("y")).schema;
  ReadRequest request;
  request.schema = &schema;
  CHECK(read_mutations(kDense, {}, request, kTrials) > 0);
}

TEST_CASE("damaged LibSVM files give a table or an error, whatever the chunks") {
  ReadParams params;
  params.format = FileFormat::libsvm;
  const int tables = read_mutations(kSparse, params, {}, kTrials);
  CHECK(tables > 0);
  CHECK(tables < kTrials);
  const Schema schema = load(kSparse).schema;
  ReadRequest request;
  request.schema = &schema;
  CHECK(read_mutations(kSparse, params, request, kTrials) > 0);
}
