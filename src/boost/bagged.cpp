#include "boost/bagged.hpp"

#include <algorithm>
#include <numeric>

#include "bins/cell_copies.hpp"
#include "boost/take_set.hpp"
#include "sampling/sampling.hpp"

namespace coppice {

namespace {

std::vector<std::uint32_t> all_rows(std::size_t rows) {
  std::vector<std::uint32_t> numbers(rows);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

/// Adds a bag's trees of one round to the average.
void append_round(Ensemble& average, const Ensemble& bag, std::size_t round,
                  std::size_t trees_a_round, double share) {
  for (std::size_t i = 0; i < trees_a_round; ++i) {
    Tree tree = bag.trees[round * trees_a_round + i];
    for (double& value : tree.leaf_value) value *= share;
    for (double& weight : tree.leaf_terms.weight) weight *= share;
    average.trees.push_back(std::move(tree));
  }
}

}  // namespace

Bagged::Bagged(const Prepared& data, const TrainParams& params, const Start& start)
    : data_(data),
      params_(params),
      outputs_(static_cast<std::size_t>(output_count(data.task.objective))) {
  for (int bag = 0; bag < params.boost.bags; ++bag)
    bags_.push_back(draw_bag(static_cast<std::uint64_t>(bag), start));
  for (const PreparedSet& set : data.validation)
    measured_.push_back({&set, std::vector<double>(outputs_ * set.table.rows)});
  oob_.name = kOutOfBag;
  oob_.labels = data.training.labels;
  oob_.weights.assign(oob_.labels.size(), 0.0);
  for (const Bag& bag : bags_) {
    for (const std::uint32_t row : bag.left_out)
      oob_.weights[row] = data.training.weights.empty() ? 1.0 : data.training.weights[row];
  }
  measured_.push_back({&oob_, std::vector<double>(outputs_ * oob_.labels.size())});
}

Bagged::Bag Bagged::draw_bag(std::uint64_t number, const Start& start) const {
  const std::size_t rows = data_.training.table.rows;
  const std::vector<std::uint16_t> counts = bootstrap_counts(rows, 1.0, params_.boost.seed, number);
  Bag bag;
  std::vector<std::uint32_t> drawn;
  for (std::uint32_t row = 0; row < rows; ++row) {
    drawn.insert(drawn.end(), counts[row], row);
    if (counts[row] == 0) bag.left_out.push_back(row);
  }
  bag.data = std::make_unique<Prepared>();
  bag.data->task = data_.task;
  bag.data->keeps_bins = data_.keeps_bins;
  bag.data->keeps_columns = data_.keeps_columns;
  bag.data->training = take_set(data_.training, "train", drawn);
  add_cell_copies(bag.data->training.table);
  for (const PreparedSet& set : data_.validation)
    bag.data->validation.push_back(take_set(set, set.name, all_rows(set.table.rows)));
  bag.data->validation.push_back(take_set(data_.training, kOutOfBag, bag.left_out));
  bag.booster = start(*bag.data);
  return bag;
}

bool Bagged::run(int round) {
  bool any = false;
  for (Bag& bag : bags_) {
    if (bag.ended) continue;
    bag.ended = !bag.booster.run(round);
    if (!bag.ended) bag.rounds = round;
    any = any || !bag.ended;
  }
  if (any) measure();
  return any;
}

/// Averages the bags' scores; those of a row out of bags over the bags that left it out.
void Bagged::measure() {
  for (ScoredSet& scored : measured_) std::fill(scored.scores.begin(), scored.scores.end(), 0.0);
  const auto share = 1.0 / static_cast<double>(bags_.size());
  const std::size_t rows = oob_.labels.size();
  std::vector<double> votes(rows);
  std::vector<double>& out_of_bag = measured_.back().scores;
  for (const Bag& bag : bags_) {
    bag.booster.complete();
    const std::span<const ScoredSet> own = bag.booster.validation();
    for (std::size_t set = 0; set + 1 < measured_.size(); ++set) {
      for (std::size_t i = 0; i < measured_[set].scores.size(); ++i)
        measured_[set].scores[i] += share * own[set].scores[i];
    }
    const std::vector<double>& left_out = own[data_.validation.size()].scores;
    for (std::size_t i = 0; i < bag.left_out.size(); ++i) {
      const std::uint32_t row = bag.left_out[i];
      votes[row] += 1;
      for (std::size_t k = 0; k < outputs_; ++k)
        out_of_bag[k * rows + row] += left_out[k * bag.left_out.size() + i];
    }
  }
  for (std::size_t i = 0; i < out_of_bag.size(); ++i)
    out_of_bag[i] /= std::max(votes[i % rows], 1.0);
}

bool Bagged::holds(int rounds) const {
  return std::all_of(bags_.begin(), bags_.end(), [&](const Bag& bag) {
    const bool its_own = bag.ended ? bag.rounds >= 0 && bag.rounds <= rounds : bag.rounds == rounds;
    return its_own && bag.booster.holds(bag.rounds);
  });
}

/// Round by round, the trees of all bags: the first rounds' trees are the average of the bags'
/// first rounds.
Ensemble Bagged::take(int rounds) {
  const auto share = 1.0 / static_cast<double>(bags_.size());
  std::vector<Ensemble> ensembles;
  std::vector<std::size_t> lengths;
  Ensemble average;
  average.base_scores.assign(outputs_, 0.0);
  for (Bag& bag : bags_) {
    lengths.push_back(static_cast<std::size_t>(std::min(rounds, bag.rounds)));
    ensembles.push_back(bag.booster.take(std::min(rounds, bag.rounds)));
    for (std::size_t k = 0; k < outputs_; ++k)
      average.base_scores[k] += share * ensembles.back().base_scores[k];
  }
  for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
    for (std::size_t bag = 0; bag < ensembles.size(); ++bag) {
      if (round >= lengths[bag]) continue;
      append_round(average, ensembles[bag], round, ensembles[bag].trees.size() / lengths[bag],
                   share);
    }
  }
  return average;
}

}  // namespace coppice
