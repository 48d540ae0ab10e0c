#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace coppice {

/// One metric of one data set after a round.
struct MetricValue {
  std::string data;    ///< "train", "valid" or the name of the validation file
  std::string metric;  ///< "auc", "rmse", ...
  double value = 0;
};

/// Hears what the engine does; the terminal, tests and sweeps each have their own. The engine
/// never prints. All calls come from the thread that called the engine.
class Observer {
 public:
  virtual ~Observer() = default;

  /// `done` of `total` bytes of `source` have been read (total 0: not known).
  virtual void bytes_read(std::string_view source, std::uint64_t done, std::uint64_t total) {
    (void)source, (void)done, (void)total;
  }
  /// Round `round` (from 1) of `rounds` is done; `metrics` is empty where nothing is measured.
  virtual void round_done(int round, int rounds, std::span<const MetricValue> metrics) {
    (void)round, (void)rounds, (void)metrics;
  }
  /// Something the user should know that is not an error.
  virtual void warning(std::string_view text) { (void)text; }
  /// A step in words ("512 rows, 14 columns"), for the log.
  virtual void note(std::string_view text) { (void)text; }
  /// Asked once a round: true ends training after it, as if that had been the last round.
  virtual bool stop_requested() { return false; }
};

}  // namespace coppice
