#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parameters.hpp"
#include "boost/train.hpp"

namespace coppice {

/// Where a training that may be ended leaves its state, and whether to go on from there.
struct CheckpointParams {
  std::string checkpoint;
  int checkpoint_every = 10;
  bool resume = false;
};
template <>
struct ParameterTable<CheckpointParams> {
  static constexpr const char* title = "Checkpoints";
  static constexpr auto rows = std::tuple{
      Row{"checkpoint", &CheckpointParams::checkpoint,
          "File that holds the training's state after some rounds and after a Ctrl-C; with "
          "--resume it goes on from there"},
      Row{"checkpoint-every",
          &CheckpointParams::checkpoint_every,
          "Rounds from one writing of --checkpoint to the next",
          {1, 1000000}},
      Row{"resume", &CheckpointParams::resume,
          "Go on from --checkpoint where it exists, to the model that one run would have given"},
  };
};

/// Throws a usage error where the file exists and is not to be resumed, since it may be all that is
/// left of a long run, or where there is nothing to resume from; an io error where it cannot be
/// written. For the time before the data is read.
void check_checkpoint(const CheckpointParams& where);

/// Writes and reads the state of a fit (docs/file-formats.md). The file is whole or not there,
/// belongs to one set of data and parameters, and is checked before use.
class Checkpoint {
 public:
  /// `data` and `params` are those of the fit, and must outlive it.
  Checkpoint(std::string path, const Prepared& data, const TrainParams& params)
      : path_(std::move(path)), data_(data), params_(params) {}

  /// Gives the state of the file to a new fit; false where there is no file. Throws a model error
  /// where it is damaged or belongs to other data or parameters.
  bool restore(Fit& fit) const;
  void save(const Fit& fit) const;

 private:
  std::string read() const;
  [[noreturn]] void fail(const std::string& what) const;
  void check_ensemble(const Ensemble& ensemble) const;
  std::vector<std::pair<std::string, std::string>> settings() const;
  std::uint64_t data_hash() const;

  std::string path_;
  const Prepared& data_;
  const TrainParams& params_;
};

}  // namespace coppice
