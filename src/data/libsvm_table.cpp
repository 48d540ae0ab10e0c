#include "data/libsvm_table.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.hpp"

namespace coppice {

LibsvmTable::LibsvmTable(const std::string& file, const ReadRequest& request)
    : known_schema_(request.schema != nullptr),
      keep_lines_(request.keep_lines),
      packs_(request.pack_numbers),
      unseen_cells_(1, 0) {
  plan_.file = file;
  plan_.need_label = request.need_label || !known_schema_;
  if (known_schema_) {
    schema_ = *request.schema;
    plan_.base = schema_.sparse_base;
    plan_.columns = schema_.sparse_columns;
  }
  begin_matrix();
}

void LibsvmTable::begin_matrix() {
  matrix_ = {};
  matrix_.row_begin.push_back(0);
  if (packs_) matrix_.value.pack();
}

void LibsvmTable::append(const LibsvmPiece& piece) {
  if (piece.rows == 0) return;
  if (rows_ == 0) first_line_ = piece.lines[0];
  append_queries(piece);
  rows_ += piece.rows;
  unseen_cells_[0] += piece.cut_rows;
  all_rows_ += piece.rows;
  lowest_ = std::min(lowest_, piece.lowest);
  highest_ = std::max(highest_, piece.highest);
  for (const std::uint64_t entries : piece.row_entries) {
    matrix_.row_begin.push_back(matrix_.row_begin.back() + entries);
  }
  if (packs_) {
    label_.packed.append(piece.labels);
  } else {
    label_.numbers.insert(label_.numbers.end(), piece.labels.begin(), piece.labels.end());
  }
  if (keep_lines_) lines_.append(std::span(piece.lines).first(piece.rows));
  matrix_.column.append({piece.columns.get(), piece.entries});
  if (piece.all_ones) {
    matrix_.value.append_ones(piece.entries);
  } else {
    matrix_.value.append({piece.values.get(), piece.entries});
  }
}

void LibsvmTable::append_queries(const LibsvmPiece& piece) {
  if (all_rows_ == 0) has_queries_ = !piece.queries.empty();
  if (has_queries_ != !piece.queries.empty()) {
    throw input_error("{}:{}: some lines have a qid and some have none; give each line one",
                      plan_.file, piece.lines[0]);
  }
  for (const LibsvmPiece::Query& query : piece.queries) {
    if (!order_.follow(query.id)) {
      throw input_error("{}:{}: qid:{} comes again after other queries; sort the file by qid",
                        plan_.file, query.line, query.id);
    }
    groups_.insert(groups_.end(), query.rows, query.id);
  }
}

void LibsvmTable::finish() {
  if (all_rows_ == 0) {
    throw input_error("{}: no rows: all of its lines are blank or comments", plan_.file);
  }
  ended_ = true;
  if (known_schema_) return;
  const bool has_entries = lowest_ <= highest_;
  schema_.sparse = true;
  schema_.sparse_base = has_entries && lowest_ == 0 ? 0 : 1;
  schema_.sparse_columns = has_entries ? highest_ + 1 - schema_.sparse_base : 0;
  if (schema_.sparse_base == 1) matrix_.column.count_from_zero();
}

void LibsvmTable::reserve(double times) {
  const auto reserve_in = [&](auto& column) {
    column.reserve(with_spare(static_cast<double>(column.size()) * times));
  };
  reserve_in(matrix_.row_begin);
  reserve_in(matrix_.column);
  reserve_in(matrix_.value);
  reserve_in(label_.packed);
  reserve_in(label_.numbers);
  reserve_in(groups_);
}

void LibsvmTable::add_room(double times, Room& room) {
  matrix_.row_begin.add_room(times, room);
  matrix_.column.add_room(times, room);
  matrix_.value.add_room(times, room);
  label_.packed.add_room(times, room);
  coppice::add_room(label_.numbers, times, room);
  coppice::add_room(groups_, times, room);
}

void LibsvmTable::take_rows(Table& table) {
  table = Table{};
  table.is_sparse = true;
  table.rows = std::exchange(rows_, 0);
  table.first_line = first_line_;
  table.lines = std::exchange(lines_, {});
  table.label = std::exchange(label_, {});
  table.groups = std::exchange(groups_, {});
  table.sparse = std::move(matrix_);
  table.sparse.columns = schema_.sparse_columns;
  begin_matrix();
}

}  // namespace coppice
