#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "data/csv.hpp"
#include "data/group_order.hpp"
#include "data/layout.hpp"
#include "data/typed_column.hpp"

namespace coppice {

/// The group column: its texts numbered in order of first appearance.
class GroupColumn {
 public:
  GroupColumn(std::uint32_t field, std::string name) : field_(field), name_(std::move(name)) {}
  void append(const CsvPiece& piece, const std::string& file, const MissingSpellings& missing);
  std::uint32_t field() const { return field_; }
  const std::optional<Fault>& fault() const { return fault_; }
  std::vector<std::int64_t> take_rows() { return std::exchange(ids_, {}); }

 private:
  std::uint32_t field_;
  std::string name_;
  Dictionary<std::string> names_;
  GroupOrder order_;
  std::vector<std::int64_t> ids_;
  std::optional<Fault> fault_;
};

/// Gathers the pieces of a CSV file, in file order, into columns by role, and tells the parser
/// what to make of each field.
class CsvTable {
 public:
  using Piece = CsvPiece;

  /// `file`, `missing` and the request's schema must outlive the table.
  CsvTable(const std::string& file, const Dialect& dialect, CsvLayout layout,
           const MissingSpellings& missing, const ReadRequest& request);
  CsvTable(const CsvTable&) = delete;
  CsvTable& operator=(const CsvTable&) = delete;

  /// Parses a chunk, on any thread, by what is known of the columns.
  void parse(CsvPiece& piece, int /*thread*/) const { parse_csv(plan_, piece); }
  /// Appends rows, file order. Throws an input error for the first line at fault.
  void append(const CsvPiece& piece);
  /// Lets the parser know the kinds found since.
  void update_plan();
  /// Ends the file: kinds still open are settled; throws where the file has no rows or its
  /// weights are all zero.
  void finish();

  /// True where all kinds are known, so that rows may be taken.
  bool ready() const;
  std::size_t count() const { return rows_; }
  /// Bytes of the rows gathered.
  std::size_t bytes() const;
  /// Makes room for that many times the rows there are.
  void reserve(double times);
  /// Adds what is reserved for `times` times more rows than there are.
  void add_room(double times, Room& room);
  /// Moves the rows gathered since the last call to `table`, categories without their names.
  void take_rows(Table& table);
  /// Adds the names of the categories to a table's columns; those of a request's schema if asked.
  void name_categories(Table& table, bool known_ones) const;
  /// Fills a new schema with the kinds, categories and ranges found so far.
  void describe();
  Schema& schema() { return schema_; }
  const std::vector<std::uint64_t>& unseen_cells() const { return unseen_cells_; }

 private:
  enum class Role { feature, label, weight, kept };
  struct Target {
    Role role;
    std::uint32_t field;
    TypedColumn column;
  };
  void add(Role role, std::uint32_t field, TextRule rule, const FeatureSchema* known = nullptr);
  void throw_first_fault() const;
  void count_unseen();

  const MissingSpellings& missing_;
  const bool known_schema_, keep_lines_;
  Schema schema_;
  CsvPlan plan_;
  std::deque<Target> targets_;
  std::optional<GroupColumn> group_;
  std::size_t kept_count_ = 0;
  std::size_t rows_ = 0, all_rows_ = 0;
  std::uint64_t first_line_ = 0;
  RowLines lines_;
  std::vector<std::uint64_t> unseen_cells_;
};

}  // namespace coppice
