#include "tune/ledger.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/error.hpp"

using namespace coppice;

namespace {

/// A path that is removed at the end of a test.
struct Path {
  std::string text = "ledger_test_" + std::to_string(getpid()) + ".jsonl";
  Path() { std::remove(text.c_str()); }
  ~Path() { std::remove(text.c_str()); }
};

TrialRecord record_of(int number) {
  TrialRecord record;
  record.number = number;
  record.values = {{"max-leaves", "31"}, {"growth", "leaf_wise"}};
  record.seed = 18446744073709551615ULL;
  record.end = TrialEnd::stopped;
  record.best_round = 2;
  record.curve = {0.1, 1.0 / 3, std::numeric_limits<double>::quiet_NaN()};
  record.value = 1.0 / 3;
  record.checksum = "00ff";
  return record;
}

const LedgerHead kHead{"abc", "auc", true};

}  // namespace

TEST_CASE("what is written is read back, in the order of the trials") {
  const Path path;
  {
    Ledger ledger(path.text, kHead, false);
    for (const int number : {3, 1, 2}) ledger.append(record_of(number));
    ledger.append(record_of(3));  // a second time: nothing
  }
  const Ledger again(path.text, kHead, true);
  REQUIRE(again.records().size() == 3);
  CHECK(again.records()[0].number == 1);
  const TrialRecord& read = *again.find(3);
  const TrialRecord written = record_of(3);
  CHECK(read.values == written.values);
  CHECK(read.seed == written.seed);
  CHECK(read.end == written.end);
  CHECK(read.value == written.value);
  CHECK(read.curve[1] == written.curve[1]);
  CHECK(std::isnan(read.curve[2]));
  CHECK(again.find(4) == nullptr);
}

TEST_CASE("a line that was cut off is dropped and its trial can be written again") {
  const Path path;
  { Ledger(path.text, kHead, false).append(record_of(1)); }
  std::ofstream(path.text, std::ios::app) << R"({"trial":2,"para)";
  {
    Ledger ledger(path.text, kHead, true);
    CHECK(ledger.records().size() == 1);
    ledger.append(record_of(2));
  }
  CHECK(Ledger(path.text, kHead, true).records().size() == 2);
}

TEST_CASE("a ledger of another sweep, one that is not asked for, and a damaged one are refused") {
  const Path path;
  { Ledger(path.text, kHead, false).append(record_of(1)); }
  CHECK_THROWS_WITH_AS(Ledger(path.text, kHead, false), doctest::Contains("--resume"), Error);
  CHECK_THROWS_WITH_AS(Ledger(path.text, {"xyz", "auc", true}, true),
                       doctest::Contains("another sweep"), Error);
  for (const char* line : {"{}", "nonsense", R"({"trial":0})", R"({"trial":2,"parameters":3})"}) {
    Path damaged;
    { Ledger(damaged.text, kHead, false).append(record_of(1)); }
    std::ofstream(damaged.text, std::ios::app) << line << '\n';
    CHECK_THROWS_WITH_AS(Ledger(damaged.text, kHead, true), doctest::Contains(":3: damaged"),
                         Error);
  }
  for (const char* text : {"{\"not\":\"a ledger\"}\n", "no line end"}) {
    std::ofstream(path.text) << text;
    CHECK_THROWS_WITH_AS(Ledger(path.text, kHead, true), doctest::Contains("not the ledger"),
                         Error);
    CHECK_THROWS_AS(Ledger(path.text, kHead, false), Error);
    std::stringstream kept;
    kept << std::ifstream(path.text).rdbuf();
    CHECK(kept.str() == text);
  }
}

TEST_CASE("a ledger that another sweep is writing is left to it") {
  const Path path;
  {
    Ledger first(path.text, kHead, false);
    first.append(record_of(1));
    CHECK_THROWS_WITH_AS(Ledger(path.text, kHead, true),
                         doctest::Contains("another sweep is running"), Error);
  }
  CHECK(Ledger(path.text, kHead, true).records().size() == 1);
}
