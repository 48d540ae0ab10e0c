// Any bytes as the state in a checkpoint that belongs to the data: refused with a coppice::Error,
// or the training goes on from it. The first byte chooses the method. "fuzz_checkpoint --seeds
// FOLDER" writes true states to start from.

#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/booster_params.hpp"
#include "boost/checkpoint.hpp"
#include "memory_file.hpp"

using namespace coppice;

namespace {

/// The trainings whose states differ, in the order of the first byte.
enum Method {
  gbdt,
  dart,
  linear,
  unmeasured,
  forest,
  adaboost,
  adaboost_r2,
  linear_leaves,
  bagged,
  kMethods
};

Booster booster_of(int method) {
  switch (method) {
    case linear:
      return Booster::linear;
    case forest:
      return Booster::rf;
    case adaboost:
    case adaboost_r2:
      return Booster::adaboost;
    default:
      return Booster::gbdt;
  }
}

TrainParams small_params(int method) {
  TrainParams params = default_params(booster_of(method));
  params.boost.booster = booster_of(method);
  params.boost.trees = 4;
  if (method != unmeasured) {
    params.boost.valid_fraction = 0.25;
    params.boost.early_stopping_rounds = 3;
  }
  if (method == dart) params.boost.drop_rate = 0.5;
  if (method == adaboost_r2) params.objective.objective = ObjectiveKind::squared_error;
  if (method == bagged) params.boost.bags = 2;
  if (params.boost.booster == Booster::gbdt) {
    params.grow.max_leaves = 4;
    params.grow.min_rows_in_leaf = 1;
    params.grow.linear_leaves = method == linear_leaves;
  }
  return params;
}

Prepared small_data(const TrainParams& params) {
  const MemoryFile file(
      "y,a,b\n0,1,x\n1,2,y\n0,3,x\n1,4,y\n0,5,z\n1,6,z\n0,7,x\n1,8,y\n0,1,y\n1,6,y\n0,2,x\n1,9,\n");
  ReadParams read;
  read.label = "y";
  Observer observer;
  LoadedTable rows = read_table(file.path(), read, {}, observer);
  std::vector<ValidationSet> held_out;
  const double fraction = params.boost.valid_fraction;
  if (fraction > 0) held_out.push_back(hold_out(rows, fraction, params.boost.seed));
  return prepare(std::move(rows), std::move(held_out), params, nullptr, observer);
}

struct Training {
  TrainParams params;
  Prepared data;
  Observer observer;
  std::string head;   ///< of a true checkpoint, up to its state
  std::string state;  ///< after one round

  explicit Training(int method) : params(small_params(method)), data(small_data(params)) {
    Fit fit(data, params, nullptr);
    fit.run(1, observer);
    const std::string path = "/tmp/fuzz_checkpoint." + std::to_string(getpid());
    Checkpoint(path, data, params).save(fit);
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    unlink(path.c_str());
    StateWriter writer;
    fit.save(writer);
    state = writer.take();
    head = std::move(text).str();
    head.resize(head.size() - state.size() - sizeof(std::uint64_t));
  }
};

Training& training_of(int method) {
  static std::array<std::unique_ptr<Training>, kMethods> all;
  std::unique_ptr<Training>& training = all[static_cast<std::size_t>(method)];
  if (training == nullptr) training = std::make_unique<Training>(method);
  return *training;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (*count == 3 && std::string_view((*arguments)[1]) == "--seeds") {
    for (int method = 0; method < kMethods; ++method) {
      std::ofstream(std::string((*arguments)[2]) + "/method" + std::to_string(method),
                    std::ios::binary)
          << static_cast<char>(method) << training_of(method).state;
    }
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Training& training = training_of(data[0] % kMethods);
  std::string bytes =
      training.head + std::string(reinterpret_cast<const char*>(data) + 1, size - 1);
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
