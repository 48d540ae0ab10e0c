#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/csv.hpp"
#include "data/dictionary.hpp"
#include "data/missing.hpp"
#include "data/table.hpp"

namespace coppice {

/// A cell that cannot be what its column is. Columns are appended in parallel; of all their faults
/// the one of the first line is told.
struct Fault {
  std::uint64_t line = 0;
  std::string message;
};

/// What a column of texts is for.
enum class TextRule {
  by_looking,  ///< numbers or categories, found from its first cells
  numbers,     ///< numbers; said by the user or a model
  categories,  ///< numbers in their canonical spelling are categories too; said by the user
  known,       ///< categories of a model; others are unknown
  texts,       ///< every text as it stands, missing ones too (ids, --keep)
};

/// What the cells of a column must be beside its kind.
enum class CellRule {
  any,
  label,   ///< there, and finite
  weight,  ///< there, finite, and not negative
};

/// A column that grows piece by piece, in file order. Where its kind is found by looking, its
/// texts are kept until kCellsToLookAt cells that are not missing, or all, are there. Then:
///
///     all numbers, or no cells at all          -> numbers; text further down is a fault
///     at least half numbers, the rest text     -> numbers; the first text is the fault (a typo, or
///                                                 an unusual spelling of "missing")
///     ... but a tenth or more of them text, of
///     10 or more spellings ("12", "A12", "7B") -> categories (codes)
///     less than half numbers                   -> categories
///     ... but 10 or more numbers and fewer
///     different texts, below 10                -> numbers; the first text is the fault
///
/// where "3,14" counts as a number, to be told of as a fault.
/// So the kind depends neither on chunks nor on threads, and a stray text in a column of numbers
/// is never silently a category.
class TypedColumn {
 public:
  static constexpr std::size_t kCellsToLookAt = 1000;

  /// `file` and `missing` must outlive the column; so must `known`, what a model knows of it.
  TypedColumn(const std::string& file, const MissingSpellings& missing, std::string name,
              TextRule rule, CellRule cell_rule = CellRule::any,
              const FeatureSchema* known = nullptr);

  /// Its numbers are to be packed; said before the first row.
  void pack_numbers() { packs_ = true; }
  /// True where the parser is to make numbers of the cells, false where texts.
  bool wants_numbers() const { return decided_ && column_.kind == ColumnKind::numeric; }
  bool decided() const { return decided_; }

  /// Appends the rows that the piece has of `field`: its texts if it has those, else its numbers.
  /// After a fault it does nothing: the column is then of no use.
  void append(const CsvPiece& piece, std::size_t field);
  /// Ends the looking, at the end of the file.
  void decide();

  const std::optional<Fault>& fault() const { return fault_; }
  ColumnKind kind() const { return column_.kind; }
  const std::string& name() const { return column_.name; }
  std::size_t rows() const { return column_.size(); }
  /// Bytes of its rows so far, texts aside.
  std::size_t bytes() const {
    return column_.numbers.size() * sizeof(double) + column_.packed.bytes() +
           (column_.codes.size() + open_codes_.size()) * sizeof(std::int32_t);
  }
  /// Of weights: whether any row counts.
  bool has_number_above_zero() const { return has_number_above_zero_; }
  /// Cells that the model did not see in training: other categories, numbers out of its range.
  std::uint64_t unseen_cells() const { return unseen_cells_; }
  /// The numbers there were so far; infinity is one, "missing" is not.
  const NumberRange& range() const { return range_; }
  const std::vector<std::string>& categories() const { return categories_.texts(); }

  /// Makes room for that many rows, once the kind is known.
  void reserve(std::size_t rows);
  void add_room(double times, Room& room) {
    coppice::add_room(column_.numbers, times, room);
    coppice::add_room(column_.codes, times, room);
    column_.packed.add_room(times, room);
  }
  /// Moves the rows since the last call to `rows`, without the categories, and takes over its
  /// memory for those to come.
  void take_rows(Column& rows);

 private:
  /// What a text is in a column whose kind is not known.
  enum class CellClass : std::uint8_t { missing, number, overflow, text };
  struct OpenText {
    CellClass what = CellClass::missing;
    double value = 0;
    std::uint64_t first_line = 0;
  };

  void append_numbers(std::span<const double> numbers, std::span<const std::uint64_t> lines);
  void store_numbers(std::span<const double> numbers);
  void look_at_numbers(std::span<const double> numbers);
  void append_open(const CsvPiece& piece, std::size_t field);
  void append_as_numbers(std::span<const std::int32_t> codes,
                         std::span<const std::string_view> texts,
                         std::span<const OpenText> meanings);
  void append_as_categories(std::span<const std::int32_t> codes,
                            std::span<const std::string_view> texts,
                            std::span<const std::uint64_t> lines);
  std::string missing_message(std::uint64_t line) const;
  void check_number(double value, std::uint64_t line);
  std::vector<OpenText> meanings_of(const CsvPiece& piece, std::size_t field) const;
  OpenText meaning_of(std::string_view text) const;
  std::int32_t category_of(std::string_view text);
  ColumnKind found_kind() const;
  void set_fault(std::uint64_t line, std::string message);

  const std::string* file_;
  const MissingSpellings* missing_;
  TextRule rule_;
  CellRule cell_rule_;
  Column column_;
  bool decided_;
  bool packs_ = false;
  Dictionary<std::string> categories_;  ///< categories, or all texts while the kind is open
  const FeatureSchema* known_;
  std::uint64_t unseen_cells_ = 0;
  NumberRange range_;
  bool has_number_above_zero_ = false;
  std::optional<Fault> fault_;

  // While the kind is open.
  std::size_t expected_rows_ = 0;
  std::vector<std::int32_t> open_codes_;
  std::vector<OpenText> open_texts_;
  std::size_t cells_ = 0;  ///< not missing
};

}  // namespace coppice
