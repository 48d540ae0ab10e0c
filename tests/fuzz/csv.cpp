// Any bytes as a CSV file: read or refused with a coppice::Error; and a file that was read fits its
// own schema, in chunks, as tables and as text.

#include "base/error.hpp"
#include "data/reader.hpp"
#include "memory_file.hpp"
#include "read_again.hpp"

using namespace coppice;

namespace {

ReadParams params_of(std::uint8_t choice) {
  ReadParams params;
  params.format = FileFormat::csv;
  params.header = static_cast<HeaderMode>(choice & 3 ? (choice & 3) - 1 : 0);
  if (choice & 4) params.label = "0";
  if (choice & 8) params.weight = "1";
  if (choice & 16) params.categorical = {"2"};
  if (choice & 32) params.id = {"3"};
  if (choice & 64) params.missing = {"-999", ""};
  if (choice & 128) params.delimiter = "space";
  return params;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ReadParams params = params_of(data[0]);
  const MemoryFile file({reinterpret_cast<const char*>(data) + 1, size - 1});
  Observer observer;
  try {
    const LoadedTable whole = read_table(file.path(), params, {}, observer);
    must(whole.table.features.size() == whole.schema.features.size());
    for (const Column& column : whole.table.features) must(column.size() == whole.table.rows);
    must_read_again(file.path(), params, whole, observer);
  } catch (const Error&) {
  }
  return 0;
}
