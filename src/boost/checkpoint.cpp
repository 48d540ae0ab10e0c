#include "boost/checkpoint.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "model/json_reader.hpp"
#include "model/model_check.hpp"

// The file:
//
//   "coppice-checkpoint 1\n"
//   settings    pairs of parameter and text, and the program's version   } what the state
//   data        64-bit hash of the rows in bins, labels and weights      } belongs to
//   state       round, history and early stopping, then the booster's
//   checksum    XXH3 (64 bits) of all bytes before it
//
// Numbers are in the machine's own byte order: a checkpoint serves the machine that wrote it.

namespace coppice {

namespace {

constexpr std::string_view kHead = "coppice-checkpoint 1\n";

template <class Item>
void add(std::uint64_t& hash, std::span<const Item> items) {
  const std::uint64_t size = items.size();
  hash = hash_bytes({reinterpret_cast<const char*>(&size), sizeof size}, hash);
  hash = hash_bytes({reinterpret_cast<const char*>(items.data()), items.size_bytes()}, hash);
}

void add_set(std::uint64_t& hash, const PreparedSet& set) {
  hash = hash_bytes(set.name, hash);
  add(hash, std::span<const double>(set.labels));
  add(hash, std::span<const double>(set.weights));
  add(hash, std::span<const std::int64_t>(set.groups));
  add(hash, std::span<const double>(set.start_scores));
  for (const Panel& panel : set.table.panels) add(hash, panel.cells.span());
  for (const Column& column : set.columns) {
    add(hash, std::span<const double>(column.numbers));
    add(hash, std::span<const std::int32_t>(column.codes));
  }
  add(hash, set.sparse.row_begin.bases());
  add(hash, set.sparse.row_begin.offsets());
  set.sparse.column.visit([&](auto numbers) { add(hash, numbers); });
  add(hash, set.sparse.value.stored());
  add(hash, set.table.sparse.row_begin.bases());
  add(hash, set.table.sparse.row_begin.offsets());
  add(hash, std::span<const std::uint32_t>(set.table.sparse.slot));
}

/// All of a file that begins as a checkpoint does; of another one what should be its head.
std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(kHead.size(), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (!file || head != kHead) return head;
  std::ostringstream rest;
  rest << file.rdbuf();
  if (file.bad()) throw io_error("{}: cannot read: {}", path, std::strerror(errno));
  return head + std::move(rest).str();
}

}  // namespace

void check_checkpoint(const CheckpointParams& where) {
  if (where.checkpoint.empty()) {
    if (where.resume)
      throw usage_error("--resume needs --checkpoint FILE, the state to go on from");
    if (where.checkpoint_every != CheckpointParams{}.checkpoint_every) {
      throw usage_error("--checkpoint-every needs --checkpoint FILE, where to write the state");
    }
    return;
  }
  struct stat status {};
  const bool there = stat(where.checkpoint.c_str(), &status) == 0;
  if (there && !S_ISREG(status.st_mode)) {
    throw usage_error("--checkpoint: {} is no regular file; name one", where.checkpoint);
  }
  if (there && !where.resume) {
    throw usage_error(
        "--checkpoint: {} exists; go on from it with --resume, or remove it to start anew",
        where.checkpoint);
  }
  AtomicFile{where.checkpoint};
}

void Checkpoint::fail(const std::string& what) const {
  throw model_error("{}: the checkpoint cannot be used: {}; remove it to start anew", path_, what);
}

void Checkpoint::check_ensemble(const Ensemble& ensemble) const {
  Model model;
  model.schema = data_.schema;
  model.objective = data_.task.objective;
  model.classes = data_.task.classes;
  model.ensemble = ensemble;
  try {
    check_model(model);
  } catch (const ModelFault& fault) {
    throw ArchiveFault(fault.what());
  }
}

/// What must be the same for a resumed training to give the same model; more trees are no change.
std::vector<std::pair<std::string, std::string>> Checkpoint::settings() const {
  std::vector<std::pair<std::string, std::string>> settings{{"version", COPPICE_VERSION}};
  TrainParams listed = params_;
  for (const Parameter& parameter : parameters_of_training(listed)) {
    if (std::string_view(parameter.name) != "trees") {
      settings.emplace_back(parameter.name, parameter.get());
    }
  }
  return settings;
}

std::uint64_t Checkpoint::data_hash() const {
  std::uint64_t hash = 0;
  add_set(hash, data_.training);
  for (const PreparedSet& set : data_.validation) add_set(hash, set);
  for (const FeatureBins& bins : data_.training.table.edges.features) {
    add(hash, std::span<const double>(bins.thresholds));
    add(hash, std::span<const std::int32_t>(bins.category_of));
  }
  return hash;
}

void Checkpoint::save(const Fit& fit) const {
  StateWriter state;
  state(settings(), data_hash());
  fit.save(state);
  std::string bytes(kHead);
  bytes += state.take();
  const std::uint64_t sum = hash_bytes(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  AtomicFile file(path_);
  file.write(bytes);
  file.commit();
}

/// The bytes between head and checksum.
std::string Checkpoint::read() const {
  std::string bytes = read_file(path_);
  std::uint64_t sum = 0;
  if (!bytes.starts_with(kHead)) fail("it is no checkpoint of this version");
  if (bytes.size() < kHead.size() + sizeof sum) fail("it is cut short");
  std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
  bytes.resize(bytes.size() - sizeof sum);
  if (sum != hash_bytes(bytes)) fail("its checksum differs: it is damaged or was edited");
  return bytes.substr(kHead.size());
}

bool Checkpoint::restore(Fit& fit) const {
  if (access(path_.c_str(), F_OK) != 0) return false;
  const std::string bytes = read();
  StateReader state(bytes, [&](const Ensemble& ensemble) { check_ensemble(ensemble); });
  try {
    std::vector<std::pair<std::string, std::string>> then;
    const auto now = settings();
    std::uint64_t data = 0;
    state(then, data);
    if (then.size() != now.size()) fail("it was written by another version");
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (then[i] == now[i]) continue;
      fail(fmt::format("it was written with {} {}, and now it is {}", then[i].first, then[i].second,
                       now[i].second));
    }
    if (data != data_hash()) fail("it was written for other data");
    fit.restore(state);
    if (!state.at_end()) fail("something follows its end");
  } catch (const ArchiveFault& fault) {
    fail(fault.what());
  }
  return true;
}

}  // namespace coppice
