// Any bytes as a model file (its checksums are not compared in this build): refused with a
// coppice::Error, or a model that predicts, is written and reads back to the same bytes.

#include <limits>

#include "base/error.hpp"
#include "memory_file.hpp"
#include "model/model.hpp"
#include "model/predictor.hpp"

using namespace coppice;

namespace {

/// Rows that fit a model's schema: missing, zero, large and unseen values.
Table rows_for(const Schema& schema) {
  Table table;
  table.rows = 4;
  table.is_sparse = schema.sparse;
  if (schema.sparse) {
    table.sparse.columns = schema.sparse_columns;
    table.sparse.row_begin = {0, 0, 0, 0, 0};
    if (schema.sparse_columns > 0) {
      table.sparse.row_begin = {0, 1, 2, 2, 3};
      table.sparse.column = {0, schema.sparse_columns - 1, 0};
      table.sparse.value = {1, -1e300, std::numeric_limits<double>::quiet_NaN()};
    }
    return table;
  }
  for (const FeatureSchema& feature : schema.features) {
    Column& column = table.features.emplace_back();
    column.kind = feature.kind;
    if (feature.kind == ColumnKind::numeric) {
      column.numbers = {std::numeric_limits<double>::quiet_NaN(), 0, 1e300, -1};
    } else {
      column.codes = {-1, 0, static_cast<std::int32_t>(feature.categories.size()), 0};
    }
  }
  return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Model model = model_from_json(text, "fuzz");
    const std::string written = model_to_json(model);
    must(model_to_json(model_from_json(written, "fuzz")) == written);
    const Table rows = rows_for(model.schema);
    std::vector<double> scores(rows.rows * model.outputs());
    Predictor(model).raw_scores(rows, scores);
  } catch (const Error&) {
  }
  return 0;
}
