#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "base/observer.hpp"
#include "base/parameters.hpp"
#include "data/table.hpp"

namespace coppice {

enum class FileFormat { automatic, csv, libsvm };
enum class HeaderMode { automatic, yes, no };

template <>
struct EnumNames<FileFormat> {
  static constexpr std::array<std::pair<FileFormat, const char*>, 3> names{
      {{FileFormat::automatic, "auto"}, {FileFormat::csv, "csv"}, {FileFormat::libsvm, "libsvm"}}};
};
template <>
struct EnumNames<HeaderMode> {
  static constexpr std::array<std::pair<HeaderMode, const char*>, 3> names{
      {{HeaderMode::automatic, "auto"}, {HeaderMode::yes, "yes"}, {HeaderMode::no, "no"}}};
};

/// How a text file is read and what its columns are for. A column is named, or numbered from 0; a
/// name goes before a number. An empty field is missing whatever `missing` says.
struct ReadParams {
  FileFormat format = FileFormat::automatic;
  HeaderMode header = HeaderMode::automatic;
  std::string delimiter = "auto";
  std::string label;
  std::string weight;
  std::string group;
  std::vector<std::string> id;
  std::vector<std::string> ignore;
  std::vector<std::string> categorical;
  std::vector<std::string> numeric;
  std::vector<std::string> missing;
};

template <>
struct ParameterTable<ReadParams> {
  static constexpr const char* title = "Input";
  static constexpr auto rows = std::tuple{
      Row{"format", &ReadParams::format, "Format of the data file; auto looks at its first lines"},
      Row{"header", &ReadParams::header, "Whether the first line names the columns; auto looks"},
      Row{"delimiter", &ReadParams::delimiter,
          "One character between fields, 'tab', or auto to find it by looking"},
      Row{"label", &ReadParams::label, "Column to learn, by name or number from 0"},
      Row{"weight", &ReadParams::weight, "Column of row weights, by name or number"},
      Row{"group", &ReadParams::group, "Column of query or group ids, by name or number"},
      Row{"id", &ReadParams::id,
          "Column carried to the predictions and not learned from; repeatable"},
      Row{"ignore", &ReadParams::ignore, "Column not learned from; repeatable"},
      Row{"categorical", &ReadParams::categorical,
          "Numeric column whose values are names, not amounts; repeatable"},
      Row{"numeric", &ReadParams::numeric,
          "Column that must be numbers: text in it is an error; repeatable"},
      Row{"missing", &ReadParams::missing,
          "Spelling of a missing value, in place of the usual ones (empty, NA, N/A, NaN, null, "
          "None, ?); repeatable"},
  };
};

/// What to ask of the rows beside their features.
struct ReadRequest {
  const Schema* schema = nullptr;  ///< set: the file must fit it (predict, validation)
  bool need_label = false;         ///< a missing label column or an empty label is an error
  bool label_is_number = false;    ///< text in the label column is an error (regression)
  bool keep_lines = false;         ///< fill Table::lines, for messages after reading
  bool pack_numbers = false;       ///< numeric features, label and sparse values may be packed
  std::vector<std::string> keep;   ///< columns carried through as text
  std::size_t chunk_bytes = 0;     ///< text that a thread parses at a time; 0: as is quickest
};

struct LoadedTable;

/// Reads a file in chunks of rows: path, or "-" for standard input; plain, gzip or zstd (found by
/// content). Chunks end at record ends; columns of all chunks have the same kinds, and codes of
/// categories agree from chunk to chunk. The rows and codes do not depend on chunk size or
/// threads. Errors are input errors that name file, line and column.
///
/// With a request's schema a chunk's features leave their categories empty: the codes are the
/// schema's, and a category not in it is code -1. Kept columns have categories of their own in
/// each chunk. A label that the request does not need is not read.
///
/// Without a schema the kind of a column is found from its first 1000 values (typed_column.hpp),
/// so the first chunk is as long as that takes: as the whole file, if a column is nearly empty.
class TableReader {
 public:
  TableReader(const std::string& path, const ReadParams& params, const ReadRequest& request,
              Observer& observer);
  ~TableReader();
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  /// The file's schema, known after construction, but for its categories: they grow as chunks are
  /// read. With a request's schema: that one.
  const Schema& schema() const;
  /// The next rows, false at the end. Takes over the memory of `chunk`.
  bool next(Table& chunk);
  /// Cells that training did not see, by the request's schema, one count a feature, so far: other
  /// categories, or numbers out of the range. Of sparse data one count: rows with columns past
  /// those of the schema, which are left out.
  const std::vector<std::uint64_t>& unseen_cells() const;

 private:
  friend LoadedTable read_table(const std::string&, const ReadParams&, const ReadRequest&,
                                Observer&);
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole file as one table, and its schema. The label column is numeric where each label is a
/// finite number and categorical otherwise (categories in order of first appearance); a text among
/// labels that are mostly numbers is an error. A file without rows is an error.
struct LoadedTable {
  Table table;
  Schema schema;
  std::vector<std::uint64_t> unseen_cells;  ///< as TableReader::unseen_cells
};
LoadedTable read_table(const std::string& path, const ReadParams& params,
                       const ReadRequest& request, Observer& observer);

}  // namespace coppice
