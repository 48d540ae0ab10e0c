#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tune/file_syncer.hpp"
#include "tune/space.hpp"

namespace coppice {

/// How a trial ended: it ran to its end, was stopped among poor ones, was cut by the time limit, or
/// its parameters do not go together.
enum class TrialEnd { done, stopped, cut, failed };
template <>
struct EnumNames<TrialEnd> {
  static constexpr std::array<std::pair<TrialEnd, const char*>, 4> names{
      {{TrialEnd::done, "done"},
       {TrialEnd::stopped, "stopped"},
       {TrialEnd::cut, "cut"},
       {TrialEnd::failed, "failed"}}};
};

/// A trial that is over: one line of the ledger.
struct TrialRecord {
  int number = 0;     ///< from 1, in the order in which trials are chosen
  Assignment values;  ///< the parameters that the space decided
  std::uint64_t seed = 0;
  TrialEnd end = TrialEnd::done;
  int best_round = 0;
  double value = 0;           ///< the metric at the best round; NaN where there is none
  std::vector<double> curve;  ///< the metric after each round
  std::string checksum;       ///< of the model of the best rounds; of several folds: of all
  double seconds = 0;         ///< that the trial took
  double at = 0;              ///< seconds from the sweep's start to the trial's end
  std::string problem;        ///< why it failed
};

/// What a ledger is of: trials of another sweep do not belong in it.
struct LedgerHead {
  std::string fingerprint;  ///< of data, parameters, space and the way of choosing
  std::string metric;
  bool larger_is_better = false;
};

/// The file that a sweep can go on from: a line for the head, then one a trial, JSON objects,
/// appended and synced to the disk as each trial ends.
class Ledger {
 public:
  /// Begins a new ledger, or goes on with the one at `path`: its trials are then in records(). A
  /// last line that is cut off (the process was killed while writing) is dropped. Throws usage
  /// errors where the file is there and `resume` is not set, is of another sweep, or is another
  /// process's while that lives; input errors where it is damaged.
  Ledger(std::string path, const LedgerHead& head, bool resume);
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// The line is written at once, and on its way to the disk.
  void append(const TrialRecord& record);
  /// Returns once all lines are on the disk. Throws an io error where that fails.
  void sync();
  /// In the order of their numbers.
  const std::vector<TrialRecord>& records() const { return records_; }
  const TrialRecord* find(int number) const;

 private:
  void write_line(const std::string& line);
  void insert(TrialRecord record);

  struct Descriptor {
    int number = -1;
    Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();
  };

  std::string path_;
  Descriptor file_;
  std::optional<FileSyncer> syncer_;  ///< after the file, which it needs to its end
  std::vector<TrialRecord> records_;
};

/// The trials of another ledger of the same sweep (a shard). Throws as Ledger does.
std::vector<TrialRecord> read_ledger(const std::string& path, const LedgerHead& head);

}  // namespace coppice
