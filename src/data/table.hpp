#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "data/entry_columns.hpp"
#include "data/entry_values.hpp"
#include "data/packed_numbers.hpp"
#include "data/row_begins.hpp"
#include "data/row_lines.hpp"

namespace coppice {

/// Room for rows of which the number is an estimate. What is spare is never touched.
inline std::size_t with_spare(double rows) {
  return static_cast<std::size_t>(1.1 * rows);
}

enum class ColumnKind : std::uint8_t { numeric, categorical };

/// One dense column. Numbers are float64, as exact as their text; text is coded. Numbers that are
/// only to be put into bins may be packed (ReadRequest::pack_numbers): see packed_columns.hpp.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::numeric;
  std::vector<double> numbers;          ///< numeric: one a row, NaN is missing
  std::vector<std::int32_t> codes;      ///< categorical: index into categories, -1 is missing
  std::vector<std::string> categories;  ///< categorical: texts in order of first appearance
  PackedNumbers packed = {};            ///< numeric, packed: in place of numbers

  std::size_t size() const {
    return kind == ColumnKind::numeric ? numbers.size() + packed.size() : codes.size();
  }
};

/// Rows that name only their non-zeros (LibSVM), compressed by row. An entry that is not there
/// is zero; an entry that is NaN is missing. Within a row columns ascend.
struct SparseMatrix {
  std::uint32_t columns = 0;  ///< one more than the highest column number allowed
  RowBegins row_begin;        ///< rows + 1 offsets into column and value
  EntryColumns column;
  EntryValues value;

  std::size_t rows() const { return row_begin.empty() ? 0 : row_begin.size() - 1; }
};

/// Rows of a data file, columns typed and sorted by role. Either `features` (dense) or `sparse`
/// holds the features; the other is empty.
struct Table {
  std::size_t rows = 0;
  std::vector<Column> features;
  SparseMatrix sparse;
  bool is_sparse = false;

  Column label;                      ///< empty where the file has none
  std::vector<double> weights;       ///< empty: every row counts 1
  std::vector<std::int64_t> groups;  ///< query of each row (qid or the group column), or empty
  std::vector<Column> kept;          ///< id and --keep columns, as text in input order

  std::uint64_t first_line = 0;  ///< line number in the file of the first row
  RowLines lines;                ///< line of each row, kept only when asked for

  bool has_label() const { return label.size() == rows && rows > 0; }
};

/// The numbers that training saw in a column, from the lowest to the highest; none at first.
struct NumberRange {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  bool empty() const { return low > high; }
};

/// What a file's feature columns are: found when training, stored in the model, and what a file
/// to predict must fit.
struct FeatureSchema {
  std::string name;
  ColumnKind kind = ColumnKind::numeric;
  std::vector<std::string> categories;  ///< categorical: those seen in training, in code order
  NumberRange range = {};               ///< numeric: seen in training
};

struct Schema {
  bool header = false;                  ///< names come from a header line
  std::vector<FeatureSchema> features;  ///< dense: in file order
  bool sparse = false;
  std::uint32_t sparse_columns = 0;      ///< sparse: columns seen in training
  std::uint32_t sparse_base = 1;         ///< sparse: number of the first column in the file, 0 or 1
  std::uint32_t file_columns = 0;        ///< without a header: fields a line of the training file
  std::vector<std::uint32_t> positions;  ///< without a header: field number of each feature
  std::string label;                     ///< name of the label column, empty for LibSVM
  std::int32_t label_position = -1;      ///< without a header: its field number
  std::string weight;                    ///< name of the weight column, or empty
  std::vector<std::string> ids;          ///< names of the id columns
  std::vector<std::string> ignored;      ///< columns that are neither feature nor role
  std::vector<std::string> missing;      ///< spellings of missing values
};

}  // namespace coppice
