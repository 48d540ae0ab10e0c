#include "boost/dart.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "grow/grown_check.hpp"

namespace coppice {

namespace {

/// scores += factor x change.
void add_scaled(std::vector<double>& scores, double factor, const std::vector<double>& change) {
  for (std::size_t i = 0; i < change.size(); ++i) scores[i] += factor * change[i];
}

}  // namespace

std::vector<std::size_t> dropped_rounds(const BoostParams& params, std::size_t count, int round) {
  const CounterRandom random(params.seed, RandomPurpose::drop_trees,
                             static_cast<std::uint64_t>(round));
  const std::uint64_t skip_index = ~std::uint64_t{0};
  if (count == 0 || random.uniform(skip_index) < params.skip_drop) return {};
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return random.bits(a) < random.bits(b); });
  std::size_t drawn = 0;
  while (drawn < count && random.uniform(order[drawn]) < params.drop_rate) ++drawn;
  if (params.max_drop > 0) drawn = std::min(drawn, static_cast<std::size_t>(params.max_drop));
  order.resize(std::max<std::size_t>(1, drawn));
  std::sort(order.begin(), order.end());
  return order;
}

Dart::Dart(const Prepared& data, const TrainParams& params, std::vector<double> base)
    : params_(params),
      fitter_(data, params),
      training_(start_scored(data.training, base)),
      validation_(start_scored(data.validation, base)),
      base_(std::move(base)) {}

Dart::Event Dart::plan(int round) const {
  const double rate = params_.boost.learning_rate;
  Event event{dropped_rounds(params_.boost, rounds_.size(), round), 1, rate};
  if (event.dropped.empty()) return event;
  const double room = params_.boost.drop_normalize == DropNormalize::tree
                          ? static_cast<double>(event.dropped.size())
                          : 1;
  event.factor = room / (room + rate);
  event.added = rate / (room + rate);
  return event;
}

/// What the trees of some rounds add to a set's scores, outputs x rows; empty for no rounds.
std::vector<double> Dart::scores_of(const PreparedSet& set, std::span<const std::size_t> rounds) {
  std::vector<double> scores;
  if (rounds.empty()) return scores;
  scores.resize(base_.size() * set.table.rows);
  for (const std::size_t round : rounds) {
    for (const FittedTree& tree : rounds_[round]) fitter_.add(set, scores, tree, weights_[round]);
  }
  return scores;
}

void Dart::run(int round) {
  const Event event = plan(round);
  const std::vector<double> dropped = scores_of(*training_.set, event.dropped);
  add_scaled(training_.scores, -1, dropped);
  fitter_.begin_round(round, training_.scores);
  std::vector<FittedTree>& trees = rounds_.emplace_back();
  for (std::size_t output = 0; output < base_.size(); ++output) {
    trees.push_back(fitter_.fit(output));
    fitter_.add_fitted(training_, trees.back(), event.added);
  }
  add_scaled(training_.scores, event.factor, dropped);
  for (ScoredSet& scored : validation_) {
    add_scaled(scored.scores, event.factor - 1, scores_of(*scored.set, event.dropped));
    for (const FittedTree& tree : trees) fitter_.add(*scored.set, scored.scores, tree, event.added);
  }
  for (const std::size_t earlier : event.dropped) weights_[earlier] *= event.factor;
  weights_.push_back(event.added);
  log_.push_back(event);
}

void Dart::check_restored() const {
  const std::vector<Column>& columns = training_.set->columns;
  const auto is_numeric = [&](std::uint32_t f) {
    return f < columns.size() && columns[f].kind == ColumnKind::numeric;
  };
  bool sound = log_.size() == rounds_.size() && weights_.size() == rounds_.size();
  for (std::size_t round = 0; sound && round < rounds_.size(); ++round) {
    sound = rounds_[round].size() == base_.size();
    for (const std::size_t dropped : log_[round].dropped) sound = sound && dropped < round;
    for (const FittedTree& tree : rounds_[round]) {
      sound = sound && tree.output < base_.size() && is_sound(tree.grown, training_.set->table) &&
              tree.answers.values.size() == tree.grown.leaves.size() &&
              leaf_terms_fault(tree.answers.terms, tree.grown.leaves.size(), is_numeric).empty();
    }
  }
  if (!sound) throw ArchiveFault("its trees do not hang together");
}

Ensemble Dart::take(int rounds) {
  const auto kept = static_cast<std::size_t>(rounds);
  std::vector<double> weights;
  for (std::size_t round = 0; round < kept; ++round) {
    for (const std::size_t earlier : log_[round].dropped) weights[earlier] *= log_[round].factor;
    weights.push_back(log_[round].added);
  }
  Ensemble ensemble;
  ensemble.base_scores = base_;
  for (std::size_t round = 0; round < kept; ++round) {
    for (const FittedTree& tree : rounds_[round])
      ensemble.trees.push_back(fitter_.rest(tree, weights[round]));
  }
  return ensemble;
}

}  // namespace coppice
