#include "model/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace coppice {

namespace {

/// Stacks: probabilities are held so far from 0 and 1.
constexpr double kLeastOfPart = 1e-3;
/// Blends: as metrics do.
constexpr double kLeastOfMean = 1e-15;

/// The objective whose raw scores a part's predictions are to be like. A part may have one output
/// for two classes where the model has two, or the other way round.
Objective scale_for(const Objective& own, std::size_t part_outputs) {
  const ObjectiveKind kind = objective_kind(own);
  if (kind != ObjectiveKind::logistic && kind != ObjectiveKind::softmax) return own;
  if (part_outputs == 1) return Logistic{};
  return Softmax{static_cast<int>(part_outputs)};
}

std::string column_name(const Part& part, std::size_t output) {
  if (part.model.outputs() == 1) return part.name;
  return fmt::format("{}_{}", part.name, part.model.classes.at(output));
}

/// The rows' own columns with dense ones after them, an entry in each row.
SparseMatrix with_columns(const SparseMatrix& rows, std::uint32_t columns,
                          std::span<const Column> added) {
  SparseMatrix all;
  all.columns = columns + static_cast<std::uint32_t>(added.size());
  all.row_begin.push_back(0);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    for (std::uint64_t i = rows.row_begin[row]; i < rows.row_begin[row + 1]; ++i) {
      if (rows.column[i] >= columns) break;  // not seen in training; columns ascend
      all.column.push_back(rows.column[i]);
      all.value.push_back(rows.value[i]);
    }
    for (std::uint32_t c = 0; c < added.size(); ++c) {
      all.column.push_back(columns + c);
      all.value.push_back(added[c].numbers[row]);
    }
    all.row_begin.push_back(all.column.size());
  }
  return all;
}

}  // namespace

Schema stack_schema(const Model& stack) {
  Schema schema;
  if (stack.passthrough) {
    schema = stack.schema;
  } else {
    schema.label = stack.schema.label;
  }
  schema.header = true;
  for (const Part& part : stack.parts) {
    for (std::size_t k = 0; k < part.model.outputs(); ++k) {
      if (schema.sparse) {
        ++schema.sparse_columns;
      } else {
        schema.features.push_back({column_name(part, k), ColumnKind::numeric, {}});
      }
    }
  }
  return schema;
}

Table stack_rows(const Model& stack, const Table& rows, std::vector<Predictions> of_parts) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < stack.parts.size(); ++i) {
    const Part& part = stack.parts[i];
    const std::size_t outputs = part.model.outputs();
    untransform(scale_for(stack.objective, outputs), of_parts[i], kLeastOfPart);
    for (std::size_t k = 0; k < outputs; ++k) {
      const auto begin = of_parts[i].begin() + static_cast<std::ptrdiff_t>(k * rows.rows);
      Column& column = columns.emplace_back();
      column.name = column_name(part, k);
      column.numbers.assign(begin, begin + static_cast<std::ptrdiff_t>(rows.rows));
    }
  }
  Table table;
  table.rows = rows.rows;
  if (stack.passthrough && rows.is_sparse) {
    table.is_sparse = true;
    table.sparse = with_columns(rows.sparse, stack.schema.sparse_columns, columns);
    return table;
  }
  if (stack.passthrough) table.features = rows.features;
  std::ranges::move(columns, std::back_inserter(table.features));
  return table;
}

Model stack_ensemble(const Model& stack) {
  Model model;
  model.schema = stack_schema(stack);
  model.objective = stack.objective;
  model.classes = stack.classes;
  model.ensemble = stack.ensemble;
  return model;
}

PartPredictors::PartPredictors(const Model& model) {
  for (const Part& part : model.parts) parts_.push_back(make(part.model, model.schema));
}

PartPredictors::One PartPredictors::make(const Model& part, const Schema& schema) {
  One one{Predictor(part), part.objective, schema.sparse, {}, {}};
  if (schema.sparse) return one;
  std::unordered_map<std::string_view, std::uint32_t> number_of;
  for (std::uint32_t f = 0; f < schema.features.size(); ++f) {
    number_of.emplace(schema.features[f].name, f);
  }
  one.same_columns = part.schema.features.size() == schema.features.size();
  for (std::uint32_t f = 0; f < part.schema.features.size(); ++f) {
    const FeatureSchema& own = part.schema.features[f];
    const std::uint32_t column = number_of.at(own.name);
    const std::vector<std::string>& categories = schema.features[column].categories;
    std::unordered_map<std::string_view, std::int32_t> code_of;
    for (const std::string& category : own.categories) {
      code_of.emplace(category, static_cast<std::int32_t>(code_of.size()));
    }
    std::vector<std::int32_t>& codes = one.code.emplace_back();
    for (const std::string& category : categories) {
      const auto found = code_of.find(category);
      codes.push_back(found == code_of.end() ? -1 : found->second);
    }
    one.column_of.push_back(column);
    one.same_columns = one.same_columns && column == f && own.categories == categories;
  }
  return one;
}

Table PartPredictors::rows_for(const One& part, const Table& rows) {
  Table own;
  own.rows = rows.rows;
  for (std::size_t f = 0; f < part.column_of.size(); ++f) {
    Column column = rows.features[part.column_of[f]];
    for (std::int32_t& code : column.codes) {
      const auto known = static_cast<std::size_t>(code) < part.code[f].size();
      code = known ? part.code[f][static_cast<std::size_t>(code)] : -1;
    }
    own.features.push_back(std::move(column));
  }
  return own;
}

std::vector<Predictions> PartPredictors::predict(const Table& rows) const {
  std::vector<Predictions> all;
  for (const One& part : parts_) {
    Predictions& predictions = all.emplace_back(part.predictor.outputs() * rows.rows);
    if (part.same_columns) {
      part.predictor.raw_scores(rows, predictions);
    } else {
      part.predictor.raw_scores(rows_for(part, rows), predictions);
    }
    transform(part.objective, predictions);
  }
  return all;
}

void blend_scores(const Model& blend, const std::vector<Predictions>& of_parts,
                  std::span<double> raw) {
  std::ranges::fill(raw, 0.0);
  for (std::size_t i = 0; i < of_parts.size(); ++i) {
    const double weight = blend.parts[i].weight;
    for (std::size_t j = 0; j < raw.size(); ++j) raw[j] += weight * of_parts[i][j];
  }
  untransform(blend.objective, raw, kLeastOfMean);
}

}  // namespace coppice
