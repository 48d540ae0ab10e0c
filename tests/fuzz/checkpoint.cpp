// Any bytes as the state in a checkpoint that belongs to the data: refused with a coppice::Error,
// or the training goes on from it.

#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/checkpoint.hpp"
#include "memory_file.hpp"

using namespace coppice;

namespace {

TrainParams small_params() {
  TrainParams params;
  params.boost.trees = 4;
  params.grow.max_leaves = 4;
  params.grow.min_rows_in_leaf = 1;
  return params;
}

Prepared small_data(const TrainParams& params) {
  const MemoryFile file("y,a,b\n0,1,x\n1,2,y\n0,3,x\n1,4,y\n0,5,z\n1,6,z\n0,7,x\n1,8,y\n");
  ReadParams read;
  read.label = "y";
  Observer observer;
  return prepare(read_table(file.path(), read, {}, observer), {}, params, nullptr, observer);
}

std::string read_all(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

struct Training {
  TrainParams params = small_params();
  Prepared data = small_data(params);
  Observer observer;
  std::string head;  ///< of a true checkpoint, up to its state

  Training() {
    const MemoryFile file("");
    Fit fit(data, params, nullptr);
    fit.run(1, observer);
    Checkpoint(file.path(), data, params).save(fit);
    StateWriter state;
    fit.save(state);
    head = read_all(file.path());
    head.resize(head.size() - state.take().size() - sizeof(std::uint64_t));
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Training training;
  std::string bytes = training.head + std::string(reinterpret_cast<const char*>(data), size);
  const std::uint64_t sum = hash_bytes(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  const MemoryFile file(bytes);
  try {
    Fit fit(training.data, training.params, nullptr);
    must(Checkpoint(file.path(), training.data, training.params).restore(fit));
    fit.run(training.params.boost.trees, training.observer);
    (void)model_to_json(fit.take());
  } catch (const Error&) {
  }
  return 0;
}
