// Any bytes as the payload of a binned file (its checksum, which keeps chance away, is left out):
// refused with a coppice::Error, or a sound table that is written and read back to the same bytes,
// gives raw values, and can be learned from.

#include "base/error.hpp"
#include "bins/binned_file.hpp"
#include "boost/train.hpp"
#include "memory_file.hpp"

using namespace coppice;

namespace {

constexpr std::size_t kMostCells = 1 << 16;

void learn(BinnedData data) {
  TrainParams params;
  params.boost.trees = 2;
  params.grow.max_leaves = 4;
  params.grow.min_rows_in_leaf = 1;
  Observer observer;
  const Prepared prepared = prepare(std::move(data), {}, params, nullptr, observer);
  Fit fit(prepared, params, nullptr);
  fit.run(params.boost.trees, observer);
  (void)model_to_json(fit.take());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view payload(reinterpret_cast<const char*>(data), size);
    BinnedData binned = binned_from_payload(payload, "fuzz");
    const std::string written = binned_to_bytes(binned);
    must(binned_to_bytes(binned_from_bytes(written, "fuzz")) == written);
    const std::size_t rows = binned.table.rows;
    if (rows * (1 + binned.schema.features.size()) > kMostCells) return 0;
    (void)rows_of_binned(binned, 0, rows);
    learn(std::move(binned));
  } catch (const Error&) {
  }
  return 0;
}
