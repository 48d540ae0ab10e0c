#include "model/linear_model.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "model/json_reader.hpp"
#include "model/model.hpp"
#include "model/model_check.hpp"

using namespace coppice;

namespace {

Model linear_model() {
  Model model;
  model.schema.header = true;
  model.schema.features = {{"age", ColumnKind::numeric, {}},
                           {"town", ColumnKind::categorical, {"Bern", "Oslo"}}};
  model.objective = SquaredError{};
  model.ensemble.base_scores = {0.5};
  model.ensemble.linear = {{0, 1, 1}, {-1, 0, 1}, {40, 0, 0}, {0.25, 2, -1}};
  return model;
}

}  // namespace

TEST_CASE("a linear part adds weighted values; missing, infinite and unseen ones add nothing") {
  const LinearModel linear = linear_model().ensemble.linear;
  std::vector<Column> columns(2);
  columns[0].numbers = {44, std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::infinity(), 40};
  columns[1].kind = ColumnKind::categorical;
  columns[1].codes = {0, 1, -1, 7};
  std::vector<double> scores(4, 10.0);
  add_linear(linear, 1, {4, columns, nullptr}, scores);
  CHECK(scores == std::vector<double>{13, 9, 10, 10});
}

TEST_CASE("linear terms that do not fit the schema are refused") {
  const Model good = linear_model();
  CHECK_NOTHROW(check_model(good));
  const std::vector<std::function<void(LinearModel&)>> faults{
      [](LinearModel& m) { m.feature[2] = 2; },
      [](LinearModel& m) {
        m.feature = {1, 0, 1};
      },
      [](LinearModel& m) { m.category[0] = 0; },
      [](LinearModel& m) { m.category[2] = 2; },
      [](LinearModel& m) { m.category[2] = 0; },
      [](LinearModel& m) { m.category[1] = -1; },
      [](LinearModel& m) { m.center[1] = 1; },
      [](LinearModel& m) { m.center[0] = std::numeric_limits<double>::infinity(); },
      [](LinearModel& m) { m.center.pop_back(); },
      [](LinearModel& m) { m.weight.pop_back(); },
      [](LinearModel& m) { m.weight[0] = std::numeric_limits<double>::quiet_NaN(); },
      [](LinearModel& m) {
        m = {{}, {}, {}, {1.0}};
      },
  };
  for (const auto& fault : faults) {
    Model model = good;
    fault(model.ensemble.linear);
    CHECK_THROWS_AS(check_model(model), ModelFault);
  }
}
