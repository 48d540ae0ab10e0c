#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bins/binned_table.hpp"
#include "bins/source_mark.hpp"
#include "data/table.hpp"

// A binned file (.cpb) keeps a data file's rows as they are after binning, so that the text need
// not be read again. Numbers have their lowest byte first; docs/file-formats.md has the layout.
//
//     "COPPICEB"  version u32  0 u32  payload bytes u64  XXH3 of the payload u64  payload

namespace coppice {

/// What a binned file holds.
struct BinnedData {
  std::string file;  ///< its own name, for messages
  SourceMark source;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< of reading and binning
  std::uint64_t min_rows = 0;  ///< sparse: features that part fewer rows are left out
  Schema schema;
  Column label;
  std::vector<double> weights;
  std::vector<std::int64_t> groups;
  BinnedTable table;
};

/// Gives the file's bytes to a sink, piece by piece.
void write_binned(const BinnedData& data, const std::function<void(std::string_view)>& sink);
std::string binned_to_bytes(const BinnedData& data);
/// Reads them back. Every byte is checked before it is used: a file that is damaged, cut short or
/// made with intent throws an input error that names it.
BinnedData binned_from_bytes(std::string_view bytes, const std::string& file);
/// The same without the head of the file, whose checksum keeps all but chance from the rest.
BinnedData binned_from_payload(std::string_view payload, const std::string& file);

/// True where a regular file of this name starts as a binned file does.
bool is_binned_file(const std::string& path);
BinnedData load_binned(const std::string& path);

/// Rows [begin, end) as a table of raw values that fall into the same bins: the highest number of
/// each bin, of the last one infinity (so that any split between two bins parts them as it parted
/// the rows of the text), and the categories. A column that no bin is kept of is missing in all
/// rows.
Table rows_of_binned(const BinnedData& data, std::size_t begin, std::size_t end);

}  // namespace coppice
