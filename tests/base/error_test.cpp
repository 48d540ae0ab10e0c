#include "base/error.hpp"

#include <doctest/doctest.h>

using namespace coppice;

TEST_CASE("each kind of error has its exit code and a formatted message") {
  CHECK(usage_error("no").code() == ExitCode::usage);
  CHECK(input_error("no").code() == ExitCode::input);
  CHECK(model_error("no").code() == ExitCode::model);
  CHECK(io_error("no").code() == ExitCode::io);
  CHECK(std::string(input_error("{}: line {}", "a.csv", 3).what()) == "a.csv: line 3");
  CHECK(static_cast<int>(ExitCode::usage) == 2);
  CHECK(static_cast<int>(ExitCode::input) == 3);
  CHECK(static_cast<int>(ExitCode::model) == 4);
  CHECK(static_cast<int>(ExitCode::io) == 5);
  CHECK(static_cast<int>(ExitCode::interrupted) == 130);
}
