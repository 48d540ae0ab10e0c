// Any bytes as a LibSVM file: read or refused with a coppice::Error; and a file that was read fits
// its own schema.

#include "base/error.hpp"
#include "data/reader.hpp"
#include "memory_file.hpp"
#include "read_again.hpp"

using namespace coppice;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ReadParams params;
  params.format = FileFormat::libsvm;
  const MemoryFile file({reinterpret_cast<const char*>(data), size});
  Observer observer;
  try {
    const LoadedTable whole = read_table(file.path(), params, {}, observer);
    const SparseMatrix& sparse = whole.table.sparse;
    must(sparse.rows() == whole.table.rows && sparse.column.size() == sparse.value.size());
    for (std::size_t row = 0; row < sparse.rows(); ++row) {
      for (std::uint64_t i = sparse.row_begin[row]; i < sparse.row_begin[row + 1]; ++i) {
        must(sparse.column[i] < whole.schema.sparse_columns);
        must(i == sparse.row_begin[row] || sparse.column[i - 1] < sparse.column[i]);
      }
    }
    must_read_again(file.path(), params, whole, observer);
  } catch (const Error&) {
  }
  return 0;
}
