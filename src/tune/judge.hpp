#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "boost/prepare.hpp"
#include "tune/folds.hpp"
#include "tune/space.hpp"

namespace coppice {

/// What trials learn from and are judged on, read once: held-out rows, or folds.
struct JudgeData {
  LoadedTable data;
  std::vector<ValidationSet> validation;  ///< the first is the judge; none: the folds are
  std::vector<Fold> folds;
  bool shared_edges = false;
};

/// The data in bins, once for each way to bin it that the trials ask for, shared by all that ask
/// for the same, also where they learn by other objectives. Not changed while trials run.
class Judge {
 public:
  /// `one_way` says that all trials will bin alike: the columns are freed once they are in bins.
  /// `rows_in_leaf`: the least of any trial (least_rows).
  Judge(JudgeData data, std::int64_t rows_in_leaf, bool one_way);

  /// The data of a trial with these parameters: one Prepared, or one a fold. It stays until
  /// `keep_only` drops it.
  std::vector<const Prepared*> data_for(const TrainParams& params);
  /// Drops all that none of these trials asks for.
  void keep_only(const std::vector<TrainParams>& params);
  /// All rows, for the final model of a sweep judged by folds; else the same as data_for.
  const Prepared& data_for_final(const TrainParams& params);
  bool by_folds() const { return !data_.folds.empty(); }

 private:
  struct Way {
    std::string bins;            ///< what the bins and their order depend on
    std::vector<Prepared> data;  ///< one, or one a fold
  };
  TrainParams preparation(TrainParams params) const;
  Way prepare_way(const TrainParams& params);
  std::vector<Prepared> shared_bins(const std::vector<Prepared>& binned, const Task& task,
                                    const TrainParams& params) const;

  JudgeData data_;
  std::int64_t rows_in_leaf_;
  bool one_way_;
  std::map<std::string, Way> ways_;
  std::unique_ptr<Prepared> whole_;
};

/// True where trials of the space differ in how their data is prepared.
bool prepares_anew(const Space& space, const TrainParams& fixed);

/// The least min-rows-in-leaf that any trial of the space may have: the table then has every
/// feature that one of them may split.
std::int64_t least_rows(const TrainParams& fixed, const Space& space);

/// A hash of all that is read: columns, labels, weights, queries.
std::uint64_t data_fingerprint(const Table& table);

}  // namespace coppice
