#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/group_order.hpp"
#include "data/libsvm.hpp"
#include "data/reader.hpp"

namespace coppice {

/// Gathers the pieces of a LibSVM file, in file order, into one sparse table.
class LibsvmTable {
 public:
  using Piece = LibsvmPiece;

  LibsvmTable(const std::string& file, const ReadRequest& request);

  /// Parses a chunk, on any thread.
  void parse(LibsvmPiece& piece, int /*thread*/) const { parse_libsvm(plan_, piece); }
  void append(const LibsvmPiece& piece);
  void update_plan() {}
  /// Ends the file; throws where it has no rows.
  void finish();

  /// True where the number of the first column is known, so that rows may be taken.
  bool ready() const { return known_schema_ || ended_; }
  std::size_t count() const { return rows_; }
  /// Bytes of the rows gathered.
  std::size_t bytes() const {
    return matrix_.column.bytes() + matrix_.value.bytes() + label_.packed.bytes() +
           label_.numbers.size() * sizeof(double) + rows_ * sizeof(std::uint64_t);
  }
  /// Makes room for that many times the rows there are.
  void reserve(double times);
  /// Adds what is reserved for `times` times more rows than there are.
  void add_room(double times, Room& room);
  void take_rows(Table& table);
  /// Columns have no categories, and the schema is found by finish.
  void name_categories(Table&, bool) const {}
  void describe() {}
  Schema& schema() { return schema_; }
  const std::vector<std::uint64_t>& unseen_cells() const { return unseen_cells_; }

 private:
  void begin_matrix();
  void append_queries(const LibsvmPiece& piece);

  const bool known_schema_, keep_lines_, packs_;
  Schema schema_;
  LibsvmPlan plan_;
  SparseMatrix matrix_;
  Column label_;
  std::vector<std::int64_t> groups_;
  RowLines lines_;
  GroupOrder order_;
  std::size_t rows_ = 0, all_rows_ = 0;
  std::uint64_t first_line_ = 0;
  std::uint32_t lowest_ = std::numeric_limits<std::uint32_t>::max(), highest_ = 0;
  bool has_queries_ = false, ended_ = false;
  std::vector<std::uint64_t> unseen_cells_;  ///< one number: rows with columns past the model's
};

}  // namespace coppice
